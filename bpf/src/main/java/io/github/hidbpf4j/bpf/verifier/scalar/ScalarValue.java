package io.github.hidbpf4j.bpf.verifier.scalar;

/**
 * What the verifier knows of a 64-bit value, or of the variable part of a pointer's offset: five
 * views that each hold a superset of the possible values. {@code struct bpf_reg_state} names them
 *
 * <table>
 * <caption>Field names</caption>
 * <tr><th>here</th><th>kernel</th><th>log</th></tr>
 * <tr><td>{@link #tnum()}</td><td>{@code var_off}</td><td>{@code var_off}</td></tr>
 * <tr><td>{@link #smin()}, {@link #smax()}</td><td>{@code smin_value, smax_value}</td>
 * <td>{@code smin, smax}</td></tr>
 * <tr><td>{@link #umin()}, {@link #umax()}</td><td>{@code umin_value, umax_value}</td>
 * <td>{@code umin, umax}</td></tr>
 * <tr><td>{@link #s32Min()}, {@link #s32Max()}</td><td>{@code s32_min_value, s32_max_value}</td>
 * <td>{@code smin32, smax32}</td></tr>
 * <tr><td>{@link #u32Min()}, {@link #u32Max()}</td><td>{@code u32_min_value, u32_max_value}</td>
 * <td>{@code umin32, umax32}</td></tr>
 * </table>
 *
 * Bounds are inclusive; unsigned ones are kept in {@code long} and {@code int} and are compared
 * unsigned. Mutable, and copied field by field: paths overwrite it for every instruction. Methods
 * that set single views leave the others alone: follow them with {@link #sync()}. The rules are
 * those of {@code kernel/bpf/verifier.c} of Linux 6.12; a value whose views contradict each other
 * can arise on paths that can't run, and {@link BoundsSanity} finds it.
 *
 * <p>Open for subclasses that add what else a register has. A new one is unknown.
 */
public class ScalarValue {
  private static final long LOW_32 = 0xffff_ffffL;

  Tnum tnum = Tnum.UNKNOWN;
  long smin = Long.MIN_VALUE;
  long smax = Long.MAX_VALUE;
  long umin;
  long umax = -1L;
  int s32Min = Integer.MIN_VALUE;
  int s32Max = Integer.MAX_VALUE;
  int u32Min;
  int u32Max = -1;

  /** The known bits. */
  public final Tnum tnum() {
    return tnum;
  }

  /** Least value, signed 64 bits. */
  public final long smin() {
    return smin;
  }

  /** Greatest value, signed 64 bits. */
  public final long smax() {
    return smax;
  }

  /** Least value, unsigned 64 bits. */
  public final long umin() {
    return umin;
  }

  /** Greatest value, unsigned 64 bits. */
  public final long umax() {
    return umax;
  }

  /** Least value of the low half, signed. */
  public final int s32Min() {
    return s32Min;
  }

  /** Greatest value of the low half, signed. */
  public final int s32Max() {
    return s32Max;
  }

  /** Least value of the low half, unsigned. */
  public final int u32Min() {
    return u32Min;
  }

  /** Greatest value of the low half, unsigned. */
  public final int u32Max() {
    return u32Max;
  }

  /** Replaces the known bits alone. */
  public final void setTnum(Tnum bits) {
    tnum = bits;
  }

  /** Replaces the signed 64-bit bounds alone. */
  public final void setSigned(long min, long max) {
    smin = min;
    smax = max;
  }

  /** Replaces the unsigned 64-bit bounds alone. */
  public final void setUnsigned(long min, long max) {
    umin = min;
    umax = max;
  }

  /** Replaces the signed 32-bit bounds alone. */
  public final void setSigned32(int min, int max) {
    s32Min = min;
    s32Max = max;
  }

  /** Replaces the unsigned 32-bit bounds alone. */
  public final void setUnsigned32(int min, int max) {
    u32Min = min;
    u32Max = max;
  }

