package io.github.hidbpf4j.hid.recording;

import io.github.hidbpf4j.hid.descriptor.ReportType;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayDeque;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Reads the lines of a recording of hid-recorder one by one, comments included, without checking
 * their consistency. A line that starts like one of the format must be valid; anything else is
 * {@link RecordingLine.Unknown} or {@link RecordingLine.Prose}. A truncated last line is what a
 * killed recorder leaves: a {@link RecordingLine.Remark}, not an error. Holds one line at a time.
 *
 * <p>Recordings of libinput are converted to the lines that hid-recorder would have written for the
 * same device; those of evemu are refused: they hold no HID reports.
 */
public final class RecordingLineReader implements Closeable {
  /** Maximum size of a report descriptor in bytes. */
  public static final int MAX_DESCRIPTOR = 4096;

  /** Maximum size of an event in bytes: that of the HID core ({@code HID_MAX_BUFFER_SIZE}). */
  public static final int MAX_EVENT = 16384;

  /** Maximum index of a device; hidraw has 64 devices. */
  public static final int MAX_DEVICE = 255;

  private static final int MAX_ERRNO = 4095;

  static final long MAX_SECONDS = 9_000_000_000L;

  /** Maximum time of an event in microseconds: in nanoseconds it must fit in a long. */
  static final long MAX_MICROS = MAX_SECONDS * 1_000_000 + 999_999;

  private final String source;
  private final LineSource line;
  private final ArrayDeque<RecordingLine> ahead = new ArrayDeque<>();
  private @Nullable LibinputRecording libinput;
  private boolean begun;
  private boolean stopsShort;
  private boolean cutOff;
  private boolean givesBroken;
  private int number;

  /**
   * Creates a reader of a stream.
   *
   * @param source its name in messages
   * @param in bytes of the recording; names and comments are UTF-8, or else ISO 8859-1. {@link
   *     #close} closes the stream
   */
  public RecordingLineReader(String source, InputStream in) {
    this.source = source;
    this.line = new LineSource(in);
  }

  /** {@return the name of the recording in messages} */
  public String source() {
    return source;
  }

  /** {@return the number of the line that {@link #next} returned last, from 1} */
  public int line() {
    return number;
  }

  /**
   * From now on malformed lines are returned as such, except D: lines, which all others depend on.
   */
  void keepMalformed() {
    givesBroken = true;
  }

  /** Whether the last line of the file is truncated, as far as read. */
  boolean isCutOff() {
    return cutOff;
  }

  /**
   * Reads up to the next line that is not blank.
   *
   * @return the line; null at the end
   * @throws RecordingException if it is malformed
   * @throws IOException if the stream can't be read
   */
  public @Nullable RecordingLine next() throws IOException {
    String foreign = number == 0 ? line.foreign() : null;
    if (foreign != null) {
      number = 1;
      throw error(foreign);
    }
    while (ahead.isEmpty()) {
      if (!line.next(source)) {
        if (libinput != null) {
          libinput.end(ahead);
          libinput = null;
          continue;
        }
        return null;
      }
      number = line.number();
      if (line.nuls() > 0) {
        ahead.add(new RecordingLine.Remark(line.nuls() + " NUL bytes skipped"));
      }
      line.skipBlanks();
      if (!line.atEnd()) {
        readLine();
      }
    }
    return ahead.poll();
  }

  /**
   * Reads the next line if it is an event in hid-recorder's exact format.
   *
   * @param event receives it
   * @return false if it is anything else, which {@link #next} reads
   */
  boolean next(PlainEvent event) throws IOException {
    if (!begun || libinput != null || !ahead.isEmpty() || !line.next(event)) {
      return false;
    }
    number = line.number();
    return true;
  }

  /** Appends the contents of the current line to the lines ahead. */
  private void readLine() throws IOException {
    if (libinput == null && !begun) {
      libinput = LibinputRecording.isFirstLine(line.rest()) ? new LibinputRecording(this) : null;
    }
    if (libinput != null) {
      libinput.line(line.column(), line.remainder(), ahead);
      return;
    }
    int letter = line.peek(0);
    if (letter == '#') {
      line.skip(1);
      ahead.add(new RecordingLine.Comment(line.rest()));
      return;
    }
    begun = true;
    if (line.peek(1) != ':' || letter < '!' || letter > '~') {
      ahead.add(new RecordingLine.Prose(line.rest()));
      return;
    }
    line.skip(2);
    stopsShort = false;
    try {
      ahead.add(read((char) letter));
    } catch (RecordingException e) {
      cutOff = stopsShort && line.isLast();
      if (!cutOff && givesBroken && letter != 'D') {
        ahead.add(new RecordingLine.Broken(e));
        return;
      }
      if (!cutOff) {
        throw e;
      }
      ahead.add(new RecordingLine.Remark("the last line is cut off and skipped: " + e.reason()));
    }
  }

