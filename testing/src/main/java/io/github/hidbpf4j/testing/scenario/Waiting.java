package io.github.hidbpf4j.testing.scenario;

import io.github.hidbpf4j.testing.bench.Bench;
import java.util.Queue;

/** Lets time pass until an observation arrives. */
final class Waiting {
  /** Steps of time between checks. */
  private static final long STEP = 100_000L;

  private Waiting() {}

  /** Returns once the queue is not empty, or after so many nanoseconds. */
  static void until(Bench bench, Queue<?> queue, long within) {
    long end = bench.now() + within;
    while (queue.isEmpty() && bench.now() < end) {
      bench.advance(Math.min(STEP, end - bench.now()));
    }
  }
}
