package io.github.hidbpf4j.bpf.verifier.scalar;

/**
 * One circular range for the whole and one for the low half, since Linux 7.2 ({@code struct
 * bpf_reg_state}: {@code r64}, {@code r32}). {@link ScalarValue#umin} and {@link ScalarValue#umax}
 * are its first and last number, which may wrap past 0, and {@link ScalarValue#smin} and {@link
 * ScalarValue#smax} the signed view; unsigned views are computed on demand. If a range crosses the
 * edge of a view, the view is unbounded although the range is not.
 */
public final class CircularRanges extends ScalarDomain {
  private final Arc whole = new Arc(Long.SIZE);
  private final Arc other = new Arc(Long.SIZE);
  private final Arc half = new Arc(Integer.SIZE);
  private final Arc otherHalf = new Arc(Integer.SIZE);

  private Arc loaded(ScalarValue v) {
    return loaded(whole, v);
  }

  private static Arc loaded(Arc arc, ScalarValue v) {
    arc.setUnsigned(v.umin, v.umax);
    return arc;
  }

  private Arc loaded32(ScalarValue v) {
    return loaded32(half, v);
  }

  private static Arc loaded32(Arc arc, ScalarValue v) {
    arc.setUnsigned(v.u32Min & ScalarValue.LOW_32, v.u32Max & ScalarValue.LOW_32);
    return arc;
  }

  private static void store(ScalarValue v, Arc arc) {
    long first = arc.base;
    long last = arc.base + arc.size;
    v.umin = first;
    v.umax = last;
    boolean ordered = first <= last;
    v.smin = ordered ? first : Long.MIN_VALUE;
    v.smax = ordered ? last : Long.MAX_VALUE;
  }

  private static void store32(ScalarValue v, Arc arc) {
    int first = (int) arc.base;
    int last = (int) (arc.base + arc.size);
    v.u32Min = first;
    v.u32Max = last;
    boolean ordered = first <= last;
    v.s32Min = ordered ? first : Integer.MIN_VALUE;
    v.s32Max = ordered ? last : Integer.MAX_VALUE;
  }

  @Override
  long umin(ScalarValue v) {
    return Unsigned.lessOrEqual(v.umin, v.umax) ? v.umin : 0;
  }

  @Override
  long umax(ScalarValue v) {
    return Unsigned.lessOrEqual(v.umin, v.umax) ? v.umax : -1L;
  }

  @Override
  int u32Min(ScalarValue v) {
    return Unsigned.lessOrEqual(v.u32Min, v.u32Max) ? v.u32Min : 0;
  }

  @Override
  int u32Max(ScalarValue v) {
    return Unsigned.lessOrEqual(v.u32Min, v.u32Max) ? v.u32Max : -1;
  }

  @Override
  void setSigned(ScalarValue v, long min, long max) {
    whole.setSigned(min, max);
    store(v, whole);
  }

  @Override
  void setUnsigned(ScalarValue v, long min, long max) {
    whole.setUnsigned(min, max);
    store(v, whole);
  }

  @Override
  void setSigned32(ScalarValue v, int min, int max) {
    half.setSigned(min, max);
    store32(v, half);
  }

  @Override
  void setUnsigned32(ScalarValue v, int min, int max) {
    half.setUnsigned(min, max);
    store32(v, half);
  }

  @Override
  void setBoth(ScalarValue v, long umin, long umax, long smin, long smax) {
    whole.setUnsigned(umin, umax);
    other.setSigned(smin, smax);
    whole.intersect(other.base, other.size);
    store(v, whole);
  }

  @Override
  void setBoth32(ScalarValue v, int umin, int umax, int smin, int smax) {
    half.setUnsigned(umin, umax);
    otherHalf.setSigned(smin, smax);
    half.intersect(otherHalf.base, otherHalf.size);
    store32(v, half);
  }

  @Override
  void setResult(ScalarValue v, long min, long max) {
    setUnsigned(v, min, max);
  }

  @Override
  void setResult32(ScalarValue v, int min, int max) {
    setUnsigned32(v, min, max);
  }

  @Override
  void assign32Into64(ScalarValue v) {
    setUnsigned(v, u32Min(v) & ScalarValue.LOW_32, u32Max(v) & ScalarValue.LOW_32);
  }

  @Override
  void add(ScalarValue dst, ScalarValue src) {
    add64(dst, src);
    loaded32(otherHalf, src);
    loaded32(dst).add(otherHalf.base, otherHalf.size);
    store32(dst, half);
  }

  @Override
  void subtract(ScalarValue dst, ScalarValue src) {
    subtract64(dst, src);
    loaded32(otherHalf, src).negate();
    loaded32(dst).add(otherHalf.base, otherHalf.size);
    store32(dst, half);
  }

  @Override
  void add64(ScalarValue dst, ScalarValue src) {
    loaded(other, src);
    loaded(dst).add(other.base, other.size);
    store(dst, whole);
  }

  @Override
  void subtract64(ScalarValue dst, ScalarValue src) {
    loaded(other, src).negate();
    loaded(dst).add(other.base, other.size);
    store(dst, whole);
  }