  /** Takes over all views of another. */
  public final void copyFrom(ScalarValue other) {
    tnum = other.tnum;
    smin = other.smin;
    smax = other.smax;
    umin = other.umin;
    umax = other.umax;
    s32Min = other.s32Min;
    s32Max = other.s32Max;
    u32Min = other.u32Min;
    u32Max = other.u32Max;
  }

  /** Forgets everything: the scalar part of {@code __mark_reg_unknown}. */
  public final void markUnknown() {
    tnum = Tnum.UNKNOWN;
    markUnbounded();
  }

  /** Forgets all bounds but not the bits ({@code __mark_reg_unbounded}). */
  public final void markUnbounded() {
    mark64Unbounded();
    mark32Unbounded();
  }

  /** Forgets the 64-bit bounds ({@code __mark_reg64_unbounded}). */
  public final void mark64Unbounded() {
    setSigned(Long.MIN_VALUE, Long.MAX_VALUE);
    setUnsigned(0, -1L);
  }

  /** Forgets the 32-bit bounds ({@code __mark_reg32_unbounded}). */
  public final void mark32Unbounded() {
    setSigned32(Integer.MIN_VALUE, Integer.MAX_VALUE);
    setUnsigned32(0, -1);
  }

  /** Becomes one value: the scalar part of {@code __mark_reg_known}. */
  public final void markKnown(long value) {
    tnum = Tnum.constant(value);
    setSigned(value, value);
    setUnsigned(value, value);
    setSigned32((int) value, (int) value);
    setUnsigned32((int) value, (int) value);
  }

  /**
   * The low half becomes one value, the bits of the high half and the 64-bit bounds stay ({@code
   * __mark_reg32_known}).
   */
  public final void markKnown32(int value) {
    tnum = tnum.constSubreg(value);
    setSigned32(value, value);
    setUnsigned32(value, value);
  }

  /**
   * Narrows to a signed 32-bit range that the sign-extended value lies in, and syncs ({@code
   * __mark_reg_s32_range}; the kernel then checks sanity under the name {@code s32_range}).
   */
  public final void narrowToSigned32(int min, int max) {
    narrowSigned32(min, max);
    narrowSigned(min, max);
    sync();
  }

  /** The high half becomes 0, as after every 32-bit operation ({@code zext_32_to_64}); no sync. */
  public final void zeroExtend32() {
    tnum = tnum.subreg();
    assign32Into64();
  }

  /**
   * Derives the 64-bit bounds from the 32-bit ones of a zero-extended value ({@code
   * __reg_assign_32_into_64}).
   */
  public final void assign32Into64() {
    setUnsigned(u32Min & LOW_32, u32Max & LOW_32);
    if (s32Min >= 0 && s32Max >= 0) {
      setSigned(s32Min, s32Max);
    } else {
      setSigned(0, LOW_32);
    }
  }

  /** Whether the bits leave one value. */
  public final boolean isConst() {
    return tnum.isConst();
  }

  /** Whether the bits leave one value of the low half. */
  public final boolean isConst32() {
    return tnum.isSubregConst();
  }

  /** {@link #isConst32()} or {@link #isConst()}: {@code is_reg_const} of a scalar. */
  public final boolean isConst(boolean low32) {
    return low32 ? isConst32() : isConst();
  }

  /**
   * The value where {@link #isConst(boolean)} holds; the low half zero-extended ({@code
   * reg_const_value}).
   */
  public final long constValue(boolean low32) {
    return low32 ? tnum.value() & LOW_32 : tnum.value();
  }

  /** Bits that the greatest unsigned value needs, 0 to 64 ({@code get_reg_width}). */
  public final int width() {
    return Long.SIZE - Long.numberOfLeadingZeros(umax);
  }

  /**
   * Whether all bounds of {@code current} lie in those of this ({@code range_within}, this being
   * the old state).
   */
  public final boolean rangeWithin(ScalarValue current) {
    return Unsigned.lessOrEqual(umin, current.umin)
        && Unsigned.lessOrEqual(current.umax, umax)
        && smin <= current.smin
        && smax >= current.smax
        && Unsigned.lessOrEqual(u32Min, current.u32Min)
        && Unsigned.lessOrEqual(current.u32Max, u32Max)
        && s32Min <= current.s32Min
        && s32Max >= current.s32Max;
  }

