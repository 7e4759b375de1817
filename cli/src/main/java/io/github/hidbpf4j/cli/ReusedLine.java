package io.github.hidbpf4j.cli;

import java.io.PrintWriter;

/** A line that is built and printed in memory that the next line uses again. */
final class ReusedLine {
  private static final String DIGITS = "0123456789abcdef";

  private final StringBuilder text = new StringBuilder();

  /** Buffer for passing the line to a writer, which would make a string of it otherwise. */
  private char[] chars = new char[256];

  /** The line so far, to be appended to. */
  StringBuilder text() {
    return text;
  }

  /** Empties it. */
  StringBuilder begin() {
    text.setLength(0);
    return text;
  }

  /** Appends the first bytes of an array in hexadecimal, with a separator. */
  void hex(byte[] bytes, int length, String between) {
    for (int i = 0; i < length; i++) {
      if (i > 0) {
        text.append(between);
      }
      text.append(DIGITS.charAt(bytes[i] >> 4 & 0xf)).append(DIGITS.charAt(bytes[i] & 0xf));
    }
  }

  /** Ends and prints the line. */
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
