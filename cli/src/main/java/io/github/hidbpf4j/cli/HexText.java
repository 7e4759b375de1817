package io.github.hidbpf4j.cli;

import io.github.hidbpf4j.bpf.BpfException;
import io.github.hidbpf4j.cli.file.InputFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;

/**
 * Instructions as hexadecimal text: the bytes of each slot in memory order. White space, commas and
 * a {@code 0x} before a group are skipped; {@code #}, {@code //} and {@code ;} begin comments.
 */
final class HexText {
  /** Size of the largest program that any kernel accepts. */
  private static final int MOST_BYTES = 1_000_000 * 8;

  private static final int MOST_TEXT = 16 * MOST_BYTES;

  private HexText() {}

  /** Whether an argument is itself such text, not a file's name. */
  static boolean isHex(String argument) {
    return !argument.isBlank()
        && argument.matches("[0-9a-fA-FxX,\\s]+")
        && !Files.exists(Path.of(argument.strip()));
  }

  static String read(Path file) throws IOException {
    return new String(InputFile.read(file, MOST_TEXT), StandardCharsets.ISO_8859_1);
  }

  /**
   * The bytes that a text stands for.
   *
   * @param name what to call it in errors
   */
  static byte[] decode(String name, String text) {
    byte[] bytes = decodeBytes(name, text);
    if (bytes.length % 8 != 0) {
      throw new BpfException(
          "%s: %d bytes, expected a multiple of 8, those of an instruction"
              .formatted(name, bytes.length));
    }
    return bytes;
  }

  /** Decodes text of any number of bytes. */
  static byte[] decodeBytes(String name, String text) {
    StringBuilder digits = new StringBuilder();
    int number = 0;
    for (String line : (Iterable<String>) text.lines()::iterator) {
      number++;
      String plain = line.replaceFirst("(#|//|;).*", "").replaceAll("(?i)(^|[\\s,])0x", "$1");
      for (int i = 0; i < plain.length(); i++) {
        char c = plain.charAt(i);
        if (Character.digit(c, 16) >= 0 && c < 128) {
          digits.append(c);
        } else if (c != ',' && !Character.isWhitespace(c)) {
          throw new BpfException(
              "%s: line %d: found '%s', expected hexadecimal digits"
                  .formatted(name, number, Hex.printable(String.valueOf(c))));
        }
      }
      if (digits.length() > 2 * MOST_BYTES) {
        throw new BpfException(
            "%s: line %d: more than %d instructions, the most that a program may have"
                .formatted(name, number, MOST_BYTES / 8));
      }
    }
    if (digits.length() % 2 != 0) {
      throw new BpfException(
          "%s: %d hexadecimal digits, expected an even number".formatted(name, digits.length()));
    }
    return HexFormat.of().parseHex(digits);
  }
}
