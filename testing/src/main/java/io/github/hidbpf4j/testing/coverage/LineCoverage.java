package io.github.hidbpf4j.testing.coverage;

import io.github.hidbpf4j.bpf.program.LineInfo;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What was executed of one source line of an object. The line may be in several functions by
 * inlining, and several times in each.
 *
 * @param file source file, as shown to people
 * @param line 1-based number
 * @param text the line
 * @param reachable whether any of its instructions is reachable
 * @param hits how often it was executed: the sum, over its functions, of the most executed
 *     instruction
 * @param branches its conditional jumps of which both sides are possible
 */
public record LineCoverage(
    String file, int line, String text, boolean reachable, long hits, List<Branch> branches) {
  /** Copies. */
  public LineCoverage {
    branches = List.copyOf(branches);
  }

  /**
   * A conditional jump of the line.
   *
   * @param function the function that it is in
   * @param slot its slot there
   * @param executed how often it was executed
   * @param sides what it did
   * @param start the line at which the function starts, which compilers also give to the code that
   *     returns from it; null if unknown
   * @param jumpsTo the line that it jumps to; null if unknown
   * @param fallsThroughTo the line that it continues at otherwise; null if unknown
   */
  public record Branch(
      String function,
      int slot,
      long executed,
      BranchCoverage sides,
      @Nullable LineInfo start,
      @Nullable LineInfo jumpsTo,
      @Nullable LineInfo fallsThroughTo) {
    /** {@return whether it was executed, but a side that is possible was never taken} */
    public boolean isPartial() {
      return executed > 0 && sides.sides().stream().anyMatch(SideCoverage::isMissed);
    }
  }

  /** {@return whether it was reachable but never executed} */
  public boolean isMissed() {
    return reachable && hits == 0;
  }
}
