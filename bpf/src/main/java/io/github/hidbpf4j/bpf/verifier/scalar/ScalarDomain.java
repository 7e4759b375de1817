package io.github.hidbpf4j.bpf.verifier.scalar;

/**
 * A kernel's representation of the bounds of scalars, and its arithmetic on them: {@link Intervals}
 * up to Linux 7.1, {@link CircularRanges} since. Both also have bits ({@link Tnum}). A verification
 * has one domain, shared by all its scalars; operands must be of the same domain. Holds scratch
 * space: not thread-safe.
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

  /** Sets signed and unsigned bounds at once. */
  abstract void setBoth(ScalarValue v, long umin, long umax, long smin, long smax);

  /** Same for the low half. */
  abstract void setBoth32(ScalarValue v, int umin, int umax, int smin, int smax);

  /** Sets unsigned bounds, and the signed ones that follow; others are cleared. */
  abstract void setResult(ScalarValue v, long min, long max);

  /** Same for the low half. */
  abstract void setResult32(ScalarValue v, int min, int max);

  /** Sets the bounds of a zero-extended value, from those of its low half. */
  abstract void assign32Into64(ScalarValue v);

  // ---- arithmetic

  /** Computes the bounds of a sum; the caller sets the bits. */
  abstract void add(ScalarValue dst, ScalarValue src);

  /** Computes the bounds of a difference; the caller sets the bits. */
  abstract void subtract(ScalarValue dst, ScalarValue src);

  /** Computes the 64-bit bounds of a sum. */
  abstract void add64(ScalarValue dst, ScalarValue src);

  /** Computes the 64-bit bounds of a difference. */
  abstract void subtract64(ScalarValue dst, ScalarValue src);

  // ---- what jumps tell

  /** Refines the bounds of both sides, which are equal. */
  abstract void refineEqual(ScalarValue a, ScalarValue b, boolean low32);

  /** Excludes a number from the bounds. */
  abstract void exclude(ScalarValue v, long number, boolean low32);

  /** Limits the unsigned value. */
  abstract void limitUnsigned(ScalarValue v, long min, long max);

  abstract void limitSigned(ScalarValue v, long min, long max);

  abstract void limitUnsigned32(ScalarValue v, int min, int max);

  abstract void limitSigned32(ScalarValue v, int min, int max);

  // ---- what follows from what

  /** Derives bounds and bits from each other ({@code reg_bounds_sync}). */
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

  /** Whether no number is within the bounds ({@code range_bounds_violation}). */
  abstract boolean isEmpty(ScalarValue v);

  /** Whether the bounds leave only this number. */
  abstract boolean isOnly(ScalarValue v, long number);

  /** Whether the bounds of the low half leave only this number. */
  abstract boolean isOnly32(ScalarValue v, int number);

  /** The kernel's line about contradictory bounds. */
  abstract String violation(ScalarValue v, String context, String fault);

  // ---- the whole offset of a pointer, from the variable part and a fixed one

  abstract long leastSum(ScalarValue v, int fixed);

  abstract long greatestSum(ScalarValue v, int fixed);

  /**
   * Derives bits from the unsigned bounds ({@code __reg_bound_offset}): from the 64-bit range, then
   * in the low half also from the 32-bit one.
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
   * If unsigned bounds and bits have only one number in common, sets the value, as far as {@code
   * tnum_step} finds it ({@code __update_reg64_bounds} since Linux 7.0).
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
