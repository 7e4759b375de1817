package io.github.hidbpf4j.hid.recording;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntPredicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads a recording of hid-recorder event by event, of any length, holding only the devices.
 *
 * <p>Stricter tools stop at text that is not recording syntax; real files contain notes by their
 * authors, so such lines are warnings here, as are unknown letters. A line of the format that is
 * malformed, an event before the {@code R:} line of its device, and a file or device without {@code
 * R:} are errors. Some recordings are concatenated: a second, different {@code R:} without a {@code
 * D:} line starts a further device, with a warning.
 */
public final class RecordingReader implements Closeable {
  /** Warnings kept; the others are only counted. */
  public static final int MAX_WARNINGS = 100;

  /**
   * Maximum number of lines before the first valid one: more mean that the file is not a recording.
   */
  private static final int MOST_BEFORE = 100_000;

  /** A line with a descriptor; colour sequences and marks may precede it. */
  private static final Pattern RECORDING =
      Pattern.compile("[^\\w]*(?:\\[[0-9;:]*m)*R:[ \\t]+[0-9]");

  private static final class Draft {
    final int index;
    String name = "";
    String phys = "";
    int bus;
    int vendor;
    int product;
    byte @Nullable [] descriptor;
    int line;
    long lastMicros;
    @Nullable RecordingException failure;
    long broken;

    Draft(int index, int line) {
      this.index = index;
      this.line = line;
    }

    RecordedDevice device(byte[] bytes) {
      return new RecordedDevice(index, name, phys, bus, vendor, product, bytes);
    }
  }

  private static final String PROGRAMS_ACTIVE = "BPF programs active:";

  private final RecordingLineReader lines;
  private final Map<Integer, Draft> devices = new TreeMap<>();
  private final List<RecordingWarning> warnings = new ArrayList<>();
  private long warningCount;
  private @Nullable Draft current;
  private @Nullable IntPredicate forgiven;

  // The result of advance(): the plain event of a device, or else an entry.
  private final PlainEvent plain = new PlainEvent();
  private int device;
  private @Nullable RecordedEntry present;

  /**
   * Creates a reader of a stream.
   *
   * @param source its name in messages
   * @param in bytes of the recording; names and comments are UTF-8, or else ISO 8859-1. {@link
   *     #close} closes the stream
   */
  public RecordingReader(String source, InputStream in) {
    this.lines = new RecordingLineReader(source, in);
  }

  /**
   * Tells whether bytes are for this reader: they have an {@code R:} line, or are in a format that
   * it recognises.
   *
   * @param bytes contents of a file
   * @return whether this reader should be tried on them
   */
  public static boolean isRecording(byte[] bytes) {
    if (ForeignFormat.of(bytes, bytes.length) != null) {
      return true;
    }
    String text = new String(bytes, StandardCharsets.ISO_8859_1);
    return text.lines()
        .limit(MOST_BEFORE)
        .map(String::stripLeading)
        .anyMatch(
            line -> RECORDING.matcher(line).lookingAt() || LibinputRecording.isFirstLine(line));
  }

  /**
   * Opens a file.
   *
   * @param file a recording of hid-recorder or libinput
   * @return a reader of it, to be closed
   * @throws IOException if it can't be opened
   */
  public static RecordingReader open(Path file) throws IOException {
    return new RecordingReader(file.toString(), Files.newInputStream(file));
  }

  /**
   * Skips malformed lines of some devices; {@link #failure} and {@link #broken} report them.
   *
   * @param devices whether a device with this index is one of them
   * @return this
   */
  public RecordingReader lenient(IntPredicate devices) {
    forgiven = devices;
    lines.keepMalformed();
    return this;
  }

  /**
   * Reports the first error so far of a device that is read leniently.
   *
   * @param device index of the device
   * @return the error; null when there is none
   */
  public @Nullable RecordingException failure(int device) {
    Draft draft = devices.get(device);
    return draft == null ? null : draft.failure;
  }

  /**
   * Counts the lines so far that were skipped for a device that is read leniently.
   *
   * @param device index of the device
   * @return the number of lines
   */
  public long broken(int device) {
    Draft draft = devices.get(device);
    return draft == null ? 0 : draft.broken;
  }

  /**
   * {@return the indexes of all devices so far, in ascending order, including those without a
   * descriptor}
   */
  public List<Integer> indexes() {
    return List.copyOf(devices.keySet());
  }

  private void tolerate(Draft device, RecordingException error) {
    IntPredicate all = forgiven;
    if (all == null || !all.test(device.index)) {
      throw error;
    }
    device.broken++;
    if (device.failure == null) {
      device.failure = error;
    }
  }

  /** {@return the name of the recording in messages} */
  public String source() {
    return lines.source();
  }

