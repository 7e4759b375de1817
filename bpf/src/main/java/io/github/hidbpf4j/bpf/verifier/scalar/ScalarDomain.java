package io.github.hidbpf4j.bpf.verifier.scalar;

/**
 * What a kernel keeps of the bounds of a scalar, and how it computes with them: {@link Intervals}
 * up to Linux 7.1, {@link CircularRanges} since. Bits ({@link Tnum}) are kept under both. A
 * verification has one, and so have all scalars of it; operands are of one domain. It holds scratch
 * space: not shared between threads that verify.
 */
public abstract sealed class ScalarDomain permits Intervals, CircularRanges {
  ScalarDomain() {}

  // ---- views

  abstract long umin(ScalarValue v);

  abstract long umax(ScalarValue v);

  abstract int u32Min(ScalarValue v);

  abstract int u32Max(ScalarValue v);

  // ---- assignments

  abstract void setSigned(ScalarValue v, long min, long max);

  abstract void setUnsigned(ScalarValue v, long min, long max);

  abstract void setSigned32(ScalarValue v, int min, int max);

  abstract void setUnsigned32(ScalarValue v, int min, int max);

  /** Signed and unsigned bounds at once. */
  abstract void setBoth(ScalarValue v, long umin, long umax, long smin, long smax);

  /** The same of the low half. */
  abstract void setBoth32(ScalarValue v, int umin, int umax, int smin, int smax);

  /** Unsigned bounds, and the signed ones that follow; others are forgotten. */
  abstract void setResult(ScalarValue v, long min, long max);

  /** The same of the low half. */
  abstract void setResult32(ScalarValue v, int min, int max);

  /** The bounds of a zero-extended value, from those of its low half. */
  abstract void assign32Into64(ScalarValue v);

  // ---- arithmetic

  /** Bounds of a sum; bits are the caller's. */
  abstract void add(ScalarValue dst, ScalarValue src);

  /** Bounds of a difference; bits are the caller's. */
  abstract void subtract(ScalarValue dst, ScalarValue src);

  /** Bounds of a sum, of 64 bits alone. */
  abstract void add64(ScalarValue dst, ScalarValue src);

  /** Bounds of a difference, of 64 bits alone. */
  abstract void subtract64(ScalarValue dst, ScalarValue src);

  // ---- what jumps tell

  /** Both sides are equal: bounds alone. */
  abstract void refineEqual(ScalarValue a, ScalarValue b, boolean low32);

  /** It is not this number: bounds alone. */
  abstract void exclude(ScalarValue v, long number, boolean low32);

  /** The unsigned value is between these. */
  abstract void limitUnsigned(ScalarValue v, long min, long max);

  abstract void limitSigned(ScalarValue v, long min, long max);

  abstract void limitUnsigned32(ScalarValue v, int min, int max);

  abstract void limitSigned32(ScalarValue v, int min, int max);

  // ---- what follows from what

  /** Lets bounds and bits learn from each other ({@code reg_bounds_sync}). */
  abstract void sync(ScalarValue v);

  /** Narrows all bounds to what the bits allow ({@code __update_reg_bounds}). */
  final void updateBounds(ScalarValue v) {
    update32Bounds(v);
    update64Bounds(v);
  }

  /** {@code __update_reg32_bounds}. */
  abstract void update32Bounds(ScalarValue v);

  /** {@code __update_reg64_bounds}. */
  abstract void update64Bounds(ScalarValue v);

  /** Whether all bounds of {@code current} lie in those of {@code old} ({@code range_within}). */
  abstract boolean rangeWithin(ScalarValue old, ScalarValue current);

  /** Whether a number is within the bounds. */
  abstract boolean contains(ScalarValue v, long number);

  /** Whether no number is ({@code range_bounds_violation}). */
  abstract boolean isEmpty(ScalarValue v);

  /** Whether the bounds leave this number alone. */
  abstract boolean isOnly(ScalarValue v, long number);

  /** Whether the bounds of the low half leave this number alone. */
  abstract boolean isOnly32(ScalarValue v, int number);

  /** The kernel's line about contradictory bounds. */
  abstract String violation(ScalarValue v, String context, String fault);

  // ---- the whole offset of a pointer, from the variable part and a fixed one

  abstract long leastSum(ScalarValue v, int fixed);

  abstract long greatestSum(ScalarValue v, int fixed);

  /**
   * Bits from the unsigned bounds ({@code __reg_bound_offset}): those of the 64-bit range, then in
   * the low half also those of the 32-bit one.
   */
  final void boundOffset(ScalarValue v) {
    long umin = umin(v);
    long unknown = Tnum.rangeMask(umin, umax(v));
    long known = umin & ~unknown;
    long least = u32Min(v) & ScalarValue.LOW_32;
    long unknown32 = Tnum.rangeMask(least, u32Max(v) & ScalarValue.LOW_32);
    long known32 = least & ~unknown32;
    long mask = v.tnum.mask() & unknown;
    long value = (v.tnum.value() | known) & ~mask;
    long maskBoth = mask & (unknown32 | ~ScalarValue.LOW_32);
    v.setBits((value | known32) & ~maskBoth, maskBoth);
  }

  /**
   * Where the unsigned bounds and the bits have one number in common, the value is that: as far as
   * {@code tnum_step} finds it ({@code __update_reg64_bounds} since Linux 7.0).
   */
  final void markOnlyCommon(ScalarValue v) {
    Tnum bits = v.tnum;
    long umin = umin(v);
    long umax = umax(v);
    if (umin == umax ? bits.equalsConst(umin) : bits.isUnknown()) {
      return;
    }
    long next = bits.next(umin);
    if (bits.contains(umin)) {
      if (Unsigned.less(umax, next)) {
        v.markKnown(umin);
      }
    } else if (next == bits.greatest()
        || Unsigned.lessOrEqual(next, umax) && Unsigned.less(umax, bits.next(next))) {
      v.markKnown(next);
    }
  }
}
