package io.github.hidbpf4j.hid.recording;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Cuts a stream into lines of bounded length and reads tokens from the current one. Lines end with
 * LF or CR LF. Residues of terminals, editors and power failures are removed: a byte order mark at
 * the start of a line (of concatenated files), colour escape sequences, NUL bytes.
 */
final class LineSource implements Closeable {
  /** Longest line that is kept: a report of 16384 bytes plus reserve. */
  static final int MAX_LINE = 1 << 16;

  /**
   * Maximum number of bytes read for one line: no text has longer lines, and some special files
   * never end one.
   */
  static final int MAX_READ = 1 << 26;

  private static final int TEXT_KEPT = 4096;

  /** Greater than all numbers in recordings, with room for another digit in a long. */
  private static final long FAR = 1L << 58;

  /** Values of hexadecimal digits by their code; −1 of other characters. */
  private static final byte[] HEX = new byte[128];

  static {
    for (int c = 0; c < HEX.length; c++) {
      HEX[c] = (byte) Character.digit(c, 16);
    }
  }

  private static final int ESCAPE = 0x1b;

  private final InputStream in;
  private final byte[] buffer = new byte[1 << 15];
  private int bufferAt;
  private int bufferEnd;
  private byte[] line = new byte[256];
  private int length;
  private int at;
  private boolean overlong;
  private boolean ended;
  private long nuls;
  private int number;

  LineSource(InputStream in) {
    this.in = in;
  }

  /**
   * Goes to the next line; false at the end.
   *
   * @throws RecordingException naming this source, if the line does not end
   */
  boolean next(String source) throws IOException {
    length = 0;
    at = 0;
    overlong = false;
    ended = false;
    nuls = 0;
    long read = 0;
    boolean coloured = false;
    while (!ended && fill()) {
      int from = bufferAt;
      int to = from;
      // Nothing else needs to be examined byte by byte.
      int end = (int) Math.min(bufferEnd, from + MAX_READ - read);
      byte next = 1;
      while (to < end && next != '\n' && next != 0) {
        next = buffer[to++];
        coloured |= next == ESCAPE;
      }
      boolean kept = next != '\n' && next != 0;
      append(from, kept ? to : to - 1);
      bufferAt = to;
      read += to - from;
      ended = next == '\n';
      nuls += next == 0 ? 1 : 0;
      if (read == MAX_READ && !ended) {
        throw new RecordingException(
            source,
            number + 1,
            "no end of the line after " + read + " bytes: this is not a recording");
      }
    }
    if (read == 0) {
      return false;
    }
    number++;
    if (length > 0 && line[length - 1] == '\r') {
      length--;
    }
    if (coloured) {
      clearColours();
    }
    if (peek(0) == 0xef && peek(1) == 0xbb && peek(2) == 0xbf) {
      at = 3;
    }
    return true;
  }

  /** Consumes the next line if it is an event in hid-recorder's format; returns false otherwise. */
  boolean next(PlainEvent event) throws IOException {
    int next = fill() ? event.take(buffer, bufferAt, bufferEnd) : -1;
    if (next < 0) {
      return false;
    }
    bufferAt = next;
    number++;
    return true;
  }

  /** Whether there is a byte in the buffer; reads when it is empty. */
  private boolean fill() throws IOException {
    if (bufferAt == bufferEnd) {
      bufferEnd =
          number == 0 && bufferEnd == 0
              ? in.readNBytes(buffer, 0, ForeignFormat.LONGEST)
              : Math.max(0, in.read(buffer));
      bufferAt = 0;
    }
    return bufferAt < bufferEnd;
  }

  /** The format of the file, if it is known not to be a recording; call before the first line. */
  @Nullable String foreign() throws IOException {
    return fill() ? ForeignFormat.of(buffer, bufferEnd) : null;
  }

