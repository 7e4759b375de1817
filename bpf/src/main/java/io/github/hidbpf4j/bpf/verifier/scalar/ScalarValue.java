package io.github.hidbpf4j.bpf.verifier.scalar;

/**
 * The verifier's knowledge of a 64-bit value, or of the variable part of a pointer's offset: five
 * views, each a superset of the possible values. Names in {@code struct bpf_reg_state} of Linux
 * 6.12:
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
 * unsigned. Mutable, and copied field by field: paths overwrite it for every instruction. The
 * representation of the bounds, and how views follow from each other, depends on its {@link
 * ScalarDomain}: under {@link Intervals}, methods that set single views do not change the others;
 * under {@link CircularRanges} signed and unsigned views of a width are one range, and the last one
 * set wins. Call {@link #sync()} afterwards. A value whose views contradict each other can arise on
 * impossible paths, and is detected by {@link BoundsSanity}.
 *
 * <p>Subclasses add the rest of a register. A new value is unknown.
 */
public class ScalarValue {
  static final long LOW_32 = 0xffff_ffffL;

  final ScalarDomain domain;

  Tnum tnum = Tnum.UNKNOWN;
  long smin = Long.MIN_VALUE;
  long smax = Long.MAX_VALUE;
  long umin;
  long umax = -1L;
  int s32Min = Integer.MIN_VALUE;
  int s32Max = Integer.MAX_VALUE;
  int u32Min;
  int u32Max = -1;

  /** Creates a value of Linux 6.12. */
  public ScalarValue() {
    this(Intervals.PLAIN);
  }

  /** Creates a value in the domain of a verification. */
  public ScalarValue(ScalarDomain domain) {
    this.domain = domain;
  }

