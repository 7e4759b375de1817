package io.github.hidbpf4j.tools.live;

import java.util.Arrays;

/** Collects the times of all reports, for percentiles. */
final class Latencies {
  private final int[] nanos;
  private int count;

  /**
   * Creates room for this many.
   *
   * @param most the maximum number of times
   */
  Latencies(int most) {
    nanos = new int[most];
  }

  void add(long nanoseconds) {
    nanos[count++] = Math.toIntExact(nanoseconds);
  }

  /** Median, 90, 99, 99.9 % and the longest, in microseconds. */
  String line() {
    int[] sorted = Arrays.copyOf(nanos, count);
    Arrays.sort(sorted);
    return "p50 %s p90 %s p99 %s p99.9 %s most %s"
        .formatted(
            at(sorted, 0.5), at(sorted, 0.9), at(sorted, 0.99), at(sorted, 0.999), at(sorted, 1));
  }

  private static String at(int[] sorted, double part) {
    int index = Math.clamp((long) Math.ceil(sorted.length * part) - 1, 0, sorted.length - 1);
    return "%.1f".formatted(sorted[index] / 1e3);
  }
}
