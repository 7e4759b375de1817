package io.github.hidbpf4j.time;

/**
 * A work item of a {@link Scheduler}: queued, its body runs once in process context, where it may
 * block. It never runs concurrently with itself; queued while it runs, it runs once more
 * afterwards.
 */
public interface Work {
  /**
   * Queues it.
   *
   * @return false when it was queued already and has not begun to run
   */
  boolean queue();

  /**
   * Takes it off the queue. Does not wait for a body that is running.
   *
   * @return true when it was queued
   */
  boolean cancel();

  /** {@return whether it is queued and has not begun to run} */
  boolean isQueued();

  /** {@return whether its body is running} */
  boolean isRunning();

  /**
   * {@return whether it was queued last for later than at once} It then belongs to a chain of runs
   * that start each other without giving time: see {@link Scheduler}.
   */
  default boolean isThrottled() {
    return false;
  }
}
