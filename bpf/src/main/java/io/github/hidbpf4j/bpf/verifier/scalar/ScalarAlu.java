package io.github.hidbpf4j.bpf.verifier.scalar;

import io.github.hidbpf4j.bpf.asm.Opcode;

/**
 * Arithmetic on scalars: {@code adjust_scalar_min_max_vals} of Linux 6.12, in the domain of the
 * scalars. As there, shifts by an unknown count, division, modulo, negation and byte swaps have an
 * unknown result, of 64 bits even for a 32-bit operation.
 *
 * <p>An instance holds scratch space: one per verification, not thread-safe. Not final, so that
 * tests can inject a wrong operation.
 */
public class ScalarAlu {
  private final ScalarValue immediateOperand = new ScalarValue();

  /**
   * {@code dst = dst operation src}, synced.
   *
   * @param operation an arithmetic operation of {@link Opcode}, without class and source
   * @param alu32 whether the class is {@link Opcode#ALU}
   * @param src may be {@code dst}
   * @return false if the result is unknown and {@code dst} was marked so: the rest of the register
   *     (id, fixed offset) must be reset as well, as by {@code __mark_reg_unknown}
   */
  @SuppressWarnings("ReferenceEquality") // the same operand, not an equal one
  public boolean apply(int operation, boolean alu32, ScalarValue dst, ScalarValue src) {
    if (!isSafeToComputeRange(operation, alu32, src)) {
      dst.markUnknown();
      return false;
    }
    ScalarValue right = src;
    if (src == dst) {
      right = new ScalarValue(src.domain);
      right.copyFrom(src);
    }
    compute(operation, alu32, dst, right);
    if (alu32) {
      dst.zeroExtend32();
    }
    dst.sync();
    return true;
  }

  /** Same with an immediate, which is sign-extended. */
  public final boolean applyImmediate(
      int operation, boolean alu32, ScalarValue dst, int immediate) {
    immediateOperand.markKnown(immediate);
    return apply(operation, alu32, dst, immediateOperand);
  }

  /**
   * Whether a result is computed at all ({@code is_safe_to_compute_dst_reg_range}): for shifts,
   * only if the count is known and less than the width.
   */
  public static boolean isSafeToComputeRange(int operation, boolean alu32, ScalarValue src) {
    return switch (operation) {
      case Opcode.ADD, Opcode.SUB, Opcode.AND, Opcode.XOR, Opcode.OR, Opcode.MUL -> true;
      case Opcode.LSH, Opcode.RSH, Opcode.ARSH ->
          isOneValue(alu32, src) && Unsigned.less(src.umax(), alu32 ? Integer.SIZE : Long.SIZE);
      default -> false;
    };
  }

  /** Whether bits and bounds leave only one number, in the low half or the whole. */
  public static boolean isOneValue(boolean low32, ScalarValue v) {
    return low32
        ? v.isConst32() && v.s32Min == v.s32Max && v.u32Min() == v.u32Max()
        : v.isConst() && v.smin == v.smax && v.umin() == v.umax();
  }

  /**
   * Whether the verifier first splits the path in two ({@code maybe_fork_scalars}): before AND or
   * OR of a known value with a {@code dst} from -1 to 0. The other path starts at the same
   * instruction with {@code dst} known to be 0, this one continues with -1.
   *
   * @return 64: split with {@link ScalarValue#markKnown}; 32: with {@link ScalarValue#markKnown32};
   *     0: don't split
   */
  public static int forkWidth(int operation, ScalarValue dst, ScalarValue src) {
    if ((operation != Opcode.AND && operation != Opcode.OR) || !src.isConst()) {
      return 0;
    }
    if (dst.smin == -1 && dst.smax == 0) {
      return Long.SIZE;
    }
    return dst.s32Min == -1 && dst.s32Max == 0 ? Integer.SIZE : 0;
  }

  private static void compute(int operation, boolean alu32, ScalarValue dst, ScalarValue src) {
    switch (operation) {
      case Opcode.ADD -> {
        dst.domain.add(dst, src);
        dst.tnum = dst.tnum.add(src.tnum);
      }
      case Opcode.SUB -> {
        dst.domain.subtract(dst, src);
        dst.tnum = dst.tnum.sub(src.tnum);
      }
      case Opcode.MUL -> {
        dst.tnum = dst.tnum.mul(src.tnum);
        Alu32.mul(dst, src);
        Alu64.mul(dst, src);
      }
      case Opcode.AND -> {
        dst.tnum = dst.tnum.and(src.tnum);
        Alu32.and(dst, src);
        Alu64.and(dst, src);
      }
      case Opcode.OR -> {
        dst.tnum = dst.tnum.or(src.tnum);
        Alu32.or(dst, src);
        Alu64.or(dst, src);
      }
      case Opcode.XOR -> {
        dst.tnum = dst.tnum.xor(src.tnum);
        Alu32.xor(dst, src);
        Alu64.xor(dst, src);
      }
      case Opcode.LSH -> {
        if (alu32) {
          Alu32.lsh(dst, src);
        } else {
          Alu64.lsh(dst, src);
        }
      }
      case Opcode.RSH -> {
        if (alu32) {
          Alu32.rsh(dst, src);
        } else {
          Alu64.rsh(dst, src);
        }
      }
      case Opcode.ARSH -> {
        if (alu32) {
          Alu32.arsh(dst, src);
        } else {
          Alu64.arsh(dst, src);
        }
      }
      default -> throw new IllegalArgumentException("no arithmetic operation: " + operation);
    }
  }

  /**
   * Adds a scalar to the variable offset of a pointer, the part of {@code adjust_ptr_min_max_vals}
   * that is arithmetic: the 32-bit bounds are cleared, nothing is synced.
   */
  public static void addOffset(ScalarValue pointer, ScalarValue offset) {
    pointer.mark32Unbounded();
    pointer.domain.add64(pointer, offset);
    pointer.tnum = pointer.tnum.add(offset.tnum);
  }

  /**
   * Adds without sync, as for a scalar linked to another at a known distance ({@code
   * sync_linked_regs}).
   */
  public static void addUnsynced(ScalarValue dst, ScalarValue src) {
    dst.domain.add(dst, src);
    dst.tnum = dst.tnum.add(src.tnum);
  }

  /** Subtracts a scalar from the variable offset of a pointer; see {@link #addOffset}. */
  public static void subtractOffset(ScalarValue pointer, ScalarValue offset) {
    pointer.mark32Unbounded();
    pointer.domain.subtract64(pointer, offset);
    pointer.tnum = pointer.tnum.sub(offset.tnum);
  }
}
