package io.github.hidbpf4j.bpf.verifier.scalar;

import io.github.hidbpf4j.bpf.asm.Opcode;
import java.util.function.Consumer;

/**
 * Simulates both branches of a jump: one on which no number is left is dead ({@code
 * simulate_both_branches_taken}). The refined values are kept for the branches that are followed.
 */
public final class TriedBranches {
  private final ScalarValue trueA;
  private final ScalarValue trueB;
  private final ScalarValue falseA;
  private final ScalarValue falseB;

  /** Creates it for one verification. */
  public TriedBranches(ScalarDomain domain) {
    trueA = new ScalarValue(domain);
    trueB = new ScalarValue(domain);
    falseA = new ScalarValue(domain);
    falseB = new ScalarValue(domain);
  }

  /** Whether a jump refines values: a bit test does so only with known bits. */
  private static boolean teaches(int operation, boolean jmp32, ScalarValue a, ScalarValue b) {
    return operation != Opcode.JSET || a.isConst(jmp32) || b.isConst(jmp32);
  }

  /** The outcome of the branch; if unknown, {@link #take} returns the refined values. */
  public BranchOutcome outcome(ScalarValue a, ScalarValue b, int operation, boolean jmp32) {
    falseA.copyFrom(a);
    falseB.copyFrom(b);
    trueA.copyFrom(a);
    trueB.copyFrom(b);
    if (!teaches(operation, jmp32, a, b)) {
      return BranchOutcome.UNKNOWN;
    }
    if (isDead(falseA, falseB, BranchRefinement.reverse(operation), jmp32)) {
      return BranchOutcome.TAKEN;
    }
    return isDead(trueA, trueB, operation, jmp32) ? BranchOutcome.NOT_TAKEN : BranchOutcome.UNKNOWN;
  }

  private static boolean isDead(ScalarValue a, ScalarValue b, int operation, boolean jmp32) {
    BranchRefinement.refine(a, b, operation, jmp32);
    a.sync();
    b.sync();
    return BoundsSanity.isRangeEmpty(a) || BoundsSanity.isRangeEmpty(b);
  }

  /**
   * Checks the refined values and copies them out.
   *
   * @param strict see {@link BoundsSanity#check}
   * @return false if the program must be refused with {@code EFAULT}
   */
  public boolean take(
      ScalarValue thereA,
      ScalarValue thereB,
      ScalarValue hereA,
      ScalarValue hereB,
      boolean strict,
      Consumer<String> log) {
    boolean sane =
        BoundsSanity.check(trueA, "true_reg1", strict, log)
            && BoundsSanity.check(trueB, "true_reg2", strict, log)
            && BoundsSanity.check(falseA, "false_reg1", strict, log)
            && BoundsSanity.check(falseB, "false_reg2", strict, log);
    hereA.copyFrom(falseA);
    hereB.copyFrom(falseB);
    thereA.copyFrom(trueA);
    thereB.copyFrom(trueB);
    return sane;
  }
}
