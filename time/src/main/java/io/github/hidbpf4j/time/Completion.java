package io.github.hidbpf4j.time;

/** An answer that a run waits for: the kernel's {@code struct completion}. */
public interface Completion {
  /**
   * Waits until {@link #complete} is called, but no longer than the timeout.
   *
   * @param timeout nanoseconds
   * @return true when completed, false when the time was over
   */
  boolean await(long timeout);

  /** Ends the wait, now or to come. */
  void complete();
}
