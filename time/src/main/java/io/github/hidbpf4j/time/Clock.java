package io.github.hidbpf4j.time;

/** Reads time. */
@FunctionalInterface
public interface Clock {
  /** Nanoseconds of a clock. */
  long now(ClockId clock);

  /** Nanoseconds of {@link ClockId#MONOTONIC}. */
  default long now() {
    return now(ClockId.MONOTONIC);
  }
}
