package io.github.hidbpf4j.hid.recording;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Cuts a stream into lines of bounded length and reads tokens from the current one. Lines end with
 * LF or CR LF; a byte order mark is skipped.
 */
final class LineSource implements Closeable {
  /** Longest line that is kept: a report of 16384 bytes and some room. */
  static final int MAX_LINE = 1 << 16;

  private static final int TEXT_KEPT = 4096;

  private final InputStream in;
  private final byte[] buffer = new byte[1 << 15];
  private int bufferAt;
  private int bufferEnd;
  private byte[] line = new byte[256];
  private int length;
  private int at;
  private boolean overlong;
  private int number;

  LineSource(InputStream in) {
    this.in = in;
  }

  /** Goes to the next line; false at the end. */
  boolean next() throws IOException {
    length = 0;
    at = 0;
    overlong = false;
    boolean any = false;
    while (true) {
      if (bufferAt == bufferEnd) {
        bufferEnd = in.read(buffer);
        bufferAt = 0;
        if (bufferEnd <= 0) {
          bufferEnd = 0;
          break;
        }
      }
      any = true;
      byte next = buffer[bufferAt++];
      if (next == '\n') {
        break;
      }
      append(next);
    }
    if (!any) {
      return false;
    }
    if (length > 0 && line[length - 1] == '\r') {
      length--;
    }
    if (++number == 1 && length >= 3 && peek(0) == 0xef && peek(1) == 0xbb && peek(2) == 0xbf) {
      at = 3;
    }
    return true;
  }

  private void append(byte next) {
    if (length == MAX_LINE) {
      overlong = true;
      return;
    }
    if (length == line.length) {
      line = Arrays.copyOf(line, 2 * length);
    }
    line[length++] = next;
  }

  /** Number of the current line, from 1. */
  int number() {
    return number;
  }

  /** Whether the line was longer than {@link #MAX_LINE}; the rest was dropped. */
  boolean overlong() {
    return overlong;
  }

  /** The byte {@code ahead} of the cursor, or −1 behind the end. */
  int peek(int ahead) {
    return at + ahead < length ? line[at + ahead] & 0xff : -1;
  }

  void skip(int bytes) {
    at += bytes;
  }

  void skipBlanks() {
    while (at < length && isBlank(line[at])) {
      at++;
    }
  }

  boolean atEnd() {
    return at >= length;
  }

  private static boolean isBlank(byte b) {
    return b == ' ' || b == '\t' || b == '\r' || b == 0x0b || b == 0x0c;
  }

  /** The next token in the given radix up to a blank; −1 if it is none or above {@code most}. */
  long number(int radix, long most) {
    int from = at;
    long value = digits(radix, most);
    return from < at && (at >= length || isBlank(line[at])) ? value : -1;
  }

  /** Consumes digits; −1 if there is none or their value is above {@code most}. */
  long digits(int radix, long most) {
    long value = 0;
    int from = at;
    boolean tooMuch = false;
    while (at < length) {
      int digit = line[at] < 0 ? -1 : Character.digit(line[at], radix);
      if (digit < 0) {
        break;
      }
      tooMuch |= value > (most - digit) / radix;
      value = tooMuch ? 0 : value * radix + digit;
      at++;
    }
    return tooMuch || from == at ? -1 : value;
  }

  /** Takes the next token if it is this word. */
  boolean accept(String word) {
    int end = at + word.length();
    if (end > length || (end < length && !isBlank(line[end]))) {
      return false;
    }
    for (int i = 0; i < word.length(); i++) {
      if (line[at + i] != word.charAt(i)) {
        return false;
      }
    }
    at = end;
    return true;
  }

  /** Position in the line, to be given back to {@link #token}. */
  int position() {
    return at;
  }

  /** The token that begins at a position, shortened, for messages. */
  String token(int position) {
    int end = position;
    while (end < length && !isBlank(line[end])) {
      end++;
    }
    return end == position ? "the end of the line" : "\"" + text(position, end, 40) + "\"";
  }

  /** The rest of the line as text without control characters, at most 4096 bytes of it. */
  String rest() {
    return text(at, length, TEXT_KEPT);
  }

  private String text(int from, int to, int most) {
    int end = Math.min(to, from + most);
    // Do not cut a character of UTF-8 in two.
    while (end < to && end > from && (line[end] & 0xc0) == 0x80) {
      end--;
    }
    String text;
    try {
      text =
          StandardCharsets.UTF_8
              .newDecoder()
              .decode(ByteBuffer.wrap(line, from, Math.max(0, end - from)))
              .toString();
    } catch (CharacterCodingException e) {
      text = new String(line, from, end - from, StandardCharsets.ISO_8859_1);
    }
    return clean(text);
  }

  /** The text with each control character replaced: they would end the line or drive a terminal. */
  static String clean(String text) {
    StringBuilder cleaned = new StringBuilder(text.length());
    text.chars().forEach(c -> cleaned.append(Character.isISOControl(c) ? '\ufffd' : (char) c));
    return cleaned.toString();
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
