package io.github.hidbpf4j.hid.descriptor;

import io.github.hidbpf4j.hid.HidException;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads the bytes of descriptors from pasted text: hex bytes with or without {@code 0x}, separated
 * by blanks or commas or run together, with comments of C ({@code //}, {@code /* *}{@code /}) or
 * the shell ({@code #}), which is what {@link DescriptorPrinter} prints; or source text of C with
 * arrays of bytes.
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
   * Reads bytes in hex.
   *
   * @param source name of the text in messages
   * @param text the text
   * @return the bytes; they need not be a valid descriptor
   * @throws HidException at the first word that is not a byte, if there are more than 4096 bytes,
   *     or if a comment does not end
   */
  public static byte[] parse(String source, String text) {
    return new DescriptorText(source, text).parse();
  }

  /**
   * An array of C.
   *
   * @param name its name; empty if the text has only the braces
   * @param bytes its elements
   */
  public record Array(String name, byte[] bytes) {}

  /**
   * {@return whether a text is source text of C with arrays, rather than bytes in hex}
   *
   * @param text the text; an opening brace anywhere makes it source text of C
   */
  public static boolean hasArrays(String text) {
    return text.indexOf('{') >= 0;
  }

  /**
   * The arrays of bytes in source text of C: {@code NAME[] = { 0x05, 0x01 }}, numbers in C syntax.
   * Everything else is skipped.
   *
   * @param source name of the text in messages
   * @param text the source text
   * @return the arrays in order, at least one
   * @throws HidException at the first element of an array that is not a byte, if an array has more
   *     than 4096 bytes, if an array or a comment does not end, or if there is no array
   */
  public static List<Array> arrays(String source, String text) {
    return new DescriptorText(source, text).arrays();
  }

  private List<Array> arrays() {
    List<Array> arrays = new ArrayList<>();
    String word = "";
    String name = "";
    // Braces alone are an array, too.
    boolean assigned = true;
    for (skip(); at < text.length(); skip()) {
      char c = text.charAt(at);
      if (Character.isJavaIdentifierStart(c)) {
        word = word();
        assigned = false;
      } else if (c == '{' && assigned) {
        at++;
        arrays.add(new Array(name, elements()));
        name = "";
        assigned = false;
      } else {
        name = c == '[' ? word : c == ';' ? "" : name;
        assigned = c == '=';
        at = c == '"' || c == '\'' ? behindQuoted(c) : at + 1;
      }
    }
    if (arrays.isEmpty()) {
      throw error("found no array of bytes, expected NAME[] = { 0x05, 0x01, ... }");
    }
    return arrays;
  }

  private byte[] elements() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (skip(); at < text.length(); skip()) {
      if (text.charAt(at) == '}') {
        at++;
        return bytes.toByteArray();
      }
      full(bytes);
      String word = word();
      int value;
      try {
        value = Integer.decode(word.replaceFirst("(?<=[0-9a-fA-F])[uUlL]+$", ""));
      } catch (NumberFormatException _) {
        value = -1;
      }
      if (value < 0 || value > 0xff) {
        at -= word.length();
        throw notAByte("a byte as a number of C");
      }
      bytes.write(value);
    }
    throw error("the array is not closed, expected }");
  }

  private int behindQuoted(char quote) {
    int end = at + 1;
    while (end < text.length() && text.charAt(end) != quote && text.charAt(end) != '\n') {
      end += text.charAt(end) == '\\' ? 2 : 1;
    }
    return Math.min(end + 1, text.length());
  }

  /** Letters and digits from here on. */
  private String word() {
    int start = at;
    while (at < text.length() && Character.isJavaIdentifierPart(text.charAt(at))) {
      at++;
    }
    return text.substring(start, at);
  }

  private byte[] parse() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (skip(); at < text.length(); skip()) {
      next(bytes);
    }
    return bytes.toByteArray();
  }

  private void full(ByteArrayOutputStream bytes) {
    if (bytes.size() == DescriptorParser.MAX_DESCRIPTOR_SIZE) {
      throw error("more than " + bytes.size() + " bytes, the most that a descriptor can have");
    }
  }

  /** Reads a byte, or several that are run together. */
  private void next(ByteArrayOutputStream bytes) {
    boolean prefixed = text.regionMatches(true, at, "0x", 0, 2);
    int start = prefixed ? at + 2 : at;
    int end = start;
    while (end < text.length() && Character.digit(text.charAt(end), 16) >= 0) {
      end++;
    }
    int digits = end - start;
    boolean ends = end == text.length() || isSeparator(text.charAt(end));
    if (digits == 1 && !prefixed && text.substring(end).isBlank()) {
      throw notAByte("two hex digits at the end: is it cut off?");
    }
    if (!ends || digits == 0 || digits > 2 && (prefixed || digits % 2 != 0)) {
      throw notAByte("a byte in hex");
    }
    int each = digits == 1 ? 1 : 2;
    for (int i = start; i < end; i += each) {
      full(bytes);
      bytes.write(Integer.parseInt(text, i, i + each, 16));
    }
    at = end;
  }

  private HidException notAByte(String expected) {
    int end = at;
    while (end < text.length() && end - at < 20 && !isSeparator(text.charAt(end))) {
      end++;
    }
    return error("found \"" + text.substring(at, end) + "\", expected " + expected);
  }

  /** Skips blanks, commas, comments, and the marks that the printer puts before lines. */
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
          throw error("the comment is not closed");
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

  private static boolean isSeparator(char c) {
    return Character.isWhitespace(c) || c == ',' || c == '/';
  }

  private HidException error(String message) {
    return new HidException(source + ":" + line + ": " + message);
  }
}
