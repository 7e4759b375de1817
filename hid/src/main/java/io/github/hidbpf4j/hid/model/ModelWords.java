package io.github.hidbpf4j.hid.model;

import io.github.hidbpf4j.hid.descriptor.ReportType;
import io.github.hidbpf4j.hid.device.HidLimits;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The words of one line of a device model or a scenario, separated by blanks; : ; and , are
 * separate words. Text in double quotes is one word.
 */
public final class ModelWords {
  private final String source;
  private final int line;
  private final List<String> words = new ArrayList<>();
  private int at;

  /**
   * Splits a line into words.
   *
   * @param source name of the file, for messages
   * @param line its number, from 1
   * @param text the line; a {@code #} outside quotes starts a comment
   * @throws ModelException if quotes are not closed
   */
  public ModelWords(String source, int line, String text) {
    this.source = source;
    this.line = line;
    StringBuilder word = new StringBuilder();
    for (int i = 0; i < text.length() && text.charAt(i) != '#'; i++) {
      char c = text.charAt(i);
      if (c == '"' && word.isEmpty()) {
        int close = text.indexOf('"', i + 1);
        if (close < 0) {
          throw error("a text that begins with \" and does not end with one");
        }
        words.add(text.substring(i, close + 1));
        i = close;
        continue;
      }
      boolean mark = c == ':' || c == ';' || c == ',';
      if (mark || c == ' ' || c == '\t' || c == '\r' || c == '\f') {
        flush(word);
        if (mark) {
          words.add(String.valueOf(c));
        }
      } else {
        word.append(c);
      }
    }
    flush(word);
  }

  private void flush(StringBuilder word) {
    if (!word.isEmpty()) {
      words.add(word.toString());
      word.setLength(0);
    }
  }

  /** Number of the line, from 1. */
  public int line() {
    return line;
  }

  /** Whether all words are consumed. */
  public boolean atEnd() {
    return at == words.size();
  }

  /** The next word, without consuming it; empty at the end. */
  public String peek() {
    return atEnd() ? "" : words.get(at);
  }

  /** The next word, for messages. */
  public String shown() {
    return atEnd() ? "the end of the line" : "'" + shortened(peek()) + "'";
  }

  static String shortened(String word) {
    StringBuilder clean = new StringBuilder();
    word.chars()
        .limit(40)
        .forEach(c -> clean.append(c < 0x20 || c >= 0x7f && c < 0xa0 ? '?' : (char) c));
    return clean.toString();
  }

  /** Consumes a word. */
  public String next() {
    if (atEnd()) {
      throw error("the line ends too early");
    }
    return words.get(at++);
  }

  /** Consumes the next word if it is this one. */
  public boolean accept(String word) {
    boolean is = peek().equals(word);
    at += is ? 1 : 0;
    return is;
  }

  /** Consumes this word, which is required. */
  public void expect(String word) {
    if (!accept(word)) {
      throw error("found %s, expected '%s'".formatted(shown(), word));
    }
  }

  /** Requires the end of the line. */
  public void end() {
    if (!atEnd()) {
      throw error("found %s, expected the end of the line".formatted(shown()));
    }
  }

  /** Creates an error in this line. */
  public ModelException error(String message) {
    return new ModelException(source, line, message);
  }

  /** Creates the error that the next word is not what was expected. */
  public ModelException unexpected(String expected) {
    return error("found " + shown() + ", expected " + expected);
  }

  /** A text in quotes, or one word. */
  public String text() {
    String word = next();
    return word.length() > 1 && word.startsWith("\"") ? word.substring(1, word.length() - 1) : word;
  }

  /** A name: letters, digits, - and _. */
  public String name() {
    String word = peek();
    if (word.length() > 64 || !word.matches("[A-Za-z_][A-Za-z0-9_-]*")) {
      throw unexpected("a name of a state: a letter, then letters, digits, - or _, up to 64");
    }
    return next();
  }

  /** A report type; null for {@code any}. */
  public @Nullable ReportType type(boolean orAny) {
    if (orAny && accept("any")) {
      return null;
    }
    for (ReportType type : ReportType.values()) {
      if (accept(type.text())) {
        return type;
      }
    }
    throw unexpected("a report type: input, output or feature" + (orAny ? ", or any" : ""));
  }

  /** A report id. */
  public int id(boolean orAny) {
    if (orAny && accept("any")) {
      return ModelTrigger.ANY_ID;
    }
    String word = peek();
    boolean hex = word.startsWith("0x");
    String digits = hex ? word.substring(2) : word;
    if (digits.matches(hex ? "[0-9a-fA-F]{1,2}" : "[0-9]{1,3}")) {
      int id = Integer.parseInt(digits, hex ? 16 : 10);
      if (id <= 255) {
        at++;
        return id;
      }
    }
    throw unexpected("a report id: 0 to 255 or 0x00 to 0xff" + (orAny ? ", or any" : ""));
  }

