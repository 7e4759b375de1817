package io.github.hidbpf4j.linux.call;

/** Signals that Java has no API for. */
public final class Signals {
  // Numbers of Linux on x86, ARM and RISC-V.
  private static final int SIGTSTP = 20;

  private static final int SIGCONT = 18;
  private static final int SIGSTOP = 19;

  private Signals() {}

  /**
   * Ignores Ctrl-Z from now on: a process that is stopped while it holds a device withholds it from
   * everybody. SIGSTOP cannot be ignored.
   *
   * @return 0 or a negative error number
   */
  public static int ignoreTerminalStop() {
    return SystemCalls.ignore(SIGTSTP);
  }

  /**
   * Stops another process: SIGSTOP.
   *
   * @return 0 or a negative error number
   */
  public static int stop(long pid) {
    return SystemCalls.kill(Math.toIntExact(pid), SIGSTOP);
  }

  /**
   * Continues a stopped process: SIGCONT.
   *
   * @return 0 or a negative error number
   */
  public static int resume(long pid) {
    return SystemCalls.kill(Math.toIntExact(pid), SIGCONT);
  }
}
