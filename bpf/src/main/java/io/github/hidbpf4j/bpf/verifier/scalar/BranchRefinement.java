package io.github.hidbpf4j.bpf.verifier.scalar;

import io.github.hidbpf4j.bpf.asm.Opcode;
import java.util.function.Consumer;

/**
 * Derives from conditional jumps what they reveal about the scalars compared: {@code
 * is_scalar_branch_taken}, {@code regs_refine_cond_op} and {@code reg_set_min_max}. Operations are
 * the jump operations of {@link Opcode} without class and source. An immediate is compared as a
 * scalar of its own that is {@linkplain ScalarValue#markKnown known} to be the sign-extended
 * immediate; {@link #setMinMax} needs two, one per path.
 */
public final class BranchRefinement {
  /** Opposite of {@link Opcode#JSET}, which is not an instruction: no common bit is set. */
  public static final int NOT_JSET = Opcode.JSET | Opcode.X;

  /**
   * Whether {@code a operation b} always or never holds. If contradictory bounds imply both, taken
   * wins.
   */
  public static BranchOutcome outcome(ScalarValue a, ScalarValue b, int operation, boolean jmp32) {
    return switch (operation) {
      case Opcode.JEQ ->
          isConstEqual(a, b, jmp32) ? BranchOutcome.TAKEN : decide(false, areDisjoint(a, b, jmp32));
      case Opcode.JNE ->
          isConstEqual(a, b, jmp32)
              ? BranchOutcome.NOT_TAKEN
              : decide(areDisjoint(a, b, jmp32), false);
      case Opcode.JSET -> commonBit(a, b, jmp32);
      case Opcode.JGT -> decide(isAbove(a, b, jmp32), isAtMost(a, b, jmp32));
      case Opcode.JLE -> decide(isAtMost(a, b, jmp32), isAbove(a, b, jmp32));
      case Opcode.JLT -> decide(isAbove(b, a, jmp32), isAtMost(b, a, jmp32));
      case Opcode.JGE -> decide(isAtMost(b, a, jmp32), isAbove(b, a, jmp32));
      case Opcode.JSGT -> decide(isAboveSigned(a, b, jmp32), isAtMostSigned(a, b, jmp32));
      case Opcode.JSLE -> decide(isAtMostSigned(a, b, jmp32), isAboveSigned(a, b, jmp32));
      case Opcode.JSLT -> decide(isAboveSigned(b, a, jmp32), isAtMostSigned(b, a, jmp32));
      case Opcode.JSGE -> decide(isAtMostSigned(b, a, jmp32), isAboveSigned(b, a, jmp32));
      default -> BranchOutcome.UNKNOWN;
    };
  }

  /** Outcome of comparing a value with itself. */
  public static BranchOutcome outcomeWithItself(ScalarValue v, int operation, boolean jmp32) {
    return switch (operation) {
      case Opcode.JGE, Opcode.JLE, Opcode.JSGE, Opcode.JSLE, Opcode.JEQ -> BranchOutcome.TAKEN;
      case Opcode.JGT, Opcode.JLT, Opcode.JSGT, Opcode.JSLT, Opcode.JNE -> BranchOutcome.NOT_TAKEN;
      case Opcode.JSET -> {
        if (v.isConst(jmp32)) {
          yield v.constValue(jmp32) != 0 ? BranchOutcome.TAKEN : BranchOutcome.NOT_TAKEN;
        }
        long min = jmp32 ? v.s32Min : v.smin;
        long max = jmp32 ? v.s32Max : v.smax;
        yield min <= 0 && max >= 0 ? BranchOutcome.UNKNOWN : BranchOutcome.TAKEN;
      }
      default -> BranchOutcome.UNKNOWN;
    };
  }

  private static BranchOutcome decide(boolean always, boolean never) {
    if (always) {
      return BranchOutcome.TAKEN;
    }
    return never ? BranchOutcome.NOT_TAKEN : BranchOutcome.UNKNOWN;
  }

  /** Whether all of a are greater than all of b. */
  private static boolean isAbove(ScalarValue a, ScalarValue b, boolean jmp32) {
    return jmp32 ? Unsigned.less(b.u32Max(), a.u32Min()) : Unsigned.less(b.umax(), a.umin());
  }

  /** Whether none of a is greater than any of b. */
  private static boolean isAtMost(ScalarValue a, ScalarValue b, boolean jmp32) {
    return jmp32
        ? Unsigned.lessOrEqual(a.u32Max(), b.u32Min())
        : Unsigned.lessOrEqual(a.umax(), b.umin());
  }

  private static boolean isAboveSigned(ScalarValue a, ScalarValue b, boolean jmp32) {
    return jmp32 ? a.s32Min > b.s32Max : a.smin > b.smax;
  }

  private static boolean isAtMostSigned(ScalarValue a, ScalarValue b, boolean jmp32) {
    return jmp32 ? a.s32Max <= b.s32Min : a.smax <= b.smin;
  }

