package io.github.hidbpf4j.bpf.verifier.paths;

/**
 * Limits how far searches for the sources of values go back. A walk has up to a million nodes, each
 * of which may start a search: to keep the total time proportional to the walk, searches become
 * short after many long ones. What they do not find is unknown.
 */
final class SearchEffort {
  private static final int LONG = 100_000;
  private static final int SHORT = 200;
  private static final long LONG_ONES_TOGETHER = 10_000_000;

  private long taken;

  /** Number of steps that a search may take. */
  int mostSteps() {
    return taken < LONG_ONES_TOGETHER ? LONG : SHORT;
  }

  /** Number of steps taken by all searches. */
  long taken() {
    return taken;
  }

  /** Adds the steps of a search. */
  void spent(int steps) {
    taken += steps;
  }
}
