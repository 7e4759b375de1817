package io.github.hidbpf4j.time;

/**
 * A work item of a {@link Scheduler}: queued, its body runs once in process context, where it may
 * block. It never runs concurrently with itself; queued while it runs, it runs once more
 * afterwards.
 */
public interface Work {
  /** Queues it; false when it was queued already and has not begun to run. */
  boolean queue();

  /** Takes it off the queue; true when it was queued. Does not wait for a body that is running. */
  boolean cancel();

  /** Whether its body is running. */
  boolean isRunning();
}