  private RecordingLine read(char letter) {
    return switch (letter) {
      case 'D' -> {
        long index = number(10, MAX_DEVICE, "a device index from 0 to " + MAX_DEVICE);
        end();
        yield new RecordingLine.Device((int) index);
      }
      case 'R' -> new RecordingLine.Descriptor(bytes(1, MAX_DESCRIPTOR));
      case 'N' -> new RecordingLine.Name(text());
      case 'P' -> new RecordingLine.Phys(text());
      case 'I' -> {
        int bus = (int) number(16, 0xffff, "the bus in hex");
        int vendor = (int) number(16, 0xffff_ffffL, "the vendor id in hex");
        int product = (int) number(16, 0xffff_ffffL, "the product id in hex");
        line.skipBlanks();
        if (!line.atEnd() && line.number(16, 0xffff) >= 0) {
          throw error("a fourth id, the version: " + ForeignFormat.EVEMU + ForeignFormat.INSTEAD);
        }
        end();
        yield new RecordingLine.Ids(bus, vendor, product);
      }
      case 'E' -> event(RecordedEvent.Kind.INPUT);
      case 'B' -> event(RecordedEvent.Kind.BEFORE_BPF);
      case 'G' -> request(RecordedRequest.Kind.GET_REPORT);
      case 'S' -> request(RecordedRequest.Kind.SET_REPORT);
      case 'O' -> request(RecordedRequest.Kind.OUTPUT_REPORT);
      default -> {
        skipSpace();
        yield new RecordingLine.Unknown(letter, line.rest());
      }
    };
  }

  private RecordingLine event(RecordedEvent.Kind kind) {
    return new RecordingLine.Event(kind, time(), bytes(0, MAX_EVENT));
  }

  /** Microseconds. */
  private long time() {
    line.skipBlanks();
    int start = line.position();
    long seconds = line.digits(10, MAX_SECONDS);
    boolean dot = line.peek(0) == '.';
    line.skip(dot ? 1 : 0);
    int fraction = line.position();
    long micros = dot ? line.number(10, 999_999) : -1;
    if (seconds < 0 || micros < 0 || line.position() - fraction != 6) {
      stopsShort =
          line.atEnd()
              && line.position() - fraction < 6
              && (seconds >= 0 || line.position() == start);
      throw error(
          "found %s, expected a time in seconds with six decimals".formatted(line.token(start)));
    }
    return seconds * 1_000_000 + micros;
  }

  private RecordingLine request(RecordedRequest.Kind kind) {
    long micros = time();
    RecordedRequest.Origin origin =
        word(
            RecordedRequest.Origin.values(),
            RecordedRequest.Origin::text,
            "who asked: user, bpf or kernel");
    ReportType type = ReportType.OUTPUT;
    int id = -1;
    int asked = -1;
    if (kind != RecordedRequest.Kind.OUTPUT_REPORT) {
      type = word(ReportType.values(), ReportType::text, "a report type: input, output or feature");
      id = (int) number(16, 0xff, "a report id in hex");
    }
    if (kind == RecordedRequest.Kind.GET_REPORT) {
      asked = (int) number(10, MAX_EVENT, "how many bytes were asked for");
    }
    line.skipBlanks();
    boolean failed = line.peek(0) == '-';
    line.skip(failed ? 1 : 0);
    int result =
        (int) number(10, failed ? MAX_ERRNO : MAX_EVENT, "bytes transferred or a negative errno");
    long took = time();
    byte[] data = bytes(0, MAX_EVENT);
    return new RecordingLine.Request(
        new RecordedRequest(
            0,
            kind,
            origin,
            micros,
            took,
            type,
            id >= 0 ? id : data.length > 0 ? data[0] & 0xff : 0,
            asked >= 0 ? asked : data.length,
            failed ? -result : result,
            data));
  }

  private <T> T word(T[] values, Function<T, String> text, String expected) {
    line.skipBlanks();
    int from = line.position();
    for (T value : values) {
      if (line.accept(text.apply(value))) {
        return value;
      }
      stopsShort |= line.isBeginOf(text.apply(value));
    }
    throw error("found " + line.token(from) + ", expected " + expected);
  }

  /** Reads a decimal length followed by that many bytes in hex. */
  private byte[] bytes(int least, int most) {
    if (line.isTooLong()) {
      throw error("the line is longer than " + LineSource.MAX_LINE + " bytes");
    }
    long length = number(10, most, "a length from " + least + " to " + most);
    if (length < least) {
      throw error("length " + length + ": expected at least " + least);
    }
    byte[] bytes = new byte[(int) length];
    int count = 0;
    line.skipBlanks();
    while (!line.atEnd()) {
      int from = line.position();
      long value = line.hexByte();
      if (value < 0) {
        value = line.number(16, 0xff);
      }
      if (value < 0 || line.position() - from > 2) {
        throw error(
            "found %s after %d bytes, expected a byte as two hex digits"
                .formatted(line.token(from), count));
      }
      if (count < bytes.length) {
        bytes[count] = (byte) value;
      }
      count++;
      if (line.position() - from == 1 && line.atEnd() && !line.ended()) {
        stopsShort = true;
        throw error("found one digit at the end, expected a byte as two hex digits");
      }
      line.skipBlanks();
    }
    if (count != bytes.length) {
      stopsShort = count < bytes.length;
      throw error("the length says %d, but there are %d bytes".formatted(bytes.length, count));
    }
    return bytes;
  }

  private long number(int radix, long most, String expected) {
    line.skipBlanks();
    int from = line.position();
    long value = line.number(radix, most);
    if (value < 0) {
      stopsShort = line.atEnd() && line.position() == from;
      throw error("found " + line.token(from) + ", expected " + expected);
    }
    return value;
  }

  /** Reads a name, which keeps its blanks except the one after the colon. */
  private String text() {
    skipSpace();
    return line.rest();
  }

  private void skipSpace() {
    line.skip(line.peek(0) == ' ' ? 1 : 0);
  }

  private void end() {
    line.skipBlanks();
    if (!line.atEnd()) {
      throw error("found " + line.token(line.position()) + ", expected the end of the line");
    }
  }

  RecordingException error(String message) {
    return new RecordingException(source, number, message);
  }

  @Override
  public void close() throws IOException {
    line.close();
  }
}