  private static boolean isConstEqual(ScalarValue a, ScalarValue b, boolean jmp32) {
    return a.isConst(jmp32) && b.isConst(jmp32) && a.constValue(jmp32) == b.constValue(jmp32);
  }

  /** Whether no value is in both. For two known values, only the bits decide. */
  private static boolean areDisjoint(ScalarValue a, ScalarValue b, boolean jmp32) {
    if (a.isConst(jmp32) && b.isConst(jmp32)) {
      return a.constValue(jmp32) != b.constValue(jmp32);
    }
    boolean bitsOverlap =
        jmp32 ? a.tnum.subreg().overlaps(b.tnum.subreg()) : a.tnum.overlaps(b.tnum);
    return !bitsOverlap || areDisjoint32(a, b) || (!jmp32 && areDisjoint64(a, b));
  }

  private static boolean areDisjoint64(ScalarValue a, ScalarValue b) {
    return Unsigned.less(b.umax(), a.umin())
        || Unsigned.less(a.umax(), b.umin())
        || a.smin > b.smax
        || a.smax < b.smin;
  }

  private static boolean areDisjoint32(ScalarValue a, ScalarValue b) {
    return Unsigned.less(b.u32Max(), a.u32Min())
        || Unsigned.less(a.u32Max(), b.u32Min())
        || a.s32Min > b.s32Max
        || a.s32Max < b.s32Min;
  }

  private static BranchOutcome commonBit(ScalarValue a, ScalarValue b, boolean jmp32) {
    boolean swapped = !b.isConst(jmp32);
    ScalarValue other = swapped ? b : a;
    ScalarValue bits = swapped ? a : b;
    if (!bits.isConst(jmp32)) {
      return BranchOutcome.UNKNOWN;
    }
    long tested = bits.constValue(jmp32);
    if ((~other.tnum.mask() & other.tnum.value() & tested) != 0) {
      return BranchOutcome.TAKEN;
    }
    return ((other.tnum.mask() | other.tnum.value()) & tested) == 0
        ? BranchOutcome.NOT_TAKEN
        : BranchOutcome.UNKNOWN;
  }

  /** {@code b operation a} is equivalent to {@code a flip(operation) b} ({@code flip_opcode}). */
  public static int flip(int operation) {
    return switch (operation) {
      case Opcode.JEQ, Opcode.JNE, Opcode.JSET -> operation;
      case Opcode.JGE -> Opcode.JLE;
      case Opcode.JGT -> Opcode.JLT;
      case Opcode.JLE -> Opcode.JGE;
      case Opcode.JLT -> Opcode.JGT;
      case Opcode.JSGE -> Opcode.JSLE;
      case Opcode.JSGT -> Opcode.JSLT;
      case Opcode.JSLE -> Opcode.JSGE;
      case Opcode.JSLT -> Opcode.JSGT;
      default -> 0;
    };
  }

  /** The negated operation ({@code rev_opcode}). */
  public static int reverse(int operation) {
    return switch (operation) {
      case Opcode.JEQ -> Opcode.JNE;
      case Opcode.JNE -> Opcode.JEQ;
      case Opcode.JSET -> NOT_JSET;
      case NOT_JSET -> Opcode.JSET;
      case Opcode.JGE -> Opcode.JLT;
      case Opcode.JGT -> Opcode.JLE;
      case Opcode.JLE -> Opcode.JGT;
      case Opcode.JLT -> Opcode.JGE;
      case Opcode.JSGE -> Opcode.JSLT;
      case Opcode.JSGT -> Opcode.JSLE;
      case Opcode.JSLE -> Opcode.JSGT;
      case Opcode.JSLT -> Opcode.JSGE;
      default -> 0;
    };
  }

  /**
   * Narrows both sides of a jump, on the path that jumps and on the one that falls through, syncs
   * and checks them ({@code reg_set_min_max}, for scalars only). To be called when {@link #outcome}
   * is unknown.
   *
   * @param trueA left side on the path that jumps
   * @param trueB right side there; may be {@code trueA} if both are the same register
   * @param falseA left side on the path that falls through
   * @param falseB right side there
   * @param testRegInvariants see {@link BoundsSanity#check}
   * @param log receives lines about contradictory bounds
   * @return false if the program must be refused with {@code EFAULT}
   */
  public static boolean setMinMax(
      ScalarValue trueA,
      ScalarValue trueB,
      ScalarValue falseA,
      ScalarValue falseB,
      int operation,
      boolean jmp32,
      boolean testRegInvariants,
      Consumer<String> log) {
    refine(falseA, falseB, reverse(operation), jmp32);
    falseA.sync();
    falseB.sync();
    refine(trueA, trueB, operation, jmp32);
    trueA.sync();
    trueB.sync();
    return BoundsSanity.check(trueA, "true_reg1", testRegInvariants, log)
        && BoundsSanity.check(trueB, "true_reg2", testRegInvariants, log)
        && BoundsSanity.check(falseA, "false_reg1", testRegInvariants, log)
        && BoundsSanity.check(falseB, "false_reg2", testRegInvariants, log);
  }