  /**
   * Whether this holds all that {@code current} holds, in bounds and in bits: what pruning asks of
   * a precise scalar of the old state.
   */
  public final boolean covers(ScalarValue current) {
    return rangeWithin(current) && tnum.contains(current.tnum);
  }

  /** Whether all five views are equal. */
  public final boolean sameAs(ScalarValue other) {
    return smin == other.smin
        && smax == other.smax
        && umin == other.umin
        && umax == other.umax
        && s32Min == other.s32Min
        && s32Max == other.s32Max
        && u32Min == other.u32Min
        && u32Max == other.u32Max
        && tnum.value() == other.tnum.value()
        && tnum.mask() == other.tnum.mask();
  }

  /** Whether the value lies in all five views. */
  public final boolean contains(long value) {
    int low = (int) value;
    return tnum.contains(value)
        && smin <= value
        && value <= smax
        && Unsigned.lessOrEqual(umin, value)
        && Unsigned.lessOrEqual(value, umax)
        && s32Min <= low
        && low <= s32Max
        && Unsigned.lessOrEqual(u32Min, low)
        && Unsigned.lessOrEqual(low, u32Max);
  }

  /**
   * Lets each view learn from the others ({@code reg_bounds_sync}): bounds from bits, three rounds
   * between the bounds, bits from bounds, and bounds from bits again. The number of rounds is the
   * kernel's, not a fixed point.
   */
  public final void sync() {
    updateBounds();
    for (int round = 0; round < 3; round++) {
      deduce32();
      deduce64();
      deduceMixed();
    }
    boundOffset();
    updateBounds();
  }

  /** Narrows all bounds to what the bits allow ({@code __update_reg_bounds}). */
  final void updateBounds() {
    update32Bounds();
    update64Bounds();
  }

  /** {@code __update_reg32_bounds}. */
  final void update32Bounds() {
    int ones = (int) tnum.value();
    int unknown = (int) tnum.mask();
    narrowSigned32(ones | (unknown & Integer.MIN_VALUE), ones | (unknown & Integer.MAX_VALUE));
    narrowUnsigned32(ones, ones | unknown);
  }

  /** {@code __update_reg64_bounds}. */
  final void update64Bounds() {
    long ones = tnum.value();
    long unknown = tnum.mask();
    narrowSigned(ones | (unknown & Long.MIN_VALUE), ones | (unknown & Long.MAX_VALUE));
    narrowUnsigned(ones, ones | unknown);
  }

  /** 32-bit bounds from the 64-bit ones and from each other ({@code __reg32_deduce_bounds}). */
  void deduce32() {
    // The low halves of a 64-bit range are a range where the high half is the same throughout.
    if (umin >>> 32 == umax >>> 32) {
      narrowUnsigned32((int) umin, (int) umax);
      if ((int) umin <= (int) umax) {
        narrowSigned32((int) umin, (int) umax);
      }
    }
    if (smin >> 32 == smax >> 32) {
      if (Unsigned.lessOrEqual((int) smin, (int) smax)) {
        narrowUnsigned32((int) smin, (int) smax);
      }
      if ((int) smin <= (int) smax) {
        narrowSigned32((int) smin, (int) smax);
      }
    }
    // A high half that steps once while the low half goes from negative to positive.
    if (stepsOnceThroughZero(umin, umax)) {
      narrowSigned32((int) umin, (int) umax);
    }
    if (stepsOnceThroughZero(smin, smax)) {
      narrowSigned32((int) smin, (int) smax);
    }
    if (u32Min <= u32Max) {
      narrowSigned32(u32Min, u32Max);
    }
    if (Unsigned.lessOrEqual(s32Min, s32Max)) {
      narrowUnsigned32(s32Min, s32Max);
    } else if (Unsigned.less(u32Max, s32Min)) {
      // The unsigned range meets only the non-negative part of the signed one.
      s32Min = u32Min;
      u32Max = Unsigned.min(u32Max, s32Max);
    } else if (Unsigned.less(s32Max, u32Min)) {
      // Only the negative part.
      s32Max = u32Max;
      u32Min = Unsigned.max(u32Min, s32Min);
    }
  }

