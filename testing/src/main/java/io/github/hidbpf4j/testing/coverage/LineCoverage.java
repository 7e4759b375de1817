package io.github.hidbpf4j.testing.coverage;

import io.github.hidbpf4j.bpf.program.LineInfo;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What was executed of one source line of an object, which may be in several of its functions: by
 * inlining, and more than once in each.
 *
 * @param file source file as people name it
 * @param line 1-based number
 * @param text the line
 * @param reachable whether any of its instructions is
 * @param hits how often it was executed: of each function, its instruction that was executed most
 *     often
 * @param branches its conditional jumps that may go on in two ways
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
   * @param executed how often it was
   * @param sides what it did
   * @param start the line that the function starts at, which compilers also give to the code that
   *     returns from it; null when unknown
   * @param jumpsTo the line that it jumps to; null when unknown
   * @param fallsThroughTo the line that it goes on with otherwise; null when unknown
   */
  public record Branch(
      String function,
      int slot,
      long executed,
      BranchCoverage sides,
      @Nullable LineInfo start,
      @Nullable LineInfo jumpsTo,
      @Nullable LineInfo fallsThroughTo) {
    /** {@return whether it was executed, but some side that is possible was never taken} */
    public boolean isPartial() {
      return executed > 0 && sides.sides().stream().anyMatch(SideCoverage::isMissed);
    }
  }

  /** {@return whether it could have been executed, and never was} */
  public boolean isMissed() {
    return reachable && hits == 0;
  }
}
