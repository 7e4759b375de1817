package io.github.hidbpf4j.bpf.verifier.scalar;

/**
 * Four intervals, each a superset of the possible values: signed and unsigned, of the whole and the
 * low half. Rules of {@code kernel/bpf/verifier.c} of Linux 6.12, with some from later kernels. A
 * value whose intervals contradict each other can arise on paths that can't run. Not final, so that
 * tests can break a rule.
 */
public non-sealed class Intervals extends ScalarDomain {
  /**
   * What kernels know of bounds.
   *
   * @param sumsWrap whether a range is kept if both ends of a sum or difference wrap
   * @param stepsBits whether the only number common to bits and bounds is found
   * @param separates64 whether nothing follows from signed bounds on both sides of zero and
   *     unsigned ones that meet only one side
   * @param separates32 the same of 32 bits
   */
  public record Rules(
      boolean sumsWrap, boolean stepsBits, boolean separates64, boolean separates32) {
    /** Those of Linux 6.12. */
    static final Rules LINUX_6_12 = new Rules(false, false, false, false);
  }

  /** The rules of Linux 6.12; stateless. */
  static final Intervals PLAIN = new Intervals(Rules.LINUX_6_12, "");

  private final Rules rules;
  private final String bug;

  /**
   * Creates the intervals of a kernel.
   *
   * @param bug prefix of a message about contradictory bounds
   */
  public Intervals(Rules rules, String bug) {
    this.rules = rules;
    this.bug = bug;
  }

  @Override
  long umin(ScalarValue v) {
    return v.umin;
  }

  @Override
  long umax(ScalarValue v) {
    return v.umax;
  }

  @Override
  int u32Min(ScalarValue v) {
    return v.u32Min;
  }

  @Override
  int u32Max(ScalarValue v) {
    return v.u32Max;
  }

  @Override
  void setSigned(ScalarValue v, long min, long max) {
    v.smin = min;
    v.smax = max;
  }

  @Override
  void setUnsigned(ScalarValue v, long min, long max) {
    v.umin = min;
    v.umax = max;
  }

  @Override
  void setSigned32(ScalarValue v, int min, int max) {
    v.s32Min = min;
    v.s32Max = max;
  }

  @Override
  void setUnsigned32(ScalarValue v, int min, int max) {
    v.u32Min = min;
    v.u32Max = max;
  }

  @Override
  void setBoth(ScalarValue v, long umin, long umax, long smin, long smax) {
    setUnsigned(v, umin, umax);
    setSigned(v, smin, smax);
  }

  @Override
  void setBoth32(ScalarValue v, int umin, int umax, int smin, int smax) {
    setUnsigned32(v, umin, umax);
    setSigned32(v, smin, smax);
  }

  @Override
  void setResult(ScalarValue v, long min, long max) {
    setUnsigned(v, min, max);
    setSigned(v, min <= max ? min : Long.MIN_VALUE, min <= max ? max : Long.MAX_VALUE);
  }

  @Override
  void setResult32(ScalarValue v, int min, int max) {
    setUnsigned32(v, min, max);
    setSigned32(v, min <= max ? min : Integer.MIN_VALUE, min <= max ? max : Integer.MAX_VALUE);
  }

  @Override
  void assign32Into64(ScalarValue v) {
    setUnsigned(v, v.u32Min & ScalarValue.LOW_32, v.u32Max & ScalarValue.LOW_32);
    if (v.s32Min >= 0 && v.s32Max >= 0) {
      setSigned(v, v.s32Min, v.s32Max);
    } else {
      setSigned(v, 0, ScalarValue.LOW_32);
    }
  }

  @Override
  void add(ScalarValue dst, ScalarValue src) {
    long min = dst.umin + src.umin;
    long max = dst.umax + src.umax;
    int min32 = dst.u32Min + src.u32Min;
    int max32 = dst.u32Max + src.u32Max;
    Alu32.add(dst, src);
    Alu64.add(dst, src);
    if (rules.sumsWrap && Unsigned.less(min, src.umin) && Unsigned.less(max, src.umax)) {
      setUnsigned(dst, min, max);
    }
    if (rules.sumsWrap && Unsigned.less(min32, src.u32Min) && Unsigned.less(max32, src.u32Max)) {
      setUnsigned32(dst, min32, max32);
    }
  }

  @Override
  void subtract(ScalarValue dst, ScalarValue src) {
    long min = dst.umin - src.umax;
    long max = dst.umax - src.umin;
    boolean wraps = Unsigned.less(dst.umin, src.umax) && Unsigned.less(dst.umax, src.umin);
    int min32 = dst.u32Min - src.u32Max;
    int max32 = dst.u32Max - src.u32Min;
    boolean wraps32 =
        Unsigned.less(dst.u32Min, src.u32Max) && Unsigned.less(dst.u32Max, src.u32Min);
    Alu32.sub(dst, src);
    Alu64.sub(dst, src);
    if (rules.sumsWrap && wraps) {
      setUnsigned(dst, min, max);
    }
    if (rules.sumsWrap && wraps32) {
      setUnsigned32(dst, min32, max32);
    }
  }

  @Override
  void add64(ScalarValue dst, ScalarValue src) {
    Alu64.add(dst, src);
  }

  @Override
  void subtract64(ScalarValue dst, ScalarValue src) {
    Alu64.sub(dst, src);
  }

  @Override
  void refineEqual(ScalarValue a, ScalarValue b, boolean low32) {
    if (low32) {
      narrowUnsigned32(a, b.u32Min, b.u32Max);
      narrowSigned32(a, b.s32Min, b.s32Max);
      setBoth32(b, a.u32Min, a.u32Max, a.s32Min, a.s32Max);
    } else {
      narrowUnsigned(a, b.umin, b.umax);
      narrowSigned(a, b.smin, b.smax);
      setBoth(b, a.umin, a.umax, a.smin, a.smax);
    }
  }

  /** Excludes a number: a bound moves by one; inside a range nothing can be excluded. */
  @Override
  void exclude(ScalarValue v, long number, boolean low32) {
    if (low32) {
      int low = (int) number;
      v.u32Min += v.u32Min == low ? 1 : 0;
      v.u32Max -= v.u32Max == low ? 1 : 0;
      v.s32Min += v.s32Min == low ? 1 : 0;
      v.s32Max -= v.s32Max == low ? 1 : 0;
    } else {
      v.umin += v.umin == number ? 1 : 0;
      v.umax -= v.umax == number ? 1 : 0;
      v.smin += v.smin == number ? 1 : 0;
      v.smax -= v.smax == number ? 1 : 0;
    }
  }

  @Override
  void limitUnsigned(ScalarValue v, long min, long max) {
    narrowUnsigned(v, min, max);
  }

  @Override
  void limitSigned(ScalarValue v, long min, long max) {
    narrowSigned(v, min, max);
  }

  @Override
  void limitUnsigned32(ScalarValue v, int min, int max) {
    narrowUnsigned32(v, min, max);
  }

  @Override
  void limitSigned32(ScalarValue v, int min, int max) {
    narrowSigned32(v, min, max);
  }

  /**
   * Derives bounds from bits, makes three rounds between the bounds, then derives bits from bounds,
   * and bounds from bits again. The number of rounds is the kernel's, not a fixed point.
   */
  @Override
  void sync(ScalarValue v) {
    updateBounds(v);
    for (int round = 0; round < 3; round++) {
      deduce32(v);
      deduce64(v);
      deduceMixed(v);
    }
    boundOffset(v);
    updateBounds(v);
  }

  @Override
  void update32Bounds(ScalarValue v) {
    int ones = (int) v.tnum.value();
    int unknown = (int) v.tnum.mask();
    narrowSigned32(v, ones | (unknown & Integer.MIN_VALUE), ones | (unknown & Integer.MAX_VALUE));
    narrowUnsigned32(v, ones, ones | unknown);
  }

  @Override
  void update64Bounds(ScalarValue v) {
    long ones = v.tnum.value();
    long unknown = v.tnum.mask();
    narrowSigned(v, ones | (unknown & Long.MIN_VALUE), ones | (unknown & Long.MAX_VALUE));
    narrowUnsigned(v, ones, ones | unknown);
    if (rules.stepsBits) {
      markOnlyCommon(v);
    }
  }

  /**
   * Derives 32-bit bounds from the 64-bit ones and from each other ({@code __reg32_deduce_bounds}).
   */
  void deduce32(ScalarValue v) {
    // The low halves of a 64-bit range are a range if the high half is constant.
    if (v.umin >>> 32 == v.umax >>> 32) {
      narrowUnsigned32(v, (int) v.umin, (int) v.umax);
      if ((int) v.umin <= (int) v.umax) {
        narrowSigned32(v, (int) v.umin, (int) v.umax);
      }
    }
    if (v.smin >> 32 == v.smax >> 32) {
      if (Unsigned.lessOrEqual((int) v.smin, (int) v.smax)) {
        narrowUnsigned32(v, (int) v.smin, (int) v.smax);
      }
      if ((int) v.smin <= (int) v.smax) {
        narrowSigned32(v, (int) v.smin, (int) v.smax);
      }
    }
    // A high half that steps once while the low half goes from negative to positive.
    if (stepsOnceThroughZero(v.umin, v.umax)) {
      narrowSigned32(v, (int) v.umin, (int) v.umax);
    }
    if (stepsOnceThroughZero(v.smin, v.smax)) {
      narrowSigned32(v, (int) v.smin, (int) v.smax);
    }
    if (v.u32Min <= v.u32Max) {
      narrowSigned32(v, v.u32Min, v.u32Max);
    }
    if (Unsigned.lessOrEqual(v.s32Min, v.s32Max)) {
      narrowUnsigned32(v, v.s32Min, v.s32Max);
    } else if (rules.separates32) {
      return;
    } else if (Unsigned.less(v.u32Max, v.s32Min)) {
      // The unsigned range meets only the non-negative part of the signed one.
      v.s32Min = v.u32Min;
      v.u32Max = Unsigned.min(v.u32Max, v.s32Max);
    } else if (Unsigned.less(v.s32Max, v.u32Min)) {
      // Only the negative part.
      v.s32Max = v.u32Max;
      v.u32Min = Unsigned.max(v.u32Min, v.s32Min);
    }
  }

  private static boolean stepsOnceThroughZero(long low, long high) {
    return (int) (low >>> 32) + 1 == (int) (high >>> 32) && (int) low < 0 && (int) high >= 0;
  }

  /** Derives signed from unsigned 64-bit bounds and vice versa ({@code __reg64_deduce_bounds}). */
  void deduce64(ScalarValue v) {
    if (v.umin <= v.umax) {
      narrowSigned(v, v.umin, v.umax);
    }
    if (Unsigned.lessOrEqual(v.smin, v.smax)) {
      narrowUnsigned(v, v.smin, v.smax);
    } else if (rules.separates64) {
      return;
    } else if (Unsigned.less(v.umax, v.smin)) {
      v.smin = v.umin;
      v.umax = Unsigned.min(v.umax, v.smax);
    } else if (Unsigned.less(v.smax, v.umin)) {
      v.smax = v.umax;
      v.umin = Unsigned.max(v.umin, v.smin);
    }
  }

  /** Derives 64-bit bounds from the 32-bit ones ({@code __reg_deduce_mixed_bounds}). */
  void deduceMixed(ScalarValue v) {
    narrowUnsigned(v, withLow(v.umin, v.u32Min), withLow(v.umax, v.u32Max));
    narrowSigned(v, withLow(v.smin, v.u32Min), withLow(v.smax, v.u32Max));
    if (Unsigned.lessOrEqual(v.s32Min, v.s32Max)) {
      narrowUnsigned(v, withLow(v.umin, v.s32Min), withLow(v.umax, v.s32Max));
      narrowSigned(v, withLow(v.smin, v.s32Min), withLow(v.smax, v.s32Max));
    }
    // A sign-extended value whose low half is not negative has no high bits at all.
    if (v.s32Min >= 0 && v.smin >= Integer.MIN_VALUE && v.smax <= Integer.MAX_VALUE) {
      setBoth(v, v.s32Min, v.s32Max, v.s32Min, v.s32Max);
      long unknown = Tnum.rangeMask(v.smin, v.smax);
      long both = v.tnum.mask() & unknown;
      v.setBits((v.tnum.value() | v.smin & ~unknown) & ~both, both);
    }
  }

  private static long withLow(long high, int low) {
    return (high & ~ScalarValue.LOW_32) | (low & ScalarValue.LOW_32);
  }

  @Override
  boolean rangeWithin(ScalarValue old, ScalarValue current) {
    return Unsigned.lessOrEqual(old.umin, current.umin)
        && Unsigned.lessOrEqual(current.umax, old.umax)
        && old.smin <= current.smin
        && old.smax >= current.smax
        && Unsigned.lessOrEqual(old.u32Min, current.u32Min)
        && Unsigned.lessOrEqual(current.u32Max, old.u32Max)
        && old.s32Min <= current.s32Min
        && old.s32Max >= current.s32Max;
  }

  @Override
  boolean contains(ScalarValue v, long number) {
    int low = (int) number;
    return v.smin <= number
        && number <= v.smax
        && Unsigned.lessOrEqual(v.umin, number)
        && Unsigned.lessOrEqual(number, v.umax)
        && v.s32Min <= low
        && low <= v.s32Max
        && Unsigned.lessOrEqual(v.u32Min, low)
        && Unsigned.lessOrEqual(low, v.u32Max);
  }

  @Override
  boolean isEmpty(ScalarValue v) {
    return Unsigned.less(v.umax, v.umin)
        || v.smin > v.smax
        || Unsigned.less(v.u32Max, v.u32Min)
        || v.s32Min > v.s32Max;
  }

  @Override
  boolean isOnly(ScalarValue v, long number) {
    return v.umin == number && v.umax == number && v.smin == number && v.smax == number;
  }

  @Override
  boolean isOnly32(ScalarValue v, int number) {
    return v.u32Min == number && v.u32Max == number && v.s32Min == number && v.s32Max == number;
  }

  @Override
  String violation(ScalarValue v, String context, String fault) {
    return "%sREG INVARIANTS VIOLATION (%s): %s u64=[%#x, %#x] s64=[%#x, %#x] u32=[%#x, %#x] s32=[%#x, %#x] var_off=(%#x, %#x)"
        .formatted(
            bug,
            context,
            fault,
            v.umin,
            v.umax,
            v.smin,
            v.smax,
            v.u32Min,
            v.u32Max,
            v.s32Min,
            v.s32Max,
            v.tnum.value(),
            v.tnum.mask());
  }

  @Override
  long leastSum(ScalarValue v, int fixed) {
    long min = v.smin + fixed;
    return v.smin != Long.MIN_VALUE && (min < v.smin) == (fixed < 0) ? min : Long.MIN_VALUE;
  }

  @Override
  long greatestSum(ScalarValue v, int fixed) {
    long least = v.umin + fixed;
    long most = v.umax + fixed;
    boolean leastWraps = Unsigned.less(least, v.umin) != fixed < 0;
    boolean mostWraps = Unsigned.less(most, v.umax) != fixed < 0;
    long max = fixed == 0 || leastWraps == mostWraps ? most : -1L;
    long signedMax = v.smax + fixed;
    boolean exact = leastSum(v, fixed) >= 0 && (fixed < 0 || signedMax >= v.smax);
    return exact && Unsigned.less(signedMax, max) ? signedMax : max;
  }

  final void narrowSigned(ScalarValue v, long min, long max) {
    v.smin = Math.max(v.smin, min);
    v.smax = Math.min(v.smax, max);
  }

  final void narrowUnsigned(ScalarValue v, long min, long max) {
    v.umin = Unsigned.max(v.umin, min);
    v.umax = Unsigned.min(v.umax, max);
  }

  final void narrowSigned32(ScalarValue v, int min, int max) {
    v.s32Min = Math.max(v.s32Min, min);
    v.s32Max = Math.min(v.s32Max, max);
  }

  final void narrowUnsigned32(ScalarValue v, int min, int max) {
    v.u32Min = Unsigned.max(v.u32Min, min);
    v.u32Max = Unsigned.min(v.u32Max, max);
  }
}
