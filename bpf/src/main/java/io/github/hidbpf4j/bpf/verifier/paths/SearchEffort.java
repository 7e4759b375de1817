package io.github.hidbpf4j.bpf.verifier.paths;

/**
 * How far searches for the sources of values go back. A walk has up to a million nodes, and each
 * may ask: so that all searches together take time in proportion to the walk, those that come after
 * many long ones are short. What is not found by then is unknown.
 */
final class SearchEffort {
  private static final int LONG = 100_000;
  private static final int SHORT = 200;
  private static final long LONG_ONES_TOGETHER = 10_000_000;

  private long taken;

  /** Steps that a search may take. */
  int mostSteps() {
    return taken < LONG_ONES_TOGETHER ? LONG : SHORT;
  }

  /** Steps that all searches have taken. */
  long taken() {
    return taken;
  }

  /** A search took so many. */
  void spent(int steps) {
    taken += steps;
  }
}
