package io.github.hidbpf4j.bpf.verifier.scalar;

/**
 * A tracked number: 64 bits each of which is known to be 0, known to be 1, or unknown. Same results
 * as {@code kernel/bpf/tnum.c} of Linux 6.12, even where a tighter one would be sound.
 *
 * @param value the bits known to be 1; 0 wherever {@code mask} is 1
 * @param mask the unknown bits
 */
public record Tnum(long value, long mask) {
  /** Nothing is known ({@code tnum_unknown}). */
  public static final Tnum UNKNOWN = new Tnum(0, -1L);

  private static final Tnum ZERO = new Tnum(0, 0);
  private static final Tnum SUBREG_UNKNOWN = new Tnum(0, 0xffff_ffffL);
  private static final long LOW_32 = 0xffff_ffffL;

  /** Exactly {@code value} ({@code tnum_const}). */
  public static Tnum constant(long value) {
    return value == 0 ? ZERO : new Tnum(value, 0);
  }

  /** The low 32 bits are unknown, the others 0. */
  public static Tnum subregUnknown() {
    return SUBREG_UNKNOWN;
  }

  /**
   * The smallest tracked number that contains all of {@code min..max}, unsigned ({@code
   * tnum_range}): the common leading bits are known, all below them unknown.
   */
  public static Tnum range(long min, long max) {
    long unknown = rangeMask(min, max);
    return new Tnum(min & ~unknown, unknown);
  }

  /** The mask of {@link #range}: all bits from the highest differing one downwards. */
  static long rangeMask(long min, long max) {
    long differing = min ^ max;
    return differing == 0 ? 0 : -1L >>> Long.numberOfLeadingZeros(differing);
  }

  /** Shift left by a known count, 0 to 63 ({@code tnum_lshift}). */
  public Tnum lshift(int shift) {
    return new Tnum(value << shift, mask << shift);
  }

  /** Logical shift right by a known count, 0 to 63 ({@code tnum_rshift}). */
  public Tnum rshift(int shift) {
    return new Tnum(value >>> shift, mask >>> shift);
  }

  /**
   * Arithmetic shift right by a known count ({@code tnum_arshift}).
   *
   * @param shift 0 to {@code bitness - 1}
   * @param bitness 32 to shift the low half and clear the high one, otherwise 64
   */
  public Tnum arshift(int shift, int bitness) {
    if (bitness == 32) {
      return new Tnum(((int) value >> shift) & LOW_32, ((int) mask >> shift) & LOW_32);
    }
    return new Tnum(value >> shift, mask >> shift);
  }

  /** The sum, modulo 2^64 ({@code tnum_add}). */
  public Tnum add(Tnum b) {
    long least = value + b.value;
    long most = least + mask + b.mask;
    long unknown = (most ^ least) | mask | b.mask;
    return new Tnum(least & ~unknown, unknown);
  }

  /** The difference, modulo 2^64 ({@code tnum_sub}). */
  public Tnum sub(Tnum b) {
    long difference = value - b.value;
    long unknown = ((difference + mask) ^ (difference - b.mask)) | mask | b.mask;
    return new Tnum(difference & ~unknown, unknown);
  }

  /** Bitwise and ({@code tnum_and}). */
  public Tnum and(Tnum b) {
    long ones = value & b.value;
    long possible = (value | mask) & (b.value | b.mask);
    return new Tnum(ones, possible & ~ones);
  }

  /** Bitwise or ({@code tnum_or}). */
  public Tnum or(Tnum b) {
    long ones = value | b.value;
    return new Tnum(ones, (mask | b.mask) & ~ones);
  }

  /** Bitwise exclusive or ({@code tnum_xor}). */
  public Tnum xor(Tnum b) {
    long unknown = mask | b.mask;
    return new Tnum((value ^ b.value) & ~unknown, unknown);
  }

  /**
   * The product, modulo 2^64 ({@code tnum_mul}): the product of the known parts, plus one partial
   * product of unknown bits for each bit of this that may be 1. Not commutative.
   */
  public Tnum mul(Tnum b) {
    // All partial products have value 0, so only the mask of their sum needs keeping.
    long sumMask = 0;
    long multiplierValue = value;
    long multiplierMask = mask;
    long partialValue = b.value;
    long partialMask = b.mask;
    while ((multiplierValue | multiplierMask) != 0) {
      long unknown = 0;
      if ((multiplierValue & 1) != 0) {
        unknown = partialMask;
      } else if ((multiplierMask & 1) != 0) {
        unknown = partialValue | partialMask;
      }
      sumMask = (sumMask + unknown) | sumMask | unknown;
      multiplierValue >>>= 1;
      multiplierMask >>>= 1;
      partialValue <<= 1;
      partialMask <<= 1;
    }
    return constant(value * b.value).add(new Tnum(0, sumMask));
  }

