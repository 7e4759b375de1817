package io.github.hidbpf4j.bpf.verifier.scalar;

/**
 * Formats scalars as in the verifier's log ({@code kernel/bpf/log.c} of Linux 6.12): small numbers
 * decimal, others hexadecimal; without trivial bounds; equal bounds of the same kind joined ({@code
 * smin=umin=1}).
 */
public final class ScalarText {
  private static final int BOUNDS = 8;

  /** In the log's order; even: minimum, bit 1: unsigned, bit 2: 32 bits. */
  private static final String[] NAMES = {
    "smin", "smax", "umin", "umax", "smin32", "smax32", "umin32", "umax32"
  };

  /** Unsigned: decimal up to 65535 ({@code verbose_unum}). */
  public static StringBuilder appendUnsigned(StringBuilder out, long number) {
    return number >>> 16 == 0 ? out.append(number) : appendHex(out, number);
  }

  /** Signed: decimal from -32768 to 32767 ({@code verbose_snum}). */
  public static StringBuilder appendSigned(StringBuilder out, long number) {
    return isSignedDecimal(number) ? out.append(number) : appendHex(out, number);
  }

  /** {@code (0x0; 0xff)}, or the number alone where all bits are known ({@code tnum_strn}). */
  public static StringBuilder appendTnum(StringBuilder out, Tnum bits) {
    return bits.isConst() ? appendUnsigned(out, bits.value()) : appendTnumPair(out, bits);
  }

  static StringBuilder appendTnumPair(StringBuilder out, Tnum bits) {
    appendHex(out.append('('), bits.value());
    return appendHex(out.append("; "), bits.mask()).append(')');
  }

  /**
   * A whole scalar without id: the number if known, otherwise {@code scalar(...)}. The caller
   * prints the {@code P} of a precise one.
   */
  public static StringBuilder append(StringBuilder out, ScalarValue v) {
    if (v.isConst()) {
      return appendSigned(out, v.tnum.value());
    }
    out.append("scalar(");
    appendBounds(out, v, "");
    return out.append(')');
  }

  /**
   * The comma-separated bounds and {@code var_off} of a value whose bits are not all known, as in
   * the parentheses of a scalar or pointer.
   *
   * @param separator text before the first one: empty or a comma
   * @return the separator for the following text
   */
  public static String appendBounds(StringBuilder out, ScalarValue v, String separator) {
    String next = appendRanges(out, v, separator);
    if (!v.tnum.isUnknown()) {
      appendTnum(out.append(next).append("var_off="), v.tnum);
      next = ",";
    }
    return next;
  }

  private static String appendRanges(StringBuilder out, ScalarValue v, String separator) {
    String next = separator;
    int done = 0;
    for (int i = 0; i < BOUNDS; i++) {
      if ((done & 1 << i) != 0 || isTrivialBound(v, i)) {
        continue;
      }
      long number = shown(v, i);
      boolean negative = isSigned(i) && number < 0;
      out.append(next).append(NAMES[i]).append('=');
      next = ",";
      for (int other = i + 2; other < BOUNDS; other += 2) {
        if ((done & 1 << other) == 0
            && !isTrivialBound(v, other)
            && shown(v, other) == number
            && (isSigned(other) && number < 0) == negative) {
          done |= 1 << other;
          out.append(NAMES[other]).append('=');
        }
      }
      if (isSigned(i)) {
        appendSigned(out, number);
      } else {
        appendUnsigned(out, number);
      }
    }
    return next;
  }

  private static boolean isSigned(int bound) {
    return (bound & 2) == 0;
  }

  private static boolean isTrivialBound(ScalarValue v, int bound) {
    return switch (bound) {
      case 0 -> v.smin == Long.MIN_VALUE;
      case 1 -> v.smax == Long.MAX_VALUE;
      case 2 -> v.umin() == 0;
      case 3 -> v.umax() == -1L;
      case 4 -> v.s32Min == Integer.MIN_VALUE;
      case 5 -> v.s32Max == Integer.MAX_VALUE;
      case 6 -> v.u32Min() == 0;
      default -> v.u32Max() == -1;
    };
  }

  private static long shown(ScalarValue v, int bound) {
    return switch (bound) {
      case 0 -> v.smin;
      case 1 -> v.smax;
      case 2 -> v.umin();
      case 3 -> v.umax();
      case 4 -> shownSigned32(v.s32Min);
      case 5 -> shownSigned32(v.s32Max);
      case 6 -> Integer.toUnsignedLong(v.u32Min());
      default -> Integer.toUnsignedLong(v.u32Max());
    };
  }

  /** In hexadecimal a 32-bit number has 8 digits, not the 16 of its sign extension. */
  private static long shownSigned32(int number) {
    return isSignedDecimal(number) ? number : Integer.toUnsignedLong(number);
  }

  private static boolean isSignedDecimal(long number) {
    return number == (short) number;
  }

  private static StringBuilder appendHex(StringBuilder out, long number) {
    return out.append("0x").append(Long.toHexString(number));
  }

  private ScalarText() {}
}
