package io.github.hidbpf4j.bpf.verifier.scalar;

import io.github.hidbpf4j.bpf.asm.Opcode;

/**
 * Operations whose results Linux 6.12 treats as unknown and later kernels compute: negation (6.17),
 * byte swaps (6.19), division and modulo by a known number ({@code scalar_min_max_udiv} and the
 * like, 7.0), products of any sign (6.16). Results are synced.
 */
public final class LaterAlu {
  private static final long LOW_32 = 0xffff_ffffL;

  private LaterAlu() {}

  /** {@code dst = -dst}. */
  public static void negate(boolean alu32, ScalarValue dst) {
    ScalarValue operand = copy(dst);
    dst.markKnown(0);
    dst.domain.subtract(dst, operand);
    dst.tnum = Tnum.constant(0).sub(operand.tnum);
    finish(alu32, dst);
  }

  private static ScalarValue copy(ScalarValue v) {
    ScalarValue copy = new ScalarValue(v.domain);
    copy.copyFrom(v);
    return copy;
  }

  /**
   * Swaps the bytes of {@code dst}, or truncates it to a width ({@code scalar_byte_swap}); on a
   * little-endian machine.
   *
   * @param swaps whether bytes change places
   * @param bits 16, 32 or 64
   */
  public static void swapBytes(boolean swaps, int bits, ScalarValue dst) {
    if (swaps) {
      dst.tnum = new Tnum(swapped(dst.tnum.value(), bits), swapped(dst.tnum.mask(), bits));
      dst.markUnbounded();
    }
    if (bits < Long.SIZE) {
      ScalarCoercion.zeroExtend(dst, bits / Byte.SIZE);
    }
    dst.sync();
  }

  private static long swapped(long value, int bits) {
    return Long.reverseBytes(value) >>> Long.SIZE - bits;
  }

  /**
   * Divides by a known number ({@code BPF_DIV}, {@code BPF_MOD}).
   *
   * @param signed whether it is the signed operation
   * @param src the divisor; known
   */
  public static void divide(
      int operation, boolean alu32, boolean signed, ScalarValue dst, ScalarValue src) {
    boolean modulo = operation == Opcode.MOD;
    if (alu32 ? src.u32Min() == 0 : src.umin() == 0) {
      // at run time the quotient is 0, and the remainder is the dividend
      if (!modulo) {
        dst.markKnown(0);
      }
    } else if (alu32) {
      divide32(modulo, signed, dst, src);
    } else {
      divide64(modulo, signed, dst, src);
    }
    finish(alu32, dst);
  }

  private static void divide64(boolean modulo, boolean signed, ScalarValue dst, ScalarValue src) {
    if (!signed) {
      long by = src.umin();
      if (!modulo) {
        long min = Long.divideUnsigned(dst.umin(), by);
        setUnsigned64(dst, min, Long.divideUnsigned(dst.umax(), by));
      } else if (Unsigned.less(by - 1, dst.umax())) {
        setUnsigned64(dst, 0, by - 1);
      }
      return;
    }
    long by = src.smin;
    if (modulo) {
      long most = (by > 0 ? by : -by) - 1;
      if (dst.smin >= -most && dst.smax <= most) {
        return;
      }
      long min = dst.smin >= 0 ? 0 : dst.smax <= 0 ? Math.max(dst.smin, -most) : -most;
      long max = dst.smin >= 0 ? Math.min(dst.smax, most) : dst.smax <= 0 ? 0 : most;
      setSigned64(dst, min, max);
    } else if (dst.smin == Long.MIN_VALUE && by == -1) {
      setSigned64(dst, Long.MIN_VALUE, dst.smax == Long.MIN_VALUE ? dst.smax : Long.MAX_VALUE);
    } else {
      long one = dst.smin / by;
      long other = dst.smax / by;
      setSigned64(dst, Math.min(one, other), Math.max(one, other));
    }
  }

