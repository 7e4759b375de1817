package io.github.hidbpf4j.bpf.verifier.scalar;

/**
 * The 64-bit bounds of each operation: the {@code scalar_min_max_*} functions of Linux 6.12, for
 * scalars of any domain; sums and differences only for {@link Intervals}. The operands are distinct
 * objects. Unless noted otherwise the caller sets the bits, for bitwise operations beforehand, as
 * these read them. The 64-bit shifts also set bits and 32-bit bounds.
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
        || Unsigned.less(GREATEST_FACTOR, src.umax())
        || Unsigned.less(GREATEST_FACTOR, dst.umax())) {
      dst.mark64Unbounded();
      return;
    }
    dst.domain.setResult(dst, dst.umin() * src.umin(), dst.umax() * src.umax());
  }

  static void and(ScalarValue dst, ScalarValue src) {
    if (becomesConst(dst, src)) {
      return;
    }
    setBitwise(dst, dst.tnum.value(), Unsigned.min(dst.umax(), src.umax()));
  }

  static void or(ScalarValue dst, ScalarValue src) {
    if (becomesConst(dst, src)) {
      return;
    }
    setBitwise(dst, Unsigned.max(dst.umin(), src.umin()), dst.tnum.greatest());
  }

  static void xor(ScalarValue dst, ScalarValue src) {
    if (becomesConst(dst, src)) {
      return;
    }
    setBitwise(dst, dst.tnum.value(), dst.tnum.greatest());
  }

  /** Whether the result is constant; the bits of dst are already those of the result. */
  private static boolean becomesConst(ScalarValue dst, ScalarValue src) {
    if (!src.isConst() || !dst.isConst()) {
      return false;
    }
    dst.markKnown(dst.tnum.value());
    return true;
  }

  private static void setBitwise(ScalarValue dst, long min, long max) {
    dst.domain.setResult(dst, min, max);
    dst.updateBounds();
  }

  static void lsh(ScalarValue dst, ScalarValue src) {
    int least = (int) src.umin();
    int most = (int) src.umax();
    // Compilers sign-extend by << 32 then s>> 32.
    boolean ofHalf = least == 32 && most == 32;
    long smin = ofHalf ? (long) dst.s32Min << 32 : Long.MIN_VALUE;
    long smax = ofHalf ? (long) dst.s32Max << 32 : Long.MAX_VALUE;
    boolean mayOverflow = Unsigned.less(1L << (63 - most), dst.umax());
    long umin = mayOverflow ? 0 : dst.umin() << least;
    long umax = mayOverflow ? -1L : dst.umax() << most;
    dst.domain.setBoth(dst, umin, umax, smin, smax);
    Alu32.shiftLeft(dst, least, most);
    dst.tnum = dst.tnum.lshift(least);
    dst.updateBounds();
  }

  static void rsh(ScalarValue dst, ScalarValue src) {
    int least = (int) src.umin();
    int most = (int) src.umax();
    dst.tnum = dst.tnum.rshift(least);
    long min = dst.umin() >>> most;
    long max = dst.umax() >>> least;
    dst.domain.setBoth(dst, min, max, Long.MIN_VALUE, Long.MAX_VALUE);
    dst.mark32Unbounded();
    dst.updateBounds();
  }

  static void arsh(ScalarValue dst, ScalarValue src) {
    int shift = (int) src.umin();
    dst.domain.setBoth(dst, 0, -1L, dst.smin >> shift, dst.smax >> shift);
    dst.tnum = dst.tnum.arshift(shift, Long.SIZE);
    dst.mark32Unbounded();
    dst.updateBounds();
  }

  private Alu64() {}
}
