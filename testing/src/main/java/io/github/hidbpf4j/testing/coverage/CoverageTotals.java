package io.github.hidbpf4j.testing.coverage;

import java.util.Locale;

/**
 * How much was reached of what the verifier found reachable.
 *
 * @param lines source lines with instructions
 * @param branches sides of conditional jumps of which both are possible
 * @param instructions instructions
 * @param functions functions, including entries of programs
 */
public record CoverageTotals(Part lines, Part branches, Part instructions, Part functions) {
  /** The totals of no object. */
  public static final CoverageTotals NONE =
      new CoverageTotals(Part.NONE, Part.NONE, Part.NONE, Part.NONE);

  /**
   * A count out of a total.
   *
   * @param reached how many were reached
   * @param all how many there are
   */
  public record Part(long reached, long all) {
    /** 0 out of 0. */
    public static final Part NONE = new Part(0, 0);

    Part plus(Part other) {
      return new Part(reached + other.reached, all + other.all);
    }

    /** Counts one more, reached or not. */
    Part and(boolean isReached) {
      return new Part(reached + (isReached ? 1 : 0), all + 1);
    }

    /** {@return per cent, rounded down to one digit, so that 100 means all; 100 for 0 out of 0} */
    public double percent() {
      return all == 0 ? 100 : Math.floor(1000.0 * reached / all) / 10;
    }

    /** {@return {@code 9/10 (90.0 %)}} */
    @Override
    public String toString() {
      return String.format(Locale.ROOT, "%d/%d (%.1f %%)", reached, all, percent());
    }
  }

  /** {@return the sums} */
  public CoverageTotals plus(CoverageTotals other) {
    return new CoverageTotals(
        lines.plus(other.lines),
        branches.plus(other.branches),
        instructions.plus(other.instructions),
        functions.plus(other.functions));
  }
}
