package io.github.hidbpf4j.cli;

import java.io.PrintWriter;

/** A line that is put together and printed, one after the other in the same memory. */
final class ReusedLine {
  private static final String DIGITS = "0123456789abcdef";

  private final StringBuilder text = new StringBuilder();

  /** The line on its way to a writer, which would make a string of it otherwise. */
  private char[] chars = new char[256];

  /** What it says so far, to be appended to. */
  StringBuilder text() {
    return text;
  }

  /** Empties it. */
  StringBuilder begin() {
    text.setLength(0);
    return text;
  }

  /** Appends the first bytes of an array in hexadecimal, with this between them. */
  void hex(byte[] bytes, int length, String between) {
    for (int i = 0; i < length; i++) {
      if (i > 0) {
        text.append(between);
      }
      text.append(DIGITS.charAt(bytes[i] >> 4 & 0xf)).append(DIGITS.charAt(bytes[i] & 0xf));
    }
  }

  /** Ends and prints it. */
  void print(PrintWriter out) {
    text.append('\n');
    int length = text.length();
    if (chars.length < length) {
      chars = new char[2 * length];
    }
    text.getChars(0, length, chars, 0);
    out.write(chars, 0, length);
  }
}
