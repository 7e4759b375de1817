package io.github.hidbpf4j.bpf.helper;

/** Lets a helper call back into the program that called it; implemented by engines. */
@FunctionalInterface
public interface CallbackInvoker {
  /**
   * Runs a subprogram of the calling program, on the caller's stack, to its exit.
   *
   * @param function the value that the program passed, that of its {@code BPF_PSEUDO_FUNC} load
   * @return its R0
   */
  long invoke(long function, long r1, long r2, long r3, long r4, long r5);
}
