package io.github.hidbpf4j.bpf.verifier.scalar;

import io.github.hidbpf4j.bpf.asm.Opcode;

/**
 * Operations whose results Linux 6.12 does not know, as later kernels compute them: negation
 * (6.17), byte swaps (6.19), division and modulo by a known number ({@code scalar_min_max_udiv} and
 * its like, 7.0), products of any sign (6.16), sums that wrap as a whole (6.17). Results are
 * synced.
 */
public final class LaterAlu {
  private static final long LOW_32 = 0xffff_ffffL;

  private LaterAlu() {}

  /** {@code dst = -dst}. */
  public static void negate(boolean alu32, ScalarValue dst, boolean wraps) {
    ScalarValue operand = new ScalarValue();
    operand.copyFrom(dst);
    dst.markKnown(0);
    if (wraps) {
      subtract(dst, operand);
    } else {
      Alu32.sub(dst, operand);
      Alu64.sub(dst, operand);
    }
    dst.tnum = Tnum.constant(0).sub(operand.tnum);
    finish(alu32, dst);
  }

  /**
   * Turns the bytes of {@code dst} around, or cuts it to a width ({@code scalar_byte_swap}); on a
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
    if (alu32 ? src.u32Min == 0 : src.umin == 0) {
      // at run time nothing happens: the quotient is 0, the rest is the dividend
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
      long by = src.umin;
      if (!modulo) {
        long min = Long.divideUnsigned(dst.umin, by);
        setUnsigned64(dst, min, Long.divideUnsigned(dst.umax, by));
      } else if (Unsigned.less(by - 1, dst.umax)) {
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
      int by = src.u32Min;
      if (!modulo) {
        int min = Integer.divideUnsigned(dst.u32Min, by);
        setUnsigned32(dst, min, Integer.divideUnsigned(dst.u32Max, by));
      } else if (Unsigned.less(by - 1, dst.u32Max)) {
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

  /** {@code dst * src}: of whatever sign, as long as no product of bounds overflows. */
  public static void multiply(boolean alu32, ScalarValue dst, ScalarValue src) {
    ScalarValue operand = new ScalarValue();
    operand.copyFrom(src);
    dst.tnum = dst.tnum.mul(operand.tnum);
    multiply32(dst, operand);
    multiply64(dst, operand);
    finish(alu32, dst);
  }

  private static void multiply64(ScalarValue dst, ScalarValue src) {
    long least = dst.umin * src.umin;
    long most = dst.umax * src.umax;
    boolean overflows =
        Math.unsignedMultiplyHigh(dst.umin, src.umin) != 0
            || Math.unsignedMultiplyHigh(dst.umax, src.umax) != 0;
    long[] left = {dst.smin, dst.smax};
    long[] right = {src.smin, src.smax};
    long min = Long.MAX_VALUE;
    long max = Long.MIN_VALUE;
    boolean fits = true;
    for (long a : left) {
      for (long b : right) {
        long product = a * b;
        fits &= Math.multiplyHigh(a, b) == product >> 63;
        min = Math.min(min, product);
        max = Math.max(max, product);
      }
    }
    dst.setUnsigned(overflows ? 0 : least, overflows ? -1L : most);
    dst.setSigned(fits ? min : Long.MIN_VALUE, fits ? max : Long.MAX_VALUE);
  }

  private static void multiply32(ScalarValue dst, ScalarValue src) {
    long least = (dst.u32Min & LOW_32) * (src.u32Min & LOW_32);
    long most = (dst.u32Max & LOW_32) * (src.u32Max & LOW_32);
    boolean overflows = least >>> 32 != 0 || most >>> 32 != 0;
    long[] left = {dst.s32Min, dst.s32Max};
    long[] right = {src.s32Min, src.s32Max};
    long min = Long.MAX_VALUE;
    long max = Long.MIN_VALUE;
    for (long a : left) {
      for (long b : right) {
        min = Math.min(min, a * b);
        max = Math.max(max, a * b);
      }
    }
    boolean fits = min == (int) min && max == (int) max;
    dst.setUnsigned32(overflows ? 0 : (int) least, overflows ? -1 : (int) most);
    dst.setSigned32(fits ? (int) min : Integer.MIN_VALUE, fits ? (int) max : Integer.MAX_VALUE);
  }

  /** {@code dst + src} or {@code dst - src}. */
  public static void sum(boolean subtracts, boolean alu32, ScalarValue dst, ScalarValue src) {
    ScalarValue operand = new ScalarValue();
    operand.copyFrom(src);
    if (subtracts) {
      subtract(dst, operand);
      dst.tnum = dst.tnum.sub(operand.tnum);
    } else {
      add(dst, operand);
      dst.tnum = dst.tnum.add(operand.tnum);
    }
    finish(alu32, dst);
  }

  /** {@code dst + src} of bounds: where both ends wrap, the range stays one. Bits are untouched. */
  public static void add(ScalarValue dst, ScalarValue src) {
    long min = dst.umin + src.umin;
    long max = dst.umax + src.umax;
    boolean wraps = Unsigned.less(min, src.umin) && Unsigned.less(max, src.umax);
    int min32 = dst.u32Min + src.u32Min;
    int max32 = dst.u32Max + src.u32Max;
    boolean wraps32 = Unsigned.less(min32, src.u32Min) && Unsigned.less(max32, src.u32Max);
    Alu32.add(dst, src);
    Alu64.add(dst, src);
    setWrapped(dst, wraps, min, max, wraps32, min32, max32);
  }

  /** {@code dst - src} of bounds, likewise. */
  public static void subtract(ScalarValue dst, ScalarValue src) {
    long min = dst.umin - src.umax;
    long max = dst.umax - src.umin;
    boolean wraps = Unsigned.less(dst.umin, src.umax) && Unsigned.less(dst.umax, src.umin);
    int min32 = dst.u32Min - src.u32Max;
    int max32 = dst.u32Max - src.u32Min;
    boolean wraps32 =
        Unsigned.less(dst.u32Min, src.u32Max) && Unsigned.less(dst.u32Max, src.u32Min);
    Alu32.sub(dst, src);
    Alu64.sub(dst, src);
    setWrapped(dst, wraps, min, max, wraps32, min32, max32);
  }

  private static void setWrapped(
      ScalarValue dst, boolean wraps, long min, long max, boolean wraps32, int min32, int max32) {
    if (wraps) {
      dst.setUnsigned(min, max);
    }
    if (wraps32) {
      dst.setUnsigned32(min32, max32);
    }
  }
}
