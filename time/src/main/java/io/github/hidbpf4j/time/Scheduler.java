package io.github.hidbpf4j.time;

/**
 * Decides what runs when. There are two kinds of runs, as in the kernel: softirq-like ones (device
 * events, timers) that must not wait, and process-like ones (work items, user actions) that may.
 * Time always advances: of runs that start each other without delay, a thousand in a row happen at
 * full speed, and each further one a millisecond later than requested, until one is started with a
 * delay, waits, or is started from outside. All objects it creates belong to it. The implementation
 * determines which threads may call it.
 */
public interface Scheduler extends Clock {
  /**
   * Creates a timer.
   *
   * @param what name in traces
   * @param body runs in softirq context at the deadline; must not wait
   * @return the timer, not armed
   */
  Timer newTimer(String what, Runnable body);

  /**
   * Creates a timer for outside events, such as those of a recording: never throttled, and whatever
   * it starts begins a chain.
   *
   * @param what name in traces
   * @param body runs in softirq context at the deadline; must not wait
   * @return the timer, not armed
   */
  default Timer newSource(String what, Runnable body) {
    return newTimer(what, body);
  }

  /**
   * {@return the length of the chain of runs, each started by the one before without delay, that
   * led to the caller's}
   */
  default int chainLength() {
    return 0;
  }

  /**
   * Creates a work item.
   *
   * @param what name in traces
   * @param body runs in process context, once for each time it is queued; may wait
   * @return the work item, not queued
   */
  Work newWork(String what, Runnable body);

  /**
   * Creates a semaphore.
   *
   * @param what name in traces
   * @return the semaphore, free
   */
  BinarySemaphore newSemaphore(String what);

  /**
   * Creates a completion.
   *
   * @param what name in traces
   * @return the completion, not completed
   */
  Completion newCompletion(String what);

  /**
   * Suspends the calling run, which must be one that may wait.
   *
   * @param nanos nanoseconds; less than 1 counts as 0
   */
  void sleep(long nanos);

  /**
   * A point where a softirq-like run may interrupt the calling one: engines call it at every helper
   * and kfunc call. Returns immediately unless the scheduler explores.
   */
  void preemptionPoint();

  /**
   * {@return whether {@link #preemptionPoint} ever does anything} If not, engines may omit the
   * calls from generated code. Never changes.
   */
  default boolean preempts() {
    return true;
  }

  /**
   * {@return whether its runs execute one at a time, on whatever threads: each starts when the
   * previous one has stopped, and sees all its effects} Code called only from such runs needs no
   * lock. Never changes.
   */
  default boolean isOneAtATime() {
    return false;
  }

  /** {@return whether the calling run may wait} */
  boolean maySleep();

  /** {@return the next 32 random bits from the scheduler's seed} */
  int nextRandom();
}
