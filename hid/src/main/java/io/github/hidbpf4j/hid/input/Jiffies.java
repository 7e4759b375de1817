package io.github.hidbpf4j.hid.input;

/**
 * Computes when a kernel timer set in milliseconds expires, at 250 ticks a second ({@code HZ=250})
 * and with the granularity of the timer wheel ({@code kernel/time/timer.c}): key repeat comes after
 * 256 to 288 ms and then every 40 ms, not every 33.
 */
final class Jiffies {
  private static final long NANOS = 4_000_000;
  private static final long MILLIS = 4;

  /** Ticks from which on the wheel rounds to 8 ticks, and to 64. */
  private static final long SECOND_LEVEL = 63, THIRD_LEVEL = 504;

  private Jiffies() {}

  /** The expiry time of a timer set now to {@code millis}. */
  static long expiry(long now, long millis) {
    long ticks = (millis + MILLIS - 1) / MILLIS;
    long expires = Math.floorDiv(now, NANOS) + ticks;
    int shift = ticks < SECOND_LEVEL ? 0 : ticks < THIRD_LEVEL ? 3 : 6;
    return ((expires >> shift) + 1 << shift) * NANOS;
  }

  /** Microseconds between two times, in whole ticks. */
  static long microsBetween(long earlier, long later) {
    return (Math.floorDiv(later, NANOS) - Math.floorDiv(earlier, NANOS)) * (NANOS / 1_000);
  }
}
