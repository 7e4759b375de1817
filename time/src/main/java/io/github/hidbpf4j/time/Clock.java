package io.github.hidbpf4j.time;

/** Reads time. */
@FunctionalInterface
public interface Clock {
  /**
   * {@return the time of a clock in nanoseconds}
   *
   * @param clock which clock to read
   */
  long now(ClockId clock);

  /** {@return the time of {@link ClockId#MONOTONIC} in nanoseconds} */
  default long now() {
    return now(ClockId.MONOTONIC);
  }
}
