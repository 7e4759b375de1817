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
  /**
   * Makes a timer.
   *
   * @param what name in traces
   * @param body runs in softirq context at the deadline; must not wait
   * @return the timer, not armed
   */
  Timer newTimer(String what, Runnable body);

  /**
   * Makes a timer for what comes from outside, such as the events of a recording: never put off,
   * and what it starts is the begin of a chain.
   *
   * @param what name in traces
   * @param body runs in softirq context at the deadline; must not wait
   * @return the timer, not armed
   */
  default Timer newSource(String what, Runnable body) {
    return newTimer(what, body);
  }

  /**
   * {@return how many runs in a row, each started by the one before without delay, led to the
   * caller's}
   */
  default int chainLength() {
    return 0;
  }

  /**
   * Makes a work item.
   *
   * @param what name in traces
   * @param body runs in process context, once for each time it is queued; may wait
   * @return the work item, not queued
   */
  Work newWork(String what, Runnable body);

  /**
   * Makes a semaphore.
   *
   * @param what name in traces
   * @return the semaphore, free
   */
  BinarySemaphore newSemaphore(String what);

  /**
   * Makes a completion.
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
   * A place where a softirq-like run may interrupt the calling one: engines call it at every helper
   * and kfunc call. Returns at once unless the scheduler explores.
   */
  void preemptionPoint();

  /**
   * {@return whether {@link #preemptionPoint} ever does anything} Engines may leave the calls out
   * of code that they make when it does not. Never changes.
   */
  default boolean preempts() {
    return true;
  }

  /**
   * {@return whether what runs on it runs one at a time, on whatever threads: each begins when what
   * ran before has stopped, and sees all that that did} What is called from such runs alone needs
   * no lock. Never changes.
   */
  default boolean isOneAtATime() {
    return false;
  }

  /** {@return whether the calling run may wait} */
  boolean maySleep();

  /** {@return the next 32 random bits from the scheduler's seed} */
  int nextRandom();
}