  /**
   * Removes escape sequences that colour text or clear the rest of a line: ESC [ numbers m, ESC [
   * K, ESC ( B.
   */
  private void clearColours() {
    int to = 0;
    for (int from = 0; from < length; ) {
      int sequence = line[from] == ESCAPE ? colour(from) : 0;
      if (sequence == 0) {
        line[to++] = line[from++];
      } else {
        from += sequence;
      }
    }
    length = to;
  }

  /** Length of the escape sequence that starts here; 0 if it is not one for colours. */
  private int colour(int from) {
    int end = from + 1;
    if (end + 1 < length && line[end] == '(' && line[end + 1] == 'B') {
      return 3;
    }
    if (end == length || line[end] != '[') {
      return 0;
    }
    end++;
    while (end < length && (line[end] >= '0' && line[end] <= ';')) {
      end++;
    }
    return end < length && (line[end] == 'm' || line[end] == 'K') ? end + 1 - from : 0;
  }

  /** Appends bytes of the buffer, as far as there is room. */
  private void append(int from, int to) {
    int count = to - from;
    if (count > MAX_LINE - length) {
      overlong = true;
      count = MAX_LINE - length;
    }
    if (length + count > line.length) {
      line = Arrays.copyOf(line, Math.max(length + count, 2 * line.length));
    }
    System.arraycopy(buffer, from, line, length, count);
    length += count;
  }

  /** Number of the current line, from 1. */
  int number() {
    return number;
  }

  /** Whether the line was longer than {@link #MAX_LINE}; the rest was dropped. */
  boolean isTooLong() {
    return overlong;
  }

  /** Whether a line feed ended the line, not the end of the file. */
  boolean ended() {
    return ended;
  }

  /** Number of NUL bytes removed from the line. */
  long nuls() {
    return nuls;
  }

  /** Whether nothing but blanks and NUL bytes follows the current line. */
  boolean isLast() throws IOException {
    while (fill()) {
      byte next = buffer[bufferAt];
      if (next != 0 && next != '\n' && !isBlank(next)) {
        return false;
      }
      bufferAt++;
      number += next == '\n' ? 1 : 0;
    }
    return true;
  }

  /** The byte {@code ahead} of the cursor, or −1 past the end. */
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

  /** Column of the cursor, from 0; a tab advances to the next multiple of 8. */
  int column() {
    int column = 0;
    for (int i = 0; i < at; i++) {
      column = line[i] == '\t' ? (column | 7) + 1 : column + 1;
    }
    return column;
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
      int digit = digit(line[at]);
      if (digit < 0 || digit >= radix) {
        break;
      }
      // No limit is this high, and one more digit still fits.
      tooMuch |= value >= FAR;
      value = tooMuch ? 0 : value * radix + digit;
      at++;
    }
    return tooMuch || value > most || from == at ? -1 : value;
  }

  /** The value of a hexadecimal digit; −1 of anything else. */
  private static int digit(byte b) {
    return b < 0 ? -1 : HEX[b];
  }

  /**
   * The next token if it is two hexadecimal digits; −1, without consuming anything, if it is not.
   */
  int hexByte() {
    if (at + 2 > length || at + 2 < length && !isBlank(line[at + 2])) {
      return -1;
    }
    int high = digit(line[at]);
    int low = digit(line[at + 1]);
    if (high < 0 || low < 0) {
      return -1;
    }
    at += 2;
    return high << 4 | low;
  }

  /** Whether the line ends here with a prefix of this word. */
  boolean isBeginOf(String word) {
    if (length - at > word.length()) {
      return false;
    }
    for (int i = at; i < length; i++) {
      if (line[i] != word.charAt(i - at)) {
        return false;
      }
    }
    return true;
  }

  /** Consumes the next token if it is this word. */
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

  /** Position in the line, for {@link #token}. */
  int position() {
    return at;
  }

  /** The token that starts at a position, shortened, for messages. */
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

  /** The complete rest of the line. */
  String remainder() {
    return text(at, length, MAX_LINE);
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

  /**
   * The text with each control character replaced, as they would end the line or control a
   * terminal.
   */
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
