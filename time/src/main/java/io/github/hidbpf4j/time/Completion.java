package io.github.hidbpf4j.time;

/** An answer that a run waits for: the kernel's {@code struct completion}. */
public interface Completion {
  /**
   * Waits until {@link #complete} is called, or the timeout expires.
   *
   * @param timeout nanoseconds
   * @return true when completed, false on timeout
   */
  boolean await(long timeout);

  /** Completes it, which ends a current or future wait. */
  void complete();
}
