package io.github.hidbpf4j.time;

/**
 * Decides what runs when. Two kinds of run exist, as in the kernel: softirq-like ones (device
 * events, timers) that must not wait, and process-like ones (work items, user actions) that may.
 * Time always goes on: of runs that start each other without delay, a thousand in a row happen as
 * fast as they can, and each further one a millisecond later than it was asked for, until one is
 * started with a delay, waits, or is started by what comes from outside. All objects it makes
 * belong to it. Which threads may call it is the implementation's to say.
 */
public interface Scheduler extends Clock {
  /** A timer that runs {@code body} in softirq context. {@code what} names it in traces. */
  Timer newTimer(String what, Runnable body);

  /**
   * A timer for what comes from outside, such as the events of a recording: never put off, and what
   * it starts is the begin of a chain.
   */
  default Timer newSource(String what, Runnable body) {
    return newTimer(what, body);
  }

  /** How many runs in a row, each started by the one before without delay, led to the caller's. */
  default int chainLength() {
    return 0;
  }

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