  /** {@return the number of the line that was read last, from 1} */
  public int line() {
    return lines.line();
  }

  /**
   * Reads up to the next event and skips requests. In files where name, path and ids come before
   * the events, the device of the event is complete by then.
   *
   * @return the event; null at the end of the file
   * @throws RecordingException if the recording is malformed
   * @throws IOException if the stream can't be read
   */
  public @Nullable RecordedEvent next() throws IOException {
    RecordedEntry entry = nextEntry();
    while (entry instanceof RecordedRequest) {
      entry = nextEntry();
    }
    return (RecordedEvent) entry;
  }

  /**
   * Reads up to the next event or request.
   *
   * @return the event or request; null at the end of the file
   * @throws RecordingException if the recording is malformed
   * @throws IOException if the stream can't be read
   */
  public @Nullable RecordedEntry nextEntry() throws IOException {
    for (RecordingLine line = lines.next(); line != null; line = lines.next()) {
      try {
        RecordedEntry entry = entry(line);
        if (entry != null) {
          return entry;
        }
      } catch (RecordingException e) {
        if (devices.isEmpty()) {
          throw e;
        }
        tolerate(current(), e);
      }
    }
    finish();
    return null;
  }

  /**
   * Reads up to the next event or request, like {@link #nextEntry}, without creating an object for
   * each event: {@link #device}, {@link #kind}, {@link #micros}, {@link #request}, {@link #bytes}
   * and {@link #length} describe it.
   *
   * @return false at the end of the file
   * @throws RecordingException if the recording is malformed
   * @throws IOException if the stream can't be read
   */
  public boolean advance() throws IOException {
    while (lines.next(plain)) {
      try {
        device = timed(plain.micros(), "an event").index;
        present = null;
        return true;
      } catch (RecordingException e) {
        tolerate(current(), e);
      }
    }
    present = nextEntry();
    return present != null;
  }

  /** {@return the index of the device that the entry belongs to, after {@link #advance}} */
  public int device() {
    RecordedEntry entry = present;
    return entry == null ? device : entry.device();
  }

  /** {@return the microseconds since the start of the recording, after {@link #advance}} */
  public long micros() {
    RecordedEntry entry = present;
    return entry == null ? plain.micros() : entry.micros();
  }

  /** {@return the request, after {@link #advance}; null if it was an event} */
  public @Nullable RecordedRequest request() {
    return present instanceof RecordedRequest request ? request : null;
  }

  /** {@return where the event was captured, after {@link #advance}; meaningless for a request} */
  public RecordedEvent.Kind kind() {
    return present instanceof RecordedEvent event ? event.kind() : plain.kind();
  }

  /**
   * {@return an array that starts with the report, after {@link #advance}; valid until the next}
   */
  public byte[] bytes() {
    return present instanceof RecordedEvent event ? event.data() : plain.bytes();
  }

  /** {@return the length of the report in bytes, after {@link #advance}} */
  public int length() {
    return present instanceof RecordedEvent event ? event.data().length : plain.length();
  }

  /**
   * Reads the rest for a replay of one device: its events of one kind, and all requests.
   *
   * @param index index of the device
   * @param caught where its events were captured
   * @return a cursor over the remaining entries
   */
  public EntryCursor replayed(int index, RecordedEvent.Kind caught) {
    return new EntryCursor() {
      @Override
      public boolean next() throws IOException {
        while (advance()) {
          if (device() == index && (RecordingReader.this.request() != null || kind() == caught)) {
            return true;
          }
        }
        return false;
      }

      @Override
      public long micros() {
        return RecordingReader.this.micros();
      }

      @Override
      public @Nullable RecordedRequest request() {
        return RecordingReader.this.request();
      }

      @Override
      public byte[] bytes() {
        return RecordingReader.this.bytes();
      }

      @Override
      public int offset() {
        return 0;
      }

      @Override
      public int length() {
        return RecordingReader.this.length();
      }
    };
  }

