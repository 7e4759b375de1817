package io.github.hidbpf4j.hid.descriptor;

import io.github.hidbpf4j.hid.HidException;
import java.io.ByteArrayOutputStream;

/**
 * Reads the bytes of a descriptor from text as people hand it around: hex bytes with or without
 * {@code 0x}, separated by blanks or commas, with comments of C ({@code //}, {@code /* *}{@code /})
 * or the shell ({@code #}). What {@link DescriptorPrinter} prints is such text.
 */
public final class DescriptorText {
  private final String source;
  private final String text;
  private int at;
  private int line = 1;

  private DescriptorText(String source, String text) {
    this.source = source;
    this.text = text;
  }

  /**
   * The bytes in a text; whether they are a valid descriptor is for the parser to say.
   *
   * @param source what to call the text in messages
   * @throws HidException at the first word that is no byte, or if there are more than 4096
   */
  public static byte[] parse(String source, String text) {
    return new DescriptorText(source, text).parse();
  }

  private byte[] parse() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (skip(); at < text.length(); skip()) {
      if (bytes.size() == DescriptorParser.MAX_DESCRIPTOR_SIZE) {
        throw error("more than " + bytes.size() + " bytes, which is the most a descriptor has");
      }
      bytes.write(next());
    }
    return bytes.toByteArray();
  }

  private int next() {
    int start = at;
    if (text.regionMatches(true, at, "0x", 0, 2)) {
      at += 2;
    }
    int value = 0;
    int digits = 0;
    while (at < text.length() && digits < 3) {
      int digit = Character.digit(text.charAt(at), 16);
      if (digit < 0) {
        break;
      }
      value = value << 4 | digit;
      digits++;
      at++;
    }
    if (digits == 0 || digits > 2 || at < text.length() && !isSeparator(text.charAt(at))) {
      int end = start;
      while (end < text.length() && end - start < 20 && !isSeparator(text.charAt(end))) {
        end++;
      }
      throw error("found \"" + text.substring(start, end) + "\", expected a byte in hex");
    }
    return value;
  }

  /** Skips blanks, commas, comments, and the marks that the printer puts in front of lines. */
  private void skip() {
    while (at < text.length()) {
      char c = text.charAt(at);
      if (c == '\n') {
        line++;
      }
      if (c == '#' || text.startsWith("//", at)) {
        int end = text.indexOf('\n', at);
        at = end < 0 ? text.length() : end;
      } else if (text.startsWith("/*", at)) {
        int end = text.indexOf("*/", at + 2);
        if (end < 0) {
          throw error("the comment does not end");
        }
        line += (int) text.substring(at, end).chars().filter(each -> each == '\n').count();
        at = end + 2;
      } else if (isSeparator(c) || DescriptorPrinter.isMarker(c)) {
        at++;
      } else {
        return;
      }
    }
  }

  private boolean isSeparator(char c) {
    return Character.isWhitespace(c) || c == ',' || c == '/';
  }

  private HidException error(String message) {
    return new HidException(source + ":" + line + ": " + message);
  }
}
