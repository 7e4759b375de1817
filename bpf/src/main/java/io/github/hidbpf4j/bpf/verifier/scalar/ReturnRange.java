package io.github.hidbpf4j.bpf.verifier.scalar;

/**
 * The values that a function may return ({@code struct bpf_retval_range}).
 *
 * @param min least, inclusive
 * @param max greatest, inclusive
 * @param low32 whether only the low half counts
 */
public record ReturnRange(int min, int max, boolean low32) {
  /** Exactly 0. */
  public static final ReturnRange ZERO = new ReturnRange(0, 0, false);

  /** 0 or 1. */
  public static final ReturnRange ZERO_OR_ONE = new ReturnRange(0, 1, false);

  /** Any number of 32 bits, with its sign. */
  public static final ReturnRange ANY_INT =
      new ReturnRange(Integer.MIN_VALUE, Integer.MAX_VALUE, false);

  /** Whether a value is certain to be in the range ({@code retval_range_within}). */
  public boolean contains(ScalarValue value) {
    return low32
        ? min <= value.s32Min() && value.s32Max() <= max
        : min <= value.smin() && value.smax() <= max;
  }

  /**
   * The message for a value outside the range.
   *
   * @param when {@code At program exit}, {@code At callback return}, ...
   * @param register {@code R0}
   */
  public String complain(String when, String register, ScalarValue value) {
    StringBuilder text = new StringBuilder(when).append(" the register ").append(register);
    text.append(" has");
    boolean unknown = true;
    if (value.smin() > Long.MIN_VALUE) {
      text.append(" smin=").append(value.smin());
      unknown = false;
    }
    if (value.smax() < Long.MAX_VALUE) {
      text.append(" smax=").append(value.smax());
      unknown = false;
    }
    if (unknown) {
      text.append(" unknown scalar value");
    }
    return text.append(" should have been in [%d, %d]".formatted(min, max)).toString();
  }
}
