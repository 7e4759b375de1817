package io.github.hidbpf4j.cli;

import java.util.HexFormat;

/** Bytes as people read them in recordings. */
final class Hex {
  private static final HexFormat SPACED = HexFormat.ofDelimiter(" ");

  private Hex() {}

  /** {@code 01 ff}. */
  static String spaced(byte[] bytes) {
    return SPACED.formatHex(bytes);
  }

  /** {@code 01ff}. */
  static String plain(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }
}
