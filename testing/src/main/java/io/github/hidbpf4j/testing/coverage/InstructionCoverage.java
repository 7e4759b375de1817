package io.github.hidbpf4j.testing.coverage;

import org.jspecify.annotations.Nullable;

/**
 * How often an instruction of the object was executed. It is the instruction as in the object,
 * whatever the verifier and the engines replace it with.
 *
 * @param slot its first slot, counted from the start of its function
 * @param text the instruction in the verifier's notation; empty if its function has source lines
 * @param reachable whether the verifier found a path to it in any of the loads that were added up;
 *     if not, it was removed as dead code, and does not count for totals
 * @param executed how often its execution began
 * @param branch its sides if it is a conditional jump; {@code may_goto} is not
 */
public record InstructionCoverage(
    int slot, String text, boolean reachable, long executed, @Nullable BranchCoverage branch) {
  /** {@return whether it was reachable but never executed} */
  public boolean isMissed() {
    return reachable && executed == 0;
  }

  /** The sum; texts may depend on the kernel's types: the smaller one is kept. */
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
