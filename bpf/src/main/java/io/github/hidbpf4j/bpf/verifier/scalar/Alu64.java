package io.github.hidbpf4j.bpf.verifier.scalar;

/**
 * The 64-bit bounds of each operation: the {@code scalar_min_max_*} functions of Linux 6.12. The
 * operands are distinct objects. Unless said otherwise the bits are the caller's, set before for
 * the bitwise operations, which read them. The 64-bit shifts set bits and 32-bit bounds too.
 */
final class Alu64 {
  private static final long GREATEST_FACTOR = 0xffff_ffffL;

  static void add(ScalarValue dst, ScalarValue src) {
    long low = dst.smin + src.smin;
    long high = dst.smax + src.smax;
    if (overflowsSigned(dst.smin, src.smin, low) || overflowsSigned(dst.smax, src.smax, high)) {
      dst.setSigned(Long.MIN_VALUE, Long.MAX_VALUE);
    } else {
      dst.setSigned(low, high);
    }
    long least = dst.umin + src.umin;
    long most = dst.umax + src.umax;
    if (Unsigned.less(least, src.umin) || Unsigned.less(most, src.umax)) {
      dst.setUnsigned(0, -1L);
    } else {
      dst.setUnsigned(least, most);
    }
  }

  private static boolean overflowsSigned(long a, long b, long sum) {
    return ((a ^ sum) & (b ^ sum)) < 0;
  }

  static void sub(ScalarValue dst, ScalarValue src) {
    long low = dst.smin - src.smax;
    long high = dst.smax - src.smin;
    if (underflowsSigned(dst.smin, src.smax, low) || underflowsSigned(dst.smax, src.smin, high)) {
      dst.setSigned(Long.MIN_VALUE, Long.MAX_VALUE);
    } else {
      dst.setSigned(low, high);
    }
    if (Unsigned.less(dst.umin, src.umax)) {
      dst.setUnsigned(0, -1L);
    } else {
      dst.setUnsigned(dst.umin - src.umax, dst.umax - src.umin);
    }
  }

  private static boolean underflowsSigned(long a, long b, long difference) {
    return ((a ^ b) & (a ^ difference)) < 0;
  }

  static void mul(ScalarValue dst, ScalarValue src) {
    if (src.smin < 0
        || dst.smin < 0
        || Unsigned.less(GREATEST_FACTOR, src.umax)
        || Unsigned.less(GREATEST_FACTOR, dst.umax)) {
      dst.mark64Unbounded();
      return;
    }
    dst.setUnsigned(dst.umin * src.umin, dst.umax * src.umax);
    if (dst.umax < 0) {
      dst.setSigned(Long.MIN_VALUE, Long.MAX_VALUE);
    } else {
      dst.setSigned(dst.umin, dst.umax);
    }
  }

  static void and(ScalarValue dst, ScalarValue src) {
    if (becomesConst(dst, src)) {
      return;
    }
    setBitwise(dst, dst.tnum.value(), Unsigned.min(dst.umax, src.umax));
  }

  static void or(ScalarValue dst, ScalarValue src) {
    if (becomesConst(dst, src)) {
      return;
    }
    setBitwise(dst, Unsigned.max(dst.umin, src.umin), dst.tnum.value() | dst.tnum.mask());
  }

  static void xor(ScalarValue dst, ScalarValue src) {
    if (becomesConst(dst, src)) {
      return;
    }
    setBitwise(dst, dst.tnum.value(), dst.tnum.value() | dst.tnum.mask());
  }

  /** The bits of dst are those of the result already. */
  private static boolean becomesConst(ScalarValue dst, ScalarValue src) {
    if (!src.isConst() || !dst.isConst()) {
      return false;
    }
    dst.markKnown(dst.tnum.value());
    return true;
  }

  private static void setBitwise(ScalarValue dst, long min, long max) {
    dst.setUnsigned(min, max);
    if (min <= max) {
      dst.setSigned(min, max);
    } else {
      dst.setSigned(Long.MIN_VALUE, Long.MAX_VALUE);
    }
    dst.updateBounds();
  }

  static void lsh(ScalarValue dst, ScalarValue src) {
    int least = (int) src.umin;
    int most = (int) src.umax;
    if (least == 32 && most == 32) {
      // Compilers sign-extend by << 32 then s>> 32.
      dst.setSigned((long) dst.s32Min << 32, (long) dst.s32Max << 32);
    } else {
      dst.setSigned(Long.MIN_VALUE, Long.MAX_VALUE);
    }
    if (Unsigned.less(1L << (63 - most), dst.umax)) {
      dst.setUnsigned(0, -1L);
    } else {
      dst.setUnsigned(dst.umin << least, dst.umax << most);
    }
    Alu32.shiftLeft(dst, least, most);
    dst.tnum = dst.tnum.lshift(least);
    dst.updateBounds();
  }

  static void rsh(ScalarValue dst, ScalarValue src) {
    int least = (int) src.umin;
    int most = (int) src.umax;
    dst.setSigned(Long.MIN_VALUE, Long.MAX_VALUE);
    dst.tnum = dst.tnum.rshift(least);
    dst.setUnsigned(dst.umin >>> most, dst.umax >>> least);
    dst.mark32Unbounded();
    dst.updateBounds();
  }

  static void arsh(ScalarValue dst, ScalarValue src) {
    int shift = (int) src.umin;
    dst.setSigned(dst.smin >> shift, dst.smax >> shift);
    dst.tnum = dst.tnum.arshift(shift, Long.SIZE);
    dst.setUnsigned(0, -1L);
    dst.mark32Unbounded();
    dst.updateBounds();
  }

  private Alu64() {}
}
