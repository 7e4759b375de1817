package io.github.hidbpf4j.kernel.dispatch;

/**
 * Sees runs of programs and what they put off, in the thread that runs them: {@link #began} and
 * {@link #ended} of one thread nest. Called in the middle of the kernel: must not call back and
 * must not wait. In real time several threads call it at once.
 */
public interface RunObserver {
  /** What makes a program run. */
  enum Kind {
    /** A HID hook. */
    HOOK,
    /** {@code BPF_PROG_TEST_RUN} of a syscall program. */
    SYSCALL,
    /** The callback of a {@code bpf_timer}. */
    TIMER,
    /** The callback of a {@code bpf_wq}, or other delayed work. */
    WORK
  }

  /**
   * A program begins to run.
   *
   * @param what the hook; for timers and work items a name that tells one from the other, such as
   *     that of the map
   * @param function name of the callback, where a timer or work item runs one; "" when it is not
   *     known, or the program itself runs
   */
  void began(Kind kind, String program, String what, String function);

  /** It ended with this R0. */
  void ended(Kind kind, String program, String what, long result);

  /**
   * A program started a timer or queued work.
   *
   * @param kind {@link Kind#TIMER} or {@link Kind#WORK}
   * @param function name of the callback that will run; "" when it is not known
   * @param delay nanoseconds from now
   */
  default void scheduled(Kind kind, String program, String what, String function, long delay) {}

  /** A program took back what it had started. */
  default void cancelled(Kind kind, String program, String what) {}
}