  /** The representation of its bounds. */
  public final ScalarDomain domain() {
    return domain;
  }

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
    return domain.umin(this);
  }

  /** Greatest value, unsigned 64 bits. */
  public final long umax() {
    return domain.umax(this);
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
    return domain.u32Min(this);
  }

  /** Greatest value of the low half, unsigned. */
  public final int u32Max() {
    return domain.u32Max(this);
  }

  /** Replaces only the known bits. */
  public final void setTnum(Tnum bits) {
    tnum = bits;
  }

  /** Replaces the signed 64-bit bounds. */
  public final void setSigned(long min, long max) {
    domain.setSigned(this, min, max);
  }

  /** Replaces the unsigned 64-bit bounds. */
  public final void setUnsigned(long min, long max) {
    domain.setUnsigned(this, min, max);
  }

  /** Replaces the signed 32-bit bounds. */
  public final void setSigned32(int min, int max) {
    domain.setSigned32(this, min, max);
  }

  /** Replaces the unsigned 32-bit bounds. */
  public final void setUnsigned32(int min, int max) {
    domain.setUnsigned32(this, min, max);
  }

  /** Copies all views of another value of the same domain. */
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

  /** Clears everything: the scalar part of {@code __mark_reg_unknown}. */
  public final void markUnknown() {
    tnum = Tnum.UNKNOWN;
    markUnbounded();
  }

  /** Clears all bounds but not the bits ({@code __mark_reg_unbounded}). */
  public final void markUnbounded() {
    mark64Unbounded();
    mark32Unbounded();
  }

  /** Clears the 64-bit bounds ({@code __mark_reg64_unbounded}). */
  public final void mark64Unbounded() {
    smin = Long.MIN_VALUE;
    smax = Long.MAX_VALUE;
    umin = 0;
    umax = -1L;
  }

  /** Clears the 32-bit bounds ({@code __mark_reg32_unbounded}). */
  public final void mark32Unbounded() {
    s32Min = Integer.MIN_VALUE;
    s32Max = Integer.MAX_VALUE;
    u32Min = 0;
    u32Max = -1;
  }

  /** Sets a known value: the scalar part of {@code __mark_reg_known}. */
  public final void markKnown(long value) {
    tnum = Tnum.constant(value);
    smin = value;
    smax = value;
    umin = value;
    umax = value;
    mark32BoundsKnown((int) value);
  }

  private void mark32BoundsKnown(int value) {
    s32Min = value;
    s32Max = value;
    u32Min = value;
    u32Max = value;
  }

  /**
   * Sets a known low half; the bits of the high half and the 64-bit bounds are kept ({@code
   * __mark_reg32_known}).
   */
  public final void markKnown32(int value) {
    tnum = tnum.constSubreg(value);
    mark32BoundsKnown(value);
  }

  /**
   * Narrows to a signed 32-bit range that contains the sign-extended value, and syncs ({@code
   * __mark_reg_s32_range}; the kernel then checks sanity under the name {@code s32_range}).
   */
  public final void narrowToSigned32(int min, int max) {
    int least32 = Math.max(s32Min, min);
    int most32 = Math.min(s32Max, max);
    setSigned32(least32, most32);
    long least = Math.max(smin, min);
    long most = Math.min(smax, max);
    setSigned(least, most);
    sync();
  }

  /** Clears the high half, as after every 32-bit operation ({@code zext_32_to_64}); no sync. */
  public final void zeroExtend32() {
    tnum = tnum.subreg();
    assign32Into64();
  }

  /**
   * Derives the 64-bit bounds from the 32-bit ones of a zero-extended value ({@code
   * __reg_assign_32_into_64}).
   */
  public final void assign32Into64() {
    domain.assign32Into64(this);
  }

  /** Whether the bits leave one value. */
  public final boolean isConst() {
    return tnum.isConst();
  }

  /** Whether the bits leave one value of the low half. */
  public final boolean isConst32() {
    return tnum.isSubregConst();
  }

  /** {@link #isConst32()} or {@link #isConst()}: {@code is_reg_const} for a scalar. */
  public final boolean isConst(boolean low32) {
    return low32 ? isConst32() : isConst();
  }

  /**
   * The value if {@link #isConst(boolean)} is true; the low half zero-extended ({@code
   * reg_const_value}).
   */
  public final long constValue(boolean low32) {
    return low32 ? tnum.value() & LOW_32 : tnum.value();
  }

  /** Number of bits of the greatest unsigned value, 0 to 64 ({@code get_reg_width}). */
  public final int width() {
    return Long.SIZE - Long.numberOfLeadingZeros(umax());
  }

  /**
   * Whether all bounds of {@code current} lie in those of this ({@code range_within}, this being
   * the old state).
   */
  public final boolean rangeWithin(ScalarValue current) {
    return domain.rangeWithin(this, current);
  }

  /**
   * Whether this covers {@code current}, in bounds and bits, as pruning requires of a precise
   * scalar of the old state.
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

  /** Whether the value is in all five views. */
  public final boolean contains(long value) {
    return tnum.contains(value) && domain.contains(this, value);
  }

  /** Derives each view from the others ({@code reg_bounds_sync}). */
  public final void sync() {
    domain.sync(this);
  }

  /** Narrows all bounds to what the bits allow ({@code __update_reg_bounds}). */
  final void updateBounds() {
    domain.updateBounds(this);
  }

  /**
   * The least sum with a number, such as the fixed part of a pointer's offset; signed. Does not
   * change the views.
   */
  public final long leastSum(int number) {
    return domain.leastSum(this, number);
  }

  /** The greatest sum with a number, unsigned. */
  public final long greatestSum(int number) {
    return domain.greatestSum(this, number);
  }

  /** Keeps the old object if equal: most syncs change nothing. */
  final void setBits(long value, long mask) {
    if (value != tnum.value() || mask != tnum.mask()) {
      tnum = new Tnum(value, mask);
    }
  }

  /** The bounds and bits as in log lines; see {@link ScalarText}. */
  @Override
  public String toString() {
    return ScalarText.append(new StringBuilder(), this).toString();
  }
}
