package io.github.hidbpf4j.time;

/**
 * A one-shot timer of a {@link Scheduler}: once armed, it runs its body once at the deadline, in
 * softirq context. Reusable.
 */
public interface Timer {
  /**
   * Arms it, or moves the deadline if already armed.
   *
   * @param deadline time of {@link ClockId#MONOTONIC} in nanoseconds; a past one is due immediately
   */
  void arm(long deadline);

  /**
   * Disarms it. Does not wait for a body that is running.
   *
   * @return true when it was armed and had not started to run
   */
  boolean cancel();

  /** {@return whether it is armed} */
  boolean isArmed();

  /**
   * {@return whether its last arming was deferred beyond the requested time} It then belongs to a
   * chain of runs that start each other without delay: see {@link Scheduler}.
   */
  default boolean isThrottled() {
    return false;
  }

  /** {@return whether its body is running} True from the moment that it is no longer armed. */
  boolean isRunning();
}
