package io.github.hidbpf4j.time;

/**
 * Decides what runs when. Two kinds of run exist, as in the kernel: softirq-like ones (device
 * events, timers) that must not wait, and process-like ones (work items, user actions) that may.
 * All objects it makes belong to it. Which threads may call it is the implementation's to say.
 */
public interface Scheduler extends Clock {
  /** A timer that runs {@code body} in softirq context. {@code what} names it in traces. */
  Timer newTimer(String what, Runnable body);

  /** A work item that runs {@code body} in process context. */
  Work newWork(String what, Runnable body);

  /** A free semaphore. */
  BinarySemaphore newSemaphore(String what);

  /** A completion, not completed. */
  Completion newCompletion(String what);

  /** Suspends the calling run for this many nanoseconds. */
  void sleep(long nanos);

  /**
   * A place where a softirq-like run may interrupt the calling one: engines call it at every helper
   * and kfunc call. Returns at once unless the scheduler explores.
   */
  void preemptionPoint();

  /**
   * Whether {@link #preemptionPoint} ever does anything: engines may leave the calls out of code
   * that they make when it does not. Never changes.
   */
  default boolean preempts() {
    return true;
  }

  /** Whether the calling run may wait. */
  boolean maySleep();

  /** The next 32 random bits from the scheduler's seed. */
  int nextRandom();
}
