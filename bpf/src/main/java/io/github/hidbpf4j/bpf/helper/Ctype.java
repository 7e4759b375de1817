package io.github.hidbpf4j.bpf.helper;

/**
 * Character classes as in the kernel: ASCII and the upper half of Latin-1 ({@code lib/ctype.c}).
 * Characters are bytes, 0 to 255.
 */
final class Ctype {
  private Ctype() {}

  static boolean isAscii(int c) {
    return c < 0x80;
  }

  static boolean isSpace(int c) {
    return c == ' ' || (c >= '\t' && c <= '\r') || c == 0xa0;
  }

  static boolean isDigit(int c) {
    return c >= '0' && c <= '9';
  }

  static boolean isHexDigit(int c) {
    return digit(c) < 16;
  }

  static boolean isAlnum(int c) {
    int lower = c | 0x20;
    return isDigit(c)
        || (isAscii(c) && lower >= 'a' && lower <= 'z')
        || (c >= 0xc0 && c != 0xd7 && c != 0xf7);
  }

  static boolean isUpper(int c) {
    return (c >= 'A' && c <= 'Z') || (c >= 0xc0 && c <= 0xde && c != 0xd7);
  }

  static boolean isPrint(int c) {
    return (c >= 0x20 && c < 0x7f) || c >= 0xa0;
  }

  static boolean isPunct(int c) {
    return isPrint(c) && !isAlnum(c) && !isSpace(c);
  }

  /** Value of a digit in bases up to 36; a large number for other characters. */
  static int digit(int c) {
    int lower = c | 0x20;
    if (isDigit(c)) {
      return c - '0';
    }
    return lower >= 'a' && lower <= 'f' && isAscii(c) ? lower - 'a' + 10 : Integer.MAX_VALUE;
  }
}
