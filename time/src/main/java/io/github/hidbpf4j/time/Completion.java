package io.github.hidbpf4j.time;

/** An answer that a run waits for: the kernel's {@code struct completion}. */
public interface Completion {
  /** Waits until {@link #complete} or for {@code timeout} nanoseconds; true when completed. */
  boolean await(long timeout);

  /** Ends the wait, now or to come. */
  void complete();
}
