package io.github.hidbpf4j.time;

/**
 * A one-shot timer of a {@link Scheduler}: armed, it runs its body once at the deadline, in softirq
 * context. Reusable.
 */
public interface Timer {
  /**
   * Arms it for this time of {@link ClockId#MONOTONIC} in nanoseconds; armed already, it is moved.
   * A past deadline is due at once.
   */
  void arm(long deadline);

  /**
   * Disarms it; true when it was armed and has not begun to run. Does not wait for a body that is
   * running.
   */
  boolean cancel();

  /** Whether it is armed. */
  boolean isArmed();

  /**
   * Whether it was armed last for later than was asked, because it belongs to a chain of runs that
   * start each other without giving time: see {@link Scheduler}.
   */
  default boolean isThrottled() {
    return false;
  }

  /** Whether its body is running; true from the moment that it is no longer armed. */
  boolean isRunning();
}