  /** The entry in a line; null for other lines. */
  @SuppressWarnings("IfChainToSwitch") // a switch over types costs some milliseconds at start-up
  private @Nullable RecordedEntry entry(RecordingLine line) {
    if (line instanceof RecordingLine.Event event) {
      Draft device = timed(event.micros(), "an event");
      return new RecordedEvent(device.index, event.kind(), event.micros(), event.data());
    }
    if (line instanceof RecordingLine.Request(RecordedRequest r)) {
      Draft device = timed(r.micros(), "a request");
      return new RecordedRequest(
          device.index,
          r.kind(),
          r.origin(),
          r.micros(),
          r.tookMicros(),
          r.type(),
          r.id(),
          r.asked(),
          r.result(),
          r.data());
    }
    if (line instanceof RecordingLine.Broken(RecordingException error)) {
      Draft _ = current();
      throw error;
    }
    if (line instanceof RecordingLine.Comment comment) {
      comment(comment.text());
    } else if (line instanceof RecordingLine.Device device) {
      current = devices.computeIfAbsent(device.index(), index -> new Draft(index, lines.line()));
    } else if (line instanceof RecordingLine.Descriptor descriptor) {
      descriptor(descriptor.bytes());
    } else if (line instanceof RecordingLine.Name name) {
      current().name = name.name();
    } else if (line instanceof RecordingLine.Phys phys) {
      current().phys = phys.phys();
    } else if (line instanceof RecordingLine.Ids info) {
      Draft device = current();
      device.bus = info.bus();
      device.vendor = info.vendor();
      device.product = info.product();
    } else if (line instanceof RecordingLine.Unknown unknown) {
      warn("unknown line \"" + unknown.letter() + ":\" skipped");
    } else if (line instanceof RecordingLine.Remark remark) {
      warn(remark.message());
    } else if (line instanceof RecordingLine.Prose prose) {
      warn("text skipped: " + shortened(prose.text()));
    }
    return null;
  }

  /** hid-recorder says in a comment which HID-BPF programs were attached while it recorded. */
  private void comment(String text) {
    String stripped = text.strip();
    if (!stripped.startsWith(PROGRAMS_ACTIVE)) {
      return;
    }
    String programs = stripped.substring(PROGRAMS_ACTIVE.length()).strip();
    if (!programs.isEmpty() && !programs.equalsIgnoreCase("none")) {
      warn(
          "recorded with HID-BPF programs attached ("
              + shortened(programs)
              + "): E: lines and descriptor may be as these left them; B: lines, where there "
              + "are any, show what came before");
    }
  }

  /** The device of a timed entry. */
  private Draft timed(long micros, String what) {
    Draft device = current();
    if (device.descriptor == null) {
      throw lines.error(what + " before the R: line of device " + device.index);
    }
    if (micros < device.lastMicros) {
      warn("time goes backwards");
    }
    device.lastMicros = micros;
    return device;
  }

  private void descriptor(byte[] bytes) {
    Draft device = current();
    if (device.descriptor != null) {
      if (Arrays.equals(device.descriptor, bytes)) {
        warn("the same R: line again");
        return;
      }
      int index = device.index + 1;
      while (devices.containsKey(index)) {
        index++;
      }
      if (index > RecordingLineReader.MAX_DEVICE) {
        throw lines.error("a second R: line, and no device index is left for it");
      }
      warn("a second R: line without D: line: taken as device " + index);
      device = new Draft(index, lines.line());
      devices.put(index, device);
      current = device;
    }
    device.descriptor = bytes;
  }

  private Draft current() {
    Draft device = current;
    if (device == null) {
      device = new Draft(0, lines.line());
      devices.put(0, device);
      current = device;
    }
    return device;
  }

  private void finish() {
    if (devices.isEmpty()) {
      throw lines.error("no R: line up to the end: this is not a recording of hid-recorder");
    }
    for (Draft device : devices.values()) {
      if (device.descriptor == null) {
        if (lines.isCutOff() && device == current && !devices().isEmpty()) {
          warn("device " + device.index + " skipped: no R: line of it");
          continue;
        }
        tolerate(
            device,
            new RecordingException(
                source(), device.line, "no R: line for device " + device.index + " up to the end"));
      }
    }
  }

  private void warn(String message) {
    warningCount++;
    if (warningCount > MOST_BEFORE && devices.isEmpty()) {
      throw lines.error(
          "no R: line in the first "
              + MOST_BEFORE
              + " lines: this is not a recording of hid-recorder");
    }
    if (warnings.size() < MAX_WARNINGS) {
      warnings.add(new RecordingWarning(lines.line(), message));
    }
  }

  private static String shortened(String text) {
    return text.length() <= 60 ? text : text.substring(0, 60) + "…";
  }

  /** {@return the devices seen so far that have a descriptor, by ascending index} */
  public List<RecordedDevice> devices() {
    List<RecordedDevice> complete = new ArrayList<>();
    for (Draft device : devices.values()) {
      byte[] bytes = device.descriptor;
      if (bytes != null) {
        complete.add(device.device(bytes));
      }
    }
    return complete;
  }

  /** {@return the first {@link #MAX_WARNINGS} warnings so far} */
  public List<RecordingWarning> warnings() {
    return List.copyOf(warnings);
  }

  /** {@return the number of warnings so far} */
  public long warningCount() {
    return warningCount;
  }

  @Override
  public void close() throws IOException {
    lines.close();
  }
}
