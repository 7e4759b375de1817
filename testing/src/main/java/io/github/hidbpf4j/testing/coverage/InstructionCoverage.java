package io.github.hidbpf4j.testing.coverage;

import org.jspecify.annotations.Nullable;

/**
 * How often an instruction of the object was executed: as the object has it, whatever the verifier
 * and the engines made of it.
 *
 * @param slot its first slot, counted from the start of its function
 * @param text what it is, in the verifier's form; empty where its function has source lines
 * @param reachable whether the verifier found a path to it, in any of the loads that were added up;
 *     what has none was taken out as dead code, and counts for no total
 * @param executed how often it was begun
 * @param branch its sides, when it is a conditional jump; {@code may_goto} is none
 */
public record InstructionCoverage(
    int slot, String text, boolean reachable, long executed, @Nullable BranchCoverage branch) {
  /** {@return whether it could have been executed, and never was} */
  public boolean isMissed() {
    return reachable && executed == 0;
  }

  /** The sum; texts may differ by what the kernel's types decide: the smaller one stays. */
  InstructionCoverage plus(InstructionCoverage other) {
    BranchCoverage sides =
        branch == null || other.branch == null ? null : branch.plus(other.branch);
    return new InstructionCoverage(
        slot,
        text.compareTo(other.text) <= 0 ? text : other.text,
        reachable || other.reachable,
        executed + other.executed,
        sides);
  }
}