  private static void divide32(boolean modulo, boolean signed, ScalarValue dst, ScalarValue src) {
    if (!signed) {
      int by = src.u32Min();
      if (!modulo) {
        int min = Integer.divideUnsigned(dst.u32Min(), by);
        setUnsigned32(dst, min, Integer.divideUnsigned(dst.u32Max(), by));
      } else if (Unsigned.less(by - 1, dst.u32Max())) {
        setUnsigned32(dst, 0, by - 1);
      }
      return;
    }
    int by = src.s32Min;
    if (modulo) {
      int most = (by > 0 ? by : -by) - 1;
      if (dst.s32Min >= -most && dst.s32Max <= most) {
        return;
      }
      int min = dst.s32Min >= 0 ? 0 : dst.s32Max <= 0 ? Math.max(dst.s32Min, -most) : -most;
      int max = dst.s32Min >= 0 ? Math.min(dst.s32Max, most) : dst.s32Max <= 0 ? 0 : most;
      setSigned32(dst, min, max);
    } else if (dst.s32Min == Integer.MIN_VALUE && by == -1) {
      boolean least = dst.s32Max == Integer.MIN_VALUE;
      setSigned32(dst, Integer.MIN_VALUE, least ? Integer.MIN_VALUE : Integer.MAX_VALUE);
    } else {
      int one = dst.s32Min / by;
      int other = dst.s32Max / by;
      setSigned32(dst, Math.min(one, other), Math.max(one, other));
    }
  }

  private static void setUnsigned64(ScalarValue dst, long min, long max) {
    dst.markUnknown();
    dst.setUnsigned(min, max);
  }

  private static void setSigned64(ScalarValue dst, long min, long max) {
    dst.markUnknown();
    dst.setSigned(min, max);
  }

  private static void setUnsigned32(ScalarValue dst, int min, int max) {
    dst.markUnknown();
    dst.setUnsigned32(min, max);
    dst.sync();
  }

  private static void setSigned32(ScalarValue dst, int min, int max) {
    dst.markUnknown();
    dst.setSigned32(min, max);
    dst.sync();
  }

  private static void finish(boolean alu32, ScalarValue dst) {
    if (alu32) {
      dst.zeroExtend32();
    }
    dst.sync();
  }

  /**
   * {@code dst * src}, of any sign, if no product of bounds overflows.
   *
   * @param joins whether bits are computed by {@link Tnum#mulJoining}
   */
  @SuppressWarnings("ReferenceEquality") // the same operand, not an equal one
  public static void multiply(boolean alu32, ScalarValue dst, ScalarValue src, boolean joins) {
    ScalarValue operand = src == dst ? copy(src) : src;
    dst.tnum = joins ? dst.tnum.mulJoining(operand.tnum) : dst.tnum.mul(operand.tnum);
    multiply32(dst, operand);
    multiply64(dst, operand);
    finish(alu32, dst);
  }

  private static void multiply64(ScalarValue dst, ScalarValue src) {
    long umin = dst.umin();
    long umax = dst.umax();
    boolean fits =
        Math.unsignedMultiplyHigh(umin, src.umin()) == 0
            && Math.unsignedMultiplyHigh(umax, src.umax()) == 0;
    umin = fits ? umin * src.umin() : 0;
    umax = fits ? umax * src.umax() : -1L;
    long min = dst.smin;
    long max = dst.smax;
    if (overflows(min, src.smin)
        || overflows(min, src.smax)
        || overflows(max, src.smin)
        || overflows(max, src.smax)) {
      dst.domain.setBoth(dst, umin, umax, Long.MIN_VALUE, Long.MAX_VALUE);
    } else {
      long a = min * src.smin;
      long b = min * src.smax;
      long c = max * src.smin;
      long d = max * src.smax;
      long least = Math.min(Math.min(a, b), Math.min(c, d));
      long most = Math.max(Math.max(a, b), Math.max(c, d));
      dst.domain.setBoth(dst, umin, umax, least, most);
    }
  }

  private static boolean overflows(long a, long b) {
    return Math.multiplyHigh(a, b) != a * b >> 63;
  }

  private static void multiply32(ScalarValue dst, ScalarValue src) {
    long umin = (dst.u32Min() & LOW_32) * (src.u32Min() & LOW_32);
    long umax = (dst.u32Max() & LOW_32) * (src.u32Max() & LOW_32);
    boolean fits = umin >>> 32 == 0 && umax >>> 32 == 0;
    long a = (long) dst.s32Min * src.s32Min;
    long b = (long) dst.s32Min * src.s32Max;
    long c = (long) dst.s32Max * src.s32Min;
    long d = (long) dst.s32Max * src.s32Max;
    long min = Math.min(Math.min(a, b), Math.min(c, d));
    long max = Math.max(Math.max(a, b), Math.max(c, d));
    boolean fitsSigned = min == (int) min && max == (int) max;
    dst.domain.setBoth32(
        dst,
        fits ? (int) umin : 0,
        fits ? (int) umax : -1,
        fitsSigned ? (int) min : Integer.MIN_VALUE,
        fitsSigned ? (int) max : Integer.MAX_VALUE);
  }
}
