package io.github.hidbpf4j.testing.coverage;

/**
 * One of the two sides of a conditional jump.
 *
 * @param possible whether the verifier found it possible in any of the loads that were added up; if
 *     not, it does not count for totals
 * @param count how often it was taken
 */
public record SideCoverage(boolean possible, long count) {
  /** {@return whether it was possible but never taken} */
  public boolean isMissed() {
    return possible && count == 0;
  }

  SideCoverage plus(SideCoverage other) {
    return new SideCoverage(possible || other.possible, count + other.count);
  }
}
