package io.github.hidbpf4j.bpf.verifier.paths;

import io.github.hidbpf4j.bpf.asm.Opcode;
import io.github.hidbpf4j.bpf.verifier.scalar.BranchOutcome;
import io.github.hidbpf4j.bpf.verifier.scalar.BranchRefinement;
import io.github.hidbpf4j.bpf.verifier.scalar.ScalarValue;

/**
 * A conditional jump that compares a register with a number, evaluated with the verifier's
 * arithmetic.
 *
 * @param register the register
 * @param operation {@code Opcode.JEQ} or similar
 * @param low32 whether only low halves are compared
 * @param number the number
 */
public record Comparison(int register, int operation, boolean low32, long number) {
  /** Whether a register with this value can take this branch. */
  public boolean allows(long value, boolean taken) {
    BranchOutcome outcome = BranchRefinement.outcome(known(value), known(number), operation, low32);
    return outcome != (taken ? BranchOutcome.NOT_TAKEN : BranchOutcome.TAKEN);
  }

  /** Bounds of the register on this branch; those of an int for a 32-bit comparison. */
  public Operand.Bounded leaves(boolean taken) {
    ScalarValue left = new ScalarValue();
    int holds = taken ? operation : BranchRefinement.reverse(operation);
    BranchRefinement.refine(left, known(number), holds, low32);
    left.sync();
    return new Operand.Bounded(left.smin(), left.smax(), left.s32Min(), left.s32Max());
  }

  /** Whether the register is below zero on this branch. */
  public boolean leavesNegative(boolean taken) {
    Operand.Bounded left = leaves(taken);
    return low32 ? left.max32() < 0 : left.max() < 0;
  }

  /** Whether it is a NULL check. */
  public boolean isNullCheck() {
    return number == 0 && !low32 && (operation == Opcode.JEQ || operation == Opcode.JNE);
  }

  private static ScalarValue known(long value) {
    ScalarValue v = new ScalarValue();
    v.markKnown(value);
    return v;
  }
}
