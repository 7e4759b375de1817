package io.github.hidbpf4j.testing.scenario;

import io.github.hidbpf4j.testing.bench.Bench;
import java.util.Queue;

/** Lets time pass until something comes. */
final class Waiting {
  /** Steps of time in which something is waited for. */
  private static final long STEP = 100_000L;

  private Waiting() {}

  /** Returns once something is in the queue, or so many nanoseconds have passed. */
  static void until(Bench bench, Queue<?> queue, long within) {
    long end = bench.now() + within;
    while (queue.isEmpty() && bench.now() < end) {
      bench.advance(Math.min(STEP, end - bench.now()));
    }
  }
}
