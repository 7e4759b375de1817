package io.github.hidbpf4j.cli;

import java.util.HexFormat;

/** Formats bytes as recordings have them, and text that may hold any bytes. */
final class Hex {
  private static final HexFormat SPACED = HexFormat.ofDelimiter(" ");

  private Hex() {}

  /** {@code 01 ff}. */
  static String spaced(byte[] bytes) {
    return SPACED.formatHex(bytes);
  }

  /** Text from a file, with control characters as {@code \\x1b}, since terminals act on them. */
  static String printable(String text) {
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (Character.isISOControl(c) && c != '\t') {
        out.append("\\x").append(HexFormat.of().toHexDigits((byte) c));
      } else {
        out.append(c);
      }
    }
    return out.toString();
  }

  /** {@code 01ff}. */
  static String plain(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }
}