  /**
   * Narrows both sides according to {@code a operation b}, without sync ({@code
   * regs_refine_cond_op}).
   */
  public static void refine(ScalarValue a, ScalarValue b, int operation, boolean jmp32) {
    switch (operation) {
      case Opcode.JEQ -> refineEqual(a, b, jmp32);
      case Opcode.JNE -> {
        if (b.isConst(jmp32)) {
          a.domain.exclude(a, b.constValue(jmp32), jmp32);
        } else if (a.isConst(jmp32)) {
          b.domain.exclude(b, a.constValue(jmp32), jmp32);
        }
      }
      case Opcode.JSET -> {
        if (b.isConst(jmp32)) {
          setIfSingleBit(a, b.constValue(jmp32), jmp32);
        } else if (a.isConst(jmp32)) {
          setIfSingleBit(b, a.constValue(jmp32), jmp32);
        }
      }
      case NOT_JSET -> {
        if (b.isConst(jmp32)) {
          clear(a, b.constValue(jmp32), jmp32);
        } else if (a.isConst(jmp32)) {
          clear(b, a.constValue(jmp32), jmp32);
        }
      }
      case Opcode.JLE -> refineAtMost(a, b, jmp32);
      case Opcode.JGE -> refineAtMost(b, a, jmp32);
      case Opcode.JLT -> refineBelow(a, b, jmp32);
      case Opcode.JGT -> refineBelow(b, a, jmp32);
      case Opcode.JSLE -> refineAtMostSigned(a, b, jmp32);
      case Opcode.JSGE -> refineAtMostSigned(b, a, jmp32);
      case Opcode.JSLT -> refineBelowSigned(a, b, jmp32);
      case Opcode.JSGT -> refineBelowSigned(b, a, jmp32);
      default -> {
        // Nothing to learn.
      }
    }
  }

  private static void refineEqual(ScalarValue a, ScalarValue b, boolean jmp32) {
    a.domain.refineEqual(a, b, jmp32);
    if (jmp32) {
      Tnum low = a.tnum.subreg().intersect(b.tnum.subreg());
      a.tnum = a.tnum.withSubreg(low);
      b.tnum = b.tnum.withSubreg(low);
    } else {
      a.tnum = a.tnum.intersect(b.tnum);
      b.tnum = a.tnum;
    }
  }

  /** Sets the bit if there is only one; of several, it is unknown which is set. */
  private static void setIfSingleBit(ScalarValue v, long bits, boolean jmp32) {
    if (Long.bitCount(bits) != 1) {
      return;
    }
    Tnum set = Tnum.constant(bits);
    v.tnum = jmp32 ? v.tnum.withSubreg(v.tnum.subreg().or(set)) : v.tnum.or(set);
  }

  /** Clears the bounds first, which may contradict the bits on a path that can't run. */
  private static void clear(ScalarValue v, long bits, boolean jmp32) {
    v.markUnbounded();
    Tnum kept = Tnum.constant(~bits);
    v.tnum = jmp32 ? v.tnum.withSubreg(v.tnum.and(kept)) : v.tnum.and(kept);
  }

  private static void refineAtMost(ScalarValue a, ScalarValue b, boolean jmp32) {
    if (jmp32) {
      a.domain.limitUnsigned32(a, 0, b.u32Max());
      b.domain.limitUnsigned32(b, a.u32Min(), -1);
    } else {
      a.domain.limitUnsigned(a, 0, b.umax());
      b.domain.limitUnsigned(b, a.umin(), -1L);
    }
  }

  private static void refineBelow(ScalarValue a, ScalarValue b, boolean jmp32) {
    if (jmp32) {
      a.domain.limitUnsigned32(a, 0, b.u32Max() - 1);
      b.domain.limitUnsigned32(b, a.u32Min() + 1, -1);
    } else {
      a.domain.limitUnsigned(a, 0, b.umax() - 1);
      b.domain.limitUnsigned(b, a.umin() + 1, -1L);
    }
  }

  private static void refineAtMostSigned(ScalarValue a, ScalarValue b, boolean jmp32) {
    if (jmp32) {
      a.domain.limitSigned32(a, Integer.MIN_VALUE, b.s32Max);
      b.domain.limitSigned32(b, a.s32Min, Integer.MAX_VALUE);
    } else {
      a.domain.limitSigned(a, Long.MIN_VALUE, b.smax);
      b.domain.limitSigned(b, a.smin, Long.MAX_VALUE);
    }
  }

  private static void refineBelowSigned(ScalarValue a, ScalarValue b, boolean jmp32) {
    if (jmp32) {
      a.domain.limitSigned32(a, Integer.MIN_VALUE, b.s32Max - 1);
      b.domain.limitSigned32(b, a.s32Min + 1, Integer.MAX_VALUE);
    } else {
      a.domain.limitSigned(a, Long.MIN_VALUE, b.smax - 1);
      b.domain.limitSigned(b, a.smin + 1, Long.MAX_VALUE);
    }
  }

  private BranchRefinement() {}
}
