package io.github.hidbpf4j.bpf.verifier.scalar;

/**
 * The 32-bit bounds of each operation: the {@code scalar32_min_max_*} functions of Linux 6.12, for
 * scalars of any domain; sums and differences only for {@link Intervals}. All except the shifts are
 * also computed for 64-bit operations. The operands are distinct objects. Unless noted otherwise
 * the caller sets the bits, for bitwise operations beforehand, as these read them. The 32-bit
 * shifts set the bits and clear the 64-bit bounds, which zero extension then sets.
 */
final class Alu32 {
  private static final int GREATEST_FACTOR = 0xffff;

  static void add(ScalarValue dst, ScalarValue src) {
    long low = (long) dst.s32Min + src.s32Min;
    long high = (long) dst.s32Max + src.s32Max;
    setSignedIfFits(dst, low, high);
    int least = dst.u32Min + src.u32Min;
    int most = dst.u32Max + src.u32Max;
    if (Unsigned.less(least, src.u32Min) || Unsigned.less(most, src.u32Max)) {
      dst.setUnsigned32(0, -1);
    } else {
      dst.setUnsigned32(least, most);
    }
  }

  static void sub(ScalarValue dst, ScalarValue src) {
    long low = (long) dst.s32Min - src.s32Max;
    long high = (long) dst.s32Max - src.s32Min;
    setSignedIfFits(dst, low, high);
    if (Unsigned.less(dst.u32Min, src.u32Max)) {
      dst.setUnsigned32(0, -1);
    } else {
      dst.setUnsigned32(dst.u32Min - src.u32Max, dst.u32Max - src.u32Min);
    }
  }

  private static void setSignedIfFits(ScalarValue dst, long low, long high) {
    if (low == (int) low && high == (int) high) {
      dst.setSigned32((int) low, (int) high);
    } else {
      dst.setSigned32(Integer.MIN_VALUE, Integer.MAX_VALUE);
    }
  }

  static void mul(ScalarValue dst, ScalarValue src) {
    if (src.s32Min < 0
        || dst.s32Min < 0
        || Unsigned.less(GREATEST_FACTOR, src.u32Max())
        || Unsigned.less(GREATEST_FACTOR, dst.u32Max())) {
      dst.mark32Unbounded();
      return;
    }
    dst.domain.setResult32(dst, dst.u32Min() * src.u32Min(), dst.u32Max() * src.u32Max());
  }

  static void and(ScalarValue dst, ScalarValue src) {
    if (becomesConst(dst, src)) {
      return;
    }
    int min = (int) dst.tnum.value();
    dst.domain.setResult32(dst, min, Unsigned.min(dst.u32Max(), src.u32Max()));
  }

  static void or(ScalarValue dst, ScalarValue src) {
    if (becomesConst(dst, src)) {
      return;
    }
    int min = Unsigned.max(dst.u32Min(), src.u32Min());
    dst.domain.setResult32(dst, min, (int) dst.tnum.greatest());
  }

  static void xor(ScalarValue dst, ScalarValue src) {
    if (becomesConst(dst, src)) {
      return;
    }
    dst.domain.setResult32(dst, (int) dst.tnum.value(), (int) dst.tnum.greatest());
  }

  /** Whether the result is constant; the bits of dst are already those of the result. */
  private static boolean becomesConst(ScalarValue dst, ScalarValue src) {
    if (!src.isConst32() || !dst.isConst32()) {
      return false;
    }
    dst.markKnown32((int) dst.tnum.value());
    return true;
  }

  static void lsh(ScalarValue dst, ScalarValue src) {
    int least = src.u32Min();
    shiftLeft(dst, least, src.u32Max());
    dst.tnum = dst.tnum.subreg().lshift(least).subreg();
    dst.mark64Unbounded();
    dst.domain.update32Bounds(dst);
  }

  /**
   * Computes only the bounds, for {@code least} to {@code most} bits, for shifts of either width.
   */
  static void shiftLeft(ScalarValue dst, int least, int most) {
    boolean mayOverflow = most > 31 || Unsigned.less(1 << (31 - most), dst.u32Max());
    setUnsignedAlone(
        dst, mayOverflow ? 0 : dst.u32Min() << least, mayOverflow ? -1 : dst.u32Max() << most);
  }

  private static void setUnsignedAlone(ScalarValue dst, int min, int max) {
    dst.domain.setBoth32(dst, min, max, Integer.MIN_VALUE, Integer.MAX_VALUE);
  }

  static void rsh(ScalarValue dst, ScalarValue src) {
    int least = src.u32Min();
    int most = src.u32Max();
    dst.tnum = dst.tnum.subreg().rshift(least);
    setUnsignedAlone(dst, dst.u32Min() >>> most, dst.u32Max() >>> least);
    dst.mark64Unbounded();
    dst.domain.update32Bounds(dst);
  }

  static void arsh(ScalarValue dst, ScalarValue src) {
    int shift = src.u32Min();
    dst.domain.setBoth32(dst, 0, -1, dst.s32Min >> shift, dst.s32Max >> shift);
    dst.tnum = dst.tnum.subreg().arshift(shift, Integer.SIZE);
    dst.mark64Unbounded();
    dst.domain.update32Bounds(dst);
  }

  private Alu32() {}
}
