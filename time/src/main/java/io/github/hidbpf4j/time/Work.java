package io.github.hidbpf4j.time;

/**
 * A work item of a {@link Scheduler}: once queued, its body runs once in process context, where it
 * may block. It never runs concurrently with itself; queued while it runs, it runs once more
 * afterwards.
 */
public interface Work {
  /**
   * Queues it.
   *
   * @return false when it was already queued and has not started to run
   */
  boolean queue();

  /**
   * Dequeues it. Does not wait for a body that is running.
   *
   * @return true when it was queued
   */
  boolean cancel();

  /** {@return whether it is queued and has not started to run} */
  boolean isQueued();

  /** {@return whether its body is running} */
  boolean isRunning();

  /**
   * {@return whether its last queueing was deferred} It then belongs to a chain of runs that start
   * each other without delay: see {@link Scheduler}.
   */
  default boolean isThrottled() {
    return false;
  }
}
