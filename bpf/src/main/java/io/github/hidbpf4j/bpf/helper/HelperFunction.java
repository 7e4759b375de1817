package io.github.hidbpf4j.bpf.helper;

/**
 * The implementation of a helper or kfunc, as called by engines: five 64-bit arguments (addresses
 * are arena addresses), one result. Nothing is boxed. The verifier has checked the arguments
 * against the prototype; conditions at run time are checked by the function itself.
 */
@FunctionalInterface
public interface HelperFunction {
  /** Calls the function. */
  long call(RunContext run, long r1, long r2, long r3, long r4, long r5);
}
