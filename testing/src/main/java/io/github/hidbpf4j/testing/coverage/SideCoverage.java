package io.github.hidbpf4j.testing.coverage;

/**
 * One of the two ways that a conditional jump may go on.
 *
 * @param possible whether the verifier found it possible, in any of the loads that were added up;
 *     what is not counts for no total
 * @param count how often it was taken
 */
public record SideCoverage(boolean possible, long count) {
  /** {@return whether it could have been taken, and never was} */
  public boolean isMissed() {
    return possible && count == 0;
  }

  SideCoverage plus(SideCoverage other) {
    return new SideCoverage(possible || other.possible, count + other.count);
  }
}