  private static boolean stepsOnceThroughZero(long low, long high) {
    return (int) (low >>> 32) + 1 == (int) (high >>> 32) && (int) low < 0 && (int) high >= 0;
  }

  /** Signed from unsigned 64-bit bounds and back ({@code __reg64_deduce_bounds}). */
  void deduce64() {
    if (umin <= umax) {
      narrowSigned(umin, umax);
    }
    if (Unsigned.lessOrEqual(smin, smax)) {
      narrowUnsigned(smin, smax);
    } else if (Unsigned.less(umax, smin)) {
      smin = umin;
      umax = Unsigned.min(umax, smax);
    } else if (Unsigned.less(smax, umin)) {
      smax = umax;
      umin = Unsigned.max(umin, smin);
    }
  }

  /** 64-bit bounds from the 32-bit ones ({@code __reg_deduce_mixed_bounds}). */
  void deduceMixed() {
    narrowUnsigned(withLow(umin, u32Min), withLow(umax, u32Max));
    narrowSigned(withLow(smin, u32Min), withLow(smax, u32Max));
    if (Unsigned.lessOrEqual(s32Min, s32Max)) {
      narrowUnsigned(withLow(umin, s32Min), withLow(umax, s32Max));
      narrowSigned(withLow(smin, s32Min), withLow(smax, s32Max));
    }
    // A sign-extended value whose low half is not negative has no high bits at all.
    if (s32Min >= 0 && smin >= Integer.MIN_VALUE && smax <= Integer.MAX_VALUE) {
      setSigned(s32Min, s32Max);
      setUnsigned(s32Min, s32Max);
      long unknown = Tnum.rangeMask(smin, smax);
      intersectTnum(smin & ~unknown, unknown);
    }
  }

  /**
   * Bits from the unsigned bounds ({@code __reg_bound_offset}): those of the 64-bit range, then in
   * the low half also those of the 32-bit one.
   */
  final void boundOffset() {
    long unknown = Tnum.rangeMask(umin, umax);
    long known = umin & ~unknown;
    long least = u32Min & LOW_32;
    long unknown32 = Tnum.rangeMask(least, u32Max & LOW_32);
    long known32 = least & ~unknown32;
    long mask = tnum.mask() & unknown;
    long value = (tnum.value() | known) & ~mask;
    long maskBoth = mask & (unknown32 | ~LOW_32);
    setBits((value | known32) & ~maskBoth, maskBoth);
  }

  private void intersectTnum(long value, long mask) {
    long both = tnum.mask() & mask;
    setBits((tnum.value() | value) & ~both, both);
  }

  /** Keeps the old object where it says the same: most syncs learn nothing. */
  private void setBits(long value, long mask) {
    if (value != tnum.value() || mask != tnum.mask()) {
      tnum = new Tnum(value, mask);
    }
  }

  private static long withLow(long high, int low) {
    return (high & ~LOW_32) | (low & LOW_32);
  }

  final void narrowSigned(long min, long max) {
    smin = Math.max(smin, min);
    smax = Math.min(smax, max);
  }

  final void narrowUnsigned(long min, long max) {
    umin = Unsigned.max(umin, min);
    umax = Unsigned.min(umax, max);
  }

  final void narrowSigned32(int min, int max) {
    s32Min = Math.max(s32Min, min);
    s32Max = Math.min(s32Max, max);
  }

  final void narrowUnsigned32(int min, int max) {
    u32Min = Unsigned.max(u32Min, min);
    u32Max = Unsigned.min(u32Max, max);
  }

  /** The bounds and bits as in log lines; see {@link ScalarText}. */
  @Override
  public String toString() {
    return ScalarText.append(new StringBuilder(), this).toString();
  }
}
