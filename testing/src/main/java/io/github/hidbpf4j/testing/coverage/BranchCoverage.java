package io.github.hidbpf4j.testing.coverage;

import java.util.List;

/**
 * What a conditional jump did. It is a condition of the source as far as the compiler has made a
 * jump of it, often with its sides exchanged.
 *
 * @param target where it jumps to: a slot of the function
 * @param jumped the side taken if the condition of the instruction holds
 * @param fellThrough the other side: the instruction that follows
 */
public record BranchCoverage(int target, SideCoverage jumped, SideCoverage fellThrough) {
  /** {@return both sides, the jump first} */
  public List<SideCoverage> sides() {
    return List.of(jumped, fellThrough);
  }

  BranchCoverage plus(BranchCoverage other) {
    return new BranchCoverage(
        target, jumped.plus(other.jumped), fellThrough.plus(other.fellThrough));
  }
}
