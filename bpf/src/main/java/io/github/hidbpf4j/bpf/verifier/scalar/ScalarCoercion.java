package io.github.hidbpf4j.bpf.verifier.scalar;

/**
 * Truncates a value to fewer bytes, with zero or sign extension, as loads and moves do. Rules of
 * {@code kernel/bpf/verifier.c}.
 */
public final class ScalarCoercion {
  /**
   * Zero-extends the low bytes, and syncs ({@code coerce_reg_to_size}).
   *
   * @param bytes 1, 2 or 4
   */
  public static void zeroExtend(ScalarValue v, int bytes) {
    v.tnum = v.tnum.cast(bytes);
    long kept = (1L << (bytes * Byte.SIZE)) - 1;
    long min = v.umin();
    long max = v.umax();
    boolean sameAbove = (min & ~kept) == (max & ~kept);
    v.domain.setResult(v, sameAbove ? min & kept : 0, sameAbove ? max & kept : kept);
    if (bytes < Integer.BYTES) {
      v.mark32Unbounded();
    }
    v.sync();
  }

  /**
   * Sign-extends the low bytes to 64 bits ({@code coerce_reg_to_size_sx}); the kernel doesn't sync
   * here.
   *
   * @param bytes 1, 2 or 4
   */
  public static void signExtend(ScalarValue v, int bytes) {
    if (v.isConst()) {
      v.markKnown(extend(v.tnum.value(), bytes));
      return;
    }
    if (highPart(v.smin, bytes) == highPart(v.smax, bytes)) {
      long first = extend(v.smax, bytes);
      long second = extend(v.smin, bytes);
      if ((first >= 0) == (second >= 0)) {
        long min = Math.min(first, second);
        long max = Math.max(first, second);
        v.domain.setBoth(v, min, max, min, max);
        v.domain.setBoth32(v, (int) min, (int) max, (int) min, (int) max);
        v.tnum = Tnum.range(min, max);
        return;
      }
    }
    long least = -1L << (bytes * Byte.SIZE - 1);
    v.domain.setBoth(v, 0, -1L, least, ~least);
    v.domain.setBoth32(v, 0, -1, (int) least, (int) ~least);
    v.tnum = Tnum.UNKNOWN;
  }

  /**
   * Sign-extends the low bytes to 32 bits ({@code coerce_subreg_to_size_sx}). Leaves the 64-bit
   * bounds alone: {@link ScalarValue#zeroExtend32()} and {@link ScalarValue#sync()} must follow.
   *
   * @param bytes 1 or 2
   */
  public static void signExtend32(ScalarValue v, int bytes) {
    if (v.isConst()) {
      long value = extend(v.tnum.value(), bytes);
      v.tnum = Tnum.constant(value);
      v.domain.setBoth32(v, (int) value, (int) value, (int) value, (int) value);
      return;
    }
    if (highPart(v.s32Min, bytes) == highPart(v.s32Max, bytes)) {
      int first = (int) extend(v.s32Max, bytes);
      int second = (int) extend(v.s32Min, bytes);
      if ((first >= 0) == (second >= 0)) {
        int min = Math.min(first, second);
        int max = Math.max(first, second);
        v.domain.setBoth32(v, min, max, min, max);
        v.tnum = Tnum.range(min, max).subreg();
        return;
      }
    }
    int least = -1 << (bytes * Byte.SIZE - 1);
    v.domain.setBoth32(v, 0, -1, least, ~least);
    v.tnum = Tnum.subregUnknown();
  }

  private static long extend(long value, int bytes) {
    return switch (bytes) {
      case 1 -> (byte) value;
      case 2 -> (short) value;
      default -> (int) value;
    };
  }

  private static long highPart(long value, int bytes) {
    return value >>> (bytes * Byte.SIZE);
  }

  private ScalarCoercion() {}
}
