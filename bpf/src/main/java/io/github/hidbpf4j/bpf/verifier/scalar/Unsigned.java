package io.github.hidbpf4j.bpf.verifier.scalar;

/** Unsigned comparison of {@code int} and {@code long}. */
final class Unsigned {
  static boolean less(long a, long b) {
    return Long.compareUnsigned(a, b) < 0;
  }

  static boolean less(int a, int b) {
    return Integer.compareUnsigned(a, b) < 0;
  }

  static boolean lessOrEqual(long a, long b) {
    return Long.compareUnsigned(a, b) <= 0;
  }

  static boolean lessOrEqual(int a, int b) {
    return Integer.compareUnsigned(a, b) <= 0;
  }

  static long min(long a, long b) {
    return less(a, b) ? a : b;
  }

  static long max(long a, long b) {
    return less(a, b) ? b : a;
  }

  static int min(int a, int b) {
    return less(a, b) ? a : b;
  }

  static int max(int a, int b) {
    return less(a, b) ? b : a;
  }

  private Unsigned() {}
}