  @Override
  void refineEqual(ScalarValue a, ScalarValue b, boolean low32) {
    if (low32) {
      loaded32(otherHalf, b);
      loaded32(a).intersect(otherHalf.base, otherHalf.size);
      store32(a, half);
      store32(b, half);
    } else {
      loaded(other, b);
      loaded(a).intersect(other.base, other.size);
      store(a, whole);
      store(b, whole);
    }
  }

  @Override
  void exclude(ScalarValue v, long number, boolean low32) {
    if (low32) {
      loaded32(v).intersect(number + 1 & ScalarValue.LOW_32, ScalarValue.LOW_32 - 1);
      store32(v, half);
    } else {
      loaded(v).intersect(number + 1, -2L);
      store(v, whole);
    }
  }

  @Override
  void limitUnsigned(ScalarValue v, long min, long max) {
    other.setUnsigned(min, max);
    narrow(v);
  }

  @Override
  void limitSigned(ScalarValue v, long min, long max) {
    other.setSigned(min, max);
    narrow(v);
  }

  /** Narrows the 64-bit range to {@link #other}. */
  private void narrow(ScalarValue v) {
    loaded(v).intersect(other.base, other.size);
    store(v, whole);
  }

  @Override
  void limitUnsigned32(ScalarValue v, int min, int max) {
    otherHalf.setUnsigned(min, max);
    narrow32(v);
  }

  @Override
  void limitSigned32(ScalarValue v, int min, int max) {
    otherHalf.setSigned(min, max);
    narrow32(v);
  }

  /** Narrows the 32-bit range to {@link #otherHalf}. */
  private void narrow32(ScalarValue v) {
    loaded32(v).intersect(otherHalf.base, otherHalf.size);
    store32(v, half);
  }

  /** Contradictory bounds are left unchanged. */
  @Override
  void sync(ScalarValue v) {
    if (isEmpty(v)) {
      return;
    }
    updateBounds(v);
    deduce(v);
    deduce(v);
    boundOffset(v);
    updateBounds(v);
  }

  @Override
  void update32Bounds(ScalarValue v) {
    int ones = (int) v.tnum.value();
    int unknown = (int) v.tnum.mask();
    if ((ones | unknown) < 0) {
      otherHalf.setSigned(ones | unknown & Integer.MIN_VALUE, ones | unknown & Integer.MAX_VALUE);
    } else {
      otherHalf.setUnsigned(ones, ones | unknown);
    }
    narrow32(v);
  }

  @Override
  void update64Bounds(ScalarValue v) {
    long ones = v.tnum.value();
    long unknown = v.tnum.mask();
    if ((ones | unknown) < 0) {
      other.setSigned(ones | unknown & Long.MIN_VALUE, ones | unknown & Long.MAX_VALUE);
    } else {
      other.setUnsigned(ones, ones | unknown);
    }
    narrow(v);
    markOnlyCommon(v);
  }

  /** Each range from the other ({@code __reg_deduce_bounds}). */
  private void deduce(ScalarValue v) {
    Arc of64 = loaded(v);
    Arc of32 = loaded32(v);
    if (of64.isEmpty()) {
      otherHalf.set(-1L, -1L);
    } else if (Unsigned.less(of64.size, ScalarValue.LOW_32)) {
      otherHalf.set(of64.base, of64.size);
    } else {
      otherHalf.set(0, -1L);
    }
    of32.intersect(otherHalf.base, otherHalf.size);
    of64.intersectLow(of32);
    store32(v, of32);
    store(v, of64);
  }

  @Override
  boolean rangeWithin(ScalarValue old, ScalarValue current) {
    loaded(other, current);
    loaded32(otherHalf, current);
    return loaded(old).covers(other.base, other.size)
        && loaded32(old).covers(otherHalf.base, otherHalf.size);
  }

  @Override
  boolean contains(ScalarValue v, long number) {
    return !isEmpty(v)
        && Unsigned.lessOrEqual(number - v.umin, v.umax - v.umin)
        && Unsigned.lessOrEqual((int) number - v.u32Min, v.u32Max - v.u32Min);
  }

  @Override
  boolean isEmpty(ScalarValue v) {
    return v.umin == -1L && v.umax == -2L || v.u32Min == -1 && v.u32Max == -2;
  }

  @Override
  boolean isOnly(ScalarValue v, long number) {
    return v.umin == number && v.umax == number;
  }

  @Override
  boolean isOnly32(ScalarValue v, int number) {
    return v.u32Min == number && v.u32Max == number;
  }

  @Override
  String violation(ScalarValue v, String context, String fault) {
    return "verifier bug: REG INVARIANTS VIOLATION (%s): %s r64={.base=%#x, .size=%#x} r32={.base=%#x, .size=%#x} var_off=(%#x, %#x)"
        .formatted(
            context,
            fault,
            v.umin,
            v.umax - v.umin,
            v.u32Min,
            v.u32Max - v.u32Min,
            v.tnum.value(),
            v.tnum.mask());
  }

  @Override
  long leastSum(ScalarValue v, int fixed) {
    long first = v.umin + fixed;
    return first <= v.umax + fixed ? first : Long.MIN_VALUE;
  }

  @Override
  long greatestSum(ScalarValue v, int fixed) {
    long last = v.umax + fixed;
    return Unsigned.lessOrEqual(v.umin + fixed, last) ? last : -1L;
  }
}
