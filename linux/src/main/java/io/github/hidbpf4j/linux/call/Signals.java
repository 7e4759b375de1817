package io.github.hidbpf4j.linux.call;

/** Signals of this process that the virtual machine leaves alone. */
public final class Signals {
  /** Of Linux on x86, ARM and RISC-V. */
  private static final int SIGTSTP = 20;

  private Signals() {}

  /**
   * Has Ctrl-Z do nothing from now on: a process that is stopped while it holds a device keeps it
   * from everybody. SIGSTOP cannot be ignored.
   *
   * @return 0 or a negative error number
   */
  public static int ignoreTerminalStop() {
    return SystemCalls.ignore(SIGTSTP);
  }
}
