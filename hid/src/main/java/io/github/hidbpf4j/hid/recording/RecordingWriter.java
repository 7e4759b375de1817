package io.github.hidbpf4j.hid.recording;

import io.github.hidbpf4j.hid.HidException;
import java.io.Closeable;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.util.Locale;

/**
 * Writes recordings in the format of hid-recorder: line by line, or a whole {@link Recording} that
 * {@link Recording#parse} reads back equal. Lines end with LF; the writer's encoding should be
 * UTF-8.
 */
public final class RecordingWriter implements Closeable {
  private static final char[] HEX = "0123456789abcdef".toCharArray();

  private final Writer out;
  private final StringBuilder text = new StringBuilder();
  private int device;

  /**
   * Creates a writer that starts with device 0.
   *
   * @param out receives the lines; {@link #close} closes it
   */
  public RecordingWriter(Writer out) {
    this.out = out;
  }

  /**
   * Formats a recording.
   *
   * @param recording what to write
   * @return the text of the whole file
   */
  public static String toText(Recording recording) {
    StringWriter text = new StringWriter();
    try (RecordingWriter writer = new RecordingWriter(text)) {
      writer.write(recording);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString();
  }

  /**
   * Writes the devices, then all events and, each at its time among them, the requests.
   *
   * @param recording what to write
   * @throws IOException if the underlying writer fails
   */
  public void write(Recording recording) throws IOException {
    for (RecordedDevice each : recording.devices()) {
      write(each);
    }
    int request = 0;
    for (RecordedEvent event : recording.events()) {
      while (request < recording.requests().size()
          && recording.requests().get(request).micros() < event.micros()) {
        write(recording.requests().get(request++));
      }
      write(event);
    }
    while (request < recording.requests().size()) {
      write(recording.requests().get(request++));
    }
  }

  /**
   * Writes the lines that describe a device.
   *
   * @param described the device
   * @throws IOException if the underlying writer fails
   */
  public void write(RecordedDevice described) throws IOException {
    select(described.index());
    write(new RecordingLine.Descriptor(described.descriptor()));
    if (!described.name().isEmpty()) {
      write(new RecordingLine.Name(described.name()));
    }
    if (!described.phys().isEmpty()) {
      write(new RecordingLine.Phys(described.phys()));
    }
    if ((described.bus() | described.vendor() | described.product()) != 0) {
      write(new RecordingLine.Ids(described.bus(), described.vendor(), described.product()));
    }
  }

  /**
   * Writes an event, after a {@code D:} line if the last lines were about another device.
   *
   * @param event an input report
   * @throws IOException if the underlying writer fails
   */
  public void write(RecordedEvent event) throws IOException {
    select(event.device());
    write(new RecordingLine.Event(event.kind(), event.micros(), event.data()));
  }

  /**
   * Writes a request, after a {@code D:} line if the last lines were about another device.
   *
   * @param request a request with its result
   * @throws IOException if the underlying writer fails
   */
  public void write(RecordedRequest request) throws IOException {
    select(request.device());
    write(new RecordingLine.Request(request));
  }

  private void select(int index) throws IOException {
    if (index != device) {
      write(new RecordingLine.Device(index));
    }
  }

  /**
   * Writes a line.
   *
   * @param line anything but {@link RecordingLine.Broken}, whose error is thrown
   * @throws HidException if the reader would refuse it: bytes or index beyond its limits
   * @throws IOException if the underlying writer fails
   */
  public void write(RecordingLine line) throws IOException {
    text.setLength(0);
    switch (line) {
      case RecordingLine.Comment comment -> text.append('#').append(clean(comment.text()));
      case RecordingLine.Device next -> {
        check(next.index(), 0, RecordingLineReader.MAX_DEVICE, "device index");
        text.append("D: ").append(next.index());
        device = next.index();
      }
      case RecordingLine.Descriptor descriptor -> {
        text.append("R:");
        bytes(descriptor.bytes(), 1, RecordingLineReader.MAX_DESCRIPTOR);
      }
      case RecordingLine.Name name -> text.append("N: ").append(clean(name.name()));
      case RecordingLine.Phys phys -> text.append("P: ").append(clean(phys.phys()));
      case RecordingLine.Ids info ->
          text.append(
              String.format(
                  Locale.ROOT, "I: %x %04x %04x", info.bus(), info.vendor(), info.product()));
      case RecordingLine.Event event -> {
        text.append(event.kind().letter()).append(": ");
        time(event.micros());
        bytes(event.data(), 0, RecordingLineReader.MAX_EVENT);
      }
      case RecordingLine.Request(RecordedRequest request) -> request(request);
      case RecordingLine.Unknown unknown ->
          text.append(unknown.letter()).append(": ").append(clean(unknown.text()));
      case RecordingLine.Broken(RecordingException error) -> throw error;
      case RecordingLine.Remark remark -> text.append("# ").append(clean(remark.message()));
      // As a comment, for the sake of stricter readers.
      case RecordingLine.Prose prose -> text.append("# ").append(clean(prose.text()));
    }
    out.append(text.append('\n'));
  }

  private void request(RecordedRequest request) {
    text.append(request.kind().letter()).append(": ");
    time(request.micros());
    text.append(' ').append(request.origin().text()).append(' ');
    if (request.kind() != RecordedRequest.Kind.OUTPUT_REPORT) {
      check(request.id(), 0, 0xff, "report id");
      text.append(request.type().text()).append(' ');
      text.append(HEX[request.id() >> 4]).append(HEX[request.id() & 0xf]).append(' ');
    }
    if (request.kind() == RecordedRequest.Kind.GET_REPORT) {
      check(request.asked(), 0, RecordingLineReader.MAX_EVENT, "bytes asked for");
      text.append(request.asked()).append(' ');
    }
    check(request.result(), -4095, RecordingLineReader.MAX_EVENT, "result");
    text.append(request.result()).append(' ');
    time(request.tookMicros());
    bytes(request.data(), 0, RecordingLineReader.MAX_EVENT);
  }

  private void time(long micros) {
    check(micros, 0, RecordingLineReader.MAX_MICROS, "time in microseconds");
    sixDigits(micros / 1_000_000);
    text.append('.');
    sixDigits(micros % 1_000_000);
  }

  private void bytes(byte[] bytes, int least, int most) {
    check(bytes.length, least, most, "length");
    text.append(' ').append(bytes.length);
    for (byte b : bytes) {
      text.append(' ').append(HEX[b >> 4 & 0xf]).append(HEX[b & 0xf]);
    }
  }

  private void sixDigits(long number) {
    String digits = Long.toString(number);
    text.append("0".repeat(Math.max(0, 6 - digits.length()))).append(digits);
  }

  private static void check(long value, long least, long most, String what) {
    if (value < least || value > most) {
      throw new HidException(
          "recording: %s %d: expected %d to %d".formatted(what, value, least, most));
    }
  }

  private static String clean(String text) {
    return LineSource.clean(text);
  }

  /** Flushes and closes the underlying writer. */
  @Override
  public void close() throws IOException {
    out.close();
  }
}
