package io.github.hidbpf4j.bpf.helper;

/**
 * A helper or kfunc as engines call it: five 64-bit arguments (addresses are arena addresses), one
 * result. Nothing is boxed. The verifier has checked the arguments against the prototype; what
 * depends on run time the function checks itself.
 */
@FunctionalInterface
public interface HelperFunction {
  /** Runs it. */
  long call(RunContext run, long r1, long r2, long r3, long r4, long r5);
}
