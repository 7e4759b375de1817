package io.github.hidbpf4j.bpf.verifier.paths;

import io.github.hidbpf4j.bpf.asm.Opcode;
import io.github.hidbpf4j.bpf.verifier.scalar.BranchOutcome;
import io.github.hidbpf4j.bpf.verifier.scalar.BranchRefinement;
import io.github.hidbpf4j.bpf.verifier.scalar.ScalarValue;

/**
 * A conditional jump that compares a register with a number. What follows from it is the verifier's
 * arithmetic.
 *
 * @param register what is compared
 * @param operation {@code Opcode.JEQ} and its like
 * @param low32 whether only low halves are compared
 * @param number what it is compared with
 */
public record Comparison(int register, int operation, boolean low32, long number) {
  /** Whether a register that holds this value can go this way. */
  public boolean allows(long value, boolean taken) {
    BranchOutcome outcome = BranchRefinement.outcome(known(value), known(number), operation, low32);
    return outcome != (taken ? BranchOutcome.NOT_TAKEN : BranchOutcome.TAKEN);
  }

  /**
   * What the register is between, at most, where it goes this way; an int's if that is compared.
   */
  public Operand.Bounded leaves(boolean taken) {
    ScalarValue left = new ScalarValue();
    int holds = taken ? operation : BranchRefinement.reverse(operation);
    BranchRefinement.refine(left, known(number), holds, low32);
    left.sync();
    return new Operand.Bounded(left.smin(), left.smax(), left.s32Min(), left.s32Max());
  }

  /** Whether the register is below zero where it goes this way. */
  public boolean leavesNegative(boolean taken) {
    Operand.Bounded left = leaves(taken);
    return low32 ? left.max32() < 0 : left.max() < 0;
  }

  /** Whether it asks for NULL. */
  public boolean isNullCheck() {
    return number == 0 && !low32 && (operation == Opcode.JEQ || operation == Opcode.JNE);
  }

  private static ScalarValue known(long value) {
    ScalarValue v = new ScalarValue();
    v.markKnown(value);
    return v;
  }
}