  /**
   * The product as computed since Linux 6.18: for each unknown bit of this, the results for 0 and 1
   * are joined. Not commutative.
   */
  public Tnum mulJoining(Tnum b) {
    long sumValue = 0;
    long sumMask = 0;
    long ones = value;
    long unknown = mask;
    long partialValue = b.value;
    long partialMask = b.mask;
    for (; (ones | unknown) != 0; ones >>>= 1, unknown >>>= 1) {
      if (((ones | unknown) & 1) != 0) {
        // the sum of two tracked numbers, as in add
        long least = sumValue + partialValue;
        long open = (least + sumMask + partialMask ^ least) | sumMask | partialMask;
        long known = least & ~open;
        if ((unknown & 1) != 0) {
          open |= sumMask | (known ^ sumValue);
          known &= sumValue;
        }
        sumValue = known & ~open;
        sumMask = open;
      }
      partialValue <<= 1;
      partialMask <<= 1;
    }
    return new Tnum(sumValue, sumMask);
  }

  /** The greatest number it contains, unsigned. */
  public long greatest() {
    return value | mask;
  }

  /**
   * The least number it contains that is greater, unsigned; {@link #greatest()} if there is none
   * ({@code tnum_step}).
   */
  public long next(long number) {
    long greatest = greatest();
    if (Unsigned.lessOrEqual(greatest, number)) {
      return greatest;
    }
    if (Unsigned.less(number, value)) {
      return value;
    }
    long differing = (number ^ value) & ~mask;
    long highest = Long.highestOneBit(differing);
    long below = differing == 0 ? 0 : highest - 1 | highest;
    if ((value & highest) != 0) {
      // already greater by this bit: the lower bits are minimal
      return value | number & mask & ~below;
    }
    // increments the unknown bits above; known bits propagate the carry
    return value | (number | below | ~mask) + 1 & mask;
  }

  /** Whether a number exists that both contain ({@code tnum_overlap}). */
  public boolean overlaps(Tnum b) {
    return ((value ^ b.value) & ~mask & ~b.mask) == 0;
  }

  /** The combined knowledge of both ({@code tnum_intersect}). Contradictory bits become 1. */
  public Tnum intersect(Tnum b) {
    long unknown = mask & b.mask;
    return new Tnum((value | b.value) & ~unknown, unknown);
  }

  /**
   * The low bytes, zero-extended ({@code tnum_cast}).
   *
   * @param bytes 1 to 7; 8 or more means no truncation
   */
  public Tnum cast(int bytes) {
    if (bytes >= Long.BYTES) {
      return this;
    }
    long kept = (1L << (bytes * Byte.SIZE)) - 1;
    return ((value | mask) & ~kept) == 0 ? this : new Tnum(value & kept, mask & kept);
  }

  /** Whether every number of {@code b} is in this: {@code tnum_in(a, b)} with this as {@code a}. */
  public boolean contains(Tnum b) {
    return (b.mask & ~mask) == 0 && value == (b.value & ~mask);
  }

  /** Whether this contains the number. */
  public boolean contains(long number) {
    return (number & ~mask) == value;
  }

  /**
   * Whether all are multiples of {@code size}, a power of two; 0 means any ({@code
   * tnum_is_aligned}).
   */
  public boolean isAligned(long size) {
    return size == 0 || ((value | mask) & (size - 1)) == 0;
  }

  /** Whether it is one number ({@code tnum_is_const}). */
  public boolean isConst() {
    return mask == 0;
  }

  /** Whether it is exactly this number ({@code tnum_equals_const}). */
  public boolean equalsConst(long number) {
    return mask == 0 && value == number;
  }

  /** Whether nothing is known ({@code tnum_is_unknown}: the mask alone decides). */
  public boolean isUnknown() {
    return mask == -1L;
  }

  /** The low 32 bits, zero-extended ({@code tnum_subreg}). */
  public Tnum subreg() {
    return cast(4);
  }

  /** A copy with the low 32 bits 0 ({@code tnum_clear_subreg}). */
  public Tnum clearSubreg() {
    return new Tnum(value & ~LOW_32, mask & ~LOW_32);
  }

  /** A copy with the low 32 bits of another ({@code tnum_with_subreg}). */
  public Tnum withSubreg(Tnum low) {
    return new Tnum(
        (value & ~LOW_32) | (low.value & LOW_32), (mask & ~LOW_32) | (low.mask & LOW_32));
  }

  /** A copy with the low 32 bits known ({@code tnum_const_subreg}). */
  public Tnum constSubreg(int low) {
    return new Tnum((value & ~LOW_32) | (low & LOW_32), mask & ~LOW_32);
  }

  /** Whether the low 32 bits are one number ({@code tnum_subreg_is_const}). */
  public boolean isSubregConst() {
    return (mask & LOW_32) == 0;
  }

  /** The form in log lines: {@code (0x0; 0xff)}, value then mask. */
  @Override
  public String toString() {
    return ScalarText.appendTnumPair(new StringBuilder(40), this).toString();
  }
}