  /** A number within limits. */
  public int number(int least, int most, String expected) {
    String word = peek();
    if (word.matches("[0-9]{1,8}")) {
      int number = Integer.parseInt(word);
      if (number >= least && number <= most) {
        at++;
        return number;
      }
    }
    throw unexpected(expected);
  }

  /** An errno by name or number; positive. */
  public int errno() {
    int number = ModelErrno.number(peek());
    if (number == 0) {
      throw unexpected("an errno such as EIO or EPIPE, or its number");
    }
    at++;
    return number;
  }

  /** A time that recurs or runs out. */
  long period() {
    return time(DeviceModel.MIN_PERIOD);
  }

  /** A time in nanoseconds: {@code 20 ms}, {@code 1.5s}. */
  public long time(long least) {
    String word = peek();
    int split = 0;
    while (split < word.length()
        && (Character.digit(word.charAt(split), 10) >= 0 || word.charAt(split) == '.')) {
      split++;
    }
    String digits = word.substring(0, split);
    String unit = word.substring(split);
    boolean apart = unit.isEmpty() && at + 1 < words.size();
    if (apart) {
      unit = words.get(at + 1);
    }
    long scale =
        switch (unit) {
          case "ns" -> 1L;
          case "us" -> 1_000L;
          case "ms" -> 1_000_000L;
          case "s" -> 1_000_000_000L;
          case "min" -> 60_000_000_000L;
          default -> 0L;
        };
    if (scale == 0 || !digits.matches("[0-9]{1,15}(\\.[0-9]{1,9})?")) {
      throw unexpected("a time such as 20 ms (ns, us, ms, s or min)");
    }
    BigDecimal nanos = new BigDecimal(digits).multiply(BigDecimal.valueOf(scale));
    if (nanos.compareTo(BigDecimal.valueOf(least)) < 0
        || nanos.compareTo(BigDecimal.valueOf(DeviceModel.MAX_TIME)) > 0) {
      throw unexpected("a time from " + ModelText.time(least) + " to a day");
    }
    at += apart ? 2 : 1;
    return nanos.longValue();
  }

  /**
   * Bytes in hex, {@code ??} for any, {@code ..} at the end for more; an empty pattern matches
   * everything.
   */
  public BytePattern pattern() {
    List<Integer> bytes = new ArrayList<>();
    while (!atEnd() && !peek().equals(":") && !peek().equals(",")) {
      if (accept("..")) {
        return new BytePattern(bytes, true);
      }
      bytes.add(accept("??") ? BytePattern.ANY : hex("a byte as two hex digits, ?? or .."));
      checkLength(bytes.size());
    }
    return bytes.isEmpty() ? BytePattern.EVERYTHING : new BytePattern(bytes, false);
  }

  /** Bytes in hex up to the end of the line or a comma; at least one is required. */
  public byte[] bytes() {
    List<Integer> bytes = new ArrayList<>();
    while (!atEnd() && !peek().equals(",")) {
      bytes.add(hex("a byte as two hex digits"));
      checkLength(bytes.size());
    }
    if (bytes.isEmpty()) {
      throw unexpected("bytes as two hex digits each");
    }
    byte[] all = new byte[bytes.size()];
    for (int i = 0; i < all.length; i++) {
      all[i] = (byte) (int) bytes.get(i);
    }
    return all;
  }

  /** Bytes in hex, {@code @INDEX} for one of the request. */
  ByteTemplate template(boolean hasRequest) {
    List<Integer> bytes = new ArrayList<>();
    while (!atEnd() && !peek().equals(";")) {
      String word = peek();
      if (word.matches("@[0-9]{1,4}")) {
        if (!hasRequest) {
          throw error(shortened(word) + ": no report came with this to take a byte from");
        }
        bytes.add(ByteTemplate.FROM_REQUEST + Integer.parseInt(word.substring(1)));
        at++;
      } else {
        bytes.add(hex("a byte as two hex digits" + (hasRequest ? " or @INDEX" : "")));
      }
      checkLength(bytes.size());
    }
    return new ByteTemplate(bytes);
  }

  private int hex(String expected) {
    String word = peek();
    if (!word.matches("[0-9a-fA-F]{2}")) {
      throw unexpected(expected);
    }
    at++;
    return Integer.parseInt(word, 16);
  }

  private void checkLength(int length) {
    if (length > HidLimits.UHID_DATA_MAX) {
      throw error("a report of more than " + HidLimits.UHID_DATA_MAX + " bytes");
    }
  }
}
