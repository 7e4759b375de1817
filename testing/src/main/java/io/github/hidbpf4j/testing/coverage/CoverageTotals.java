package io.github.hidbpf4j.testing.coverage;

import java.util.Locale;

/**
 * How much was reached, of what the verifier found reachable.
 *
 * @param lines source lines with instructions
 * @param branches sides of conditional jumps that may go on in two ways
 * @param instructions instructions
 * @param functions functions, entries of programs included
 */
public record CoverageTotals(Part lines, Part branches, Part instructions, Part functions) {
  /** Of nothing. */
  public static final CoverageTotals NONE =
      new CoverageTotals(Part.NONE, Part.NONE, Part.NONE, Part.NONE);

  /**
   * So many of so many.
   *
   * @param reached how many were reached
   * @param all of how many
   */
  public record Part(long reached, long all) {
    /** None of none. */
    public static final Part NONE = new Part(0, 0);

    Part plus(Part other) {
      return new Part(reached + other.reached, all + other.all);
    }

    /** One more, reached or not. */
    Part and(boolean isReached) {
      return new Part(reached + (isReached ? 1 : 0), all + 1);
    }

    /** {@return per cent, rounded down to one digit: 100 is all; also of none} */
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
