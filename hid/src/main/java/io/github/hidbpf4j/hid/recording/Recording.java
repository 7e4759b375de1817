package io.github.hidbpf4j.hid.recording;

import static io.github.hidbpf4j.hid.recording.RecordedEvent.Kind.BEFORE_BPF;
import static io.github.hidbpf4j.hid.recording.RecordedEvent.Kind.INPUT;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A whole recording in memory. For files of any length use {@link RecordingReader}.
 *
 * @param devices the devices by ascending index, each with a descriptor
 * @param entries what the devices sent and the host's requests, in the order of the file
 * @param warnings oddities, truncated if there are very many
 */
public record Recording(
    List<RecordedDevice> devices, List<RecordedEntry> entries, List<RecordingWarning> warnings) {
  /** Maximum number of events and requests for {@link #read}. */
  public static final int MAX_EVENTS = 10_000_000;

  /** A recording; the lists are copied. */
  public Recording {
    devices = List.copyOf(devices);
    entries = List.copyOf(entries);
    warnings = List.copyOf(warnings);
  }

  /**
   * Reads a file.
   *
   * @param file a recording of hid-recorder or libinput
   * @return the recording
   * @throws RecordingException if it is not a valid recording
   * @throws IOException if it can't be read
   */
  public static Recording read(Path file) throws IOException {
    try (RecordingReader reader = RecordingReader.open(file)) {
      return read(reader);
    }
  }

  /**
   * Reads bytes.
   *
   * @param source their name in messages
   * @param bytes contents of a recording file
   * @return the recording
   * @throws RecordingException if they are not a valid recording
   */
  public static Recording parse(String source, byte[] bytes) {
    try (RecordingReader reader = new RecordingReader(source, new ByteArrayInputStream(bytes))) {
      return read(reader);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Reads the rest of a reader.
   *
   * @param reader read to its end, but not closed
   * @return the devices so far and the remaining entries
   * @throws RecordingException if it is not a valid recording
   * @throws IOException if it can't be read
   */
  public static Recording read(RecordingReader reader) throws IOException {
    List<RecordedEntry> entries = new ArrayList<>();
    for (RecordedEntry entry = reader.nextEntry(); entry != null; entry = reader.nextEntry()) {
      if (entries.size() == MAX_EVENTS) {
        throw new RecordingException(
            reader.source(), reader.line(), "more than " + MAX_EVENTS + " events: split the file");
      }
      entries.add(entry);
    }
    return new Recording(reader.devices(), entries, reader.warnings());
  }

  /**
   * Finds a device.
   *
   * @param index its number in {@code D:} lines
   * @return the device, or null if there is none
   */
  public @Nullable RecordedDevice device(int index) {
    for (RecordedDevice device : devices) {
      if (device.index() == index) {
        return device;
      }
    }
    return null;
  }

  /** {@return all input reports of all devices and kinds, in the order of the file} */
  public List<RecordedEvent> events() {
    return entries.stream()
        .filter(RecordedEvent.class::isInstance)
        .map(RecordedEvent.class::cast)
        .toList();
  }

  /** {@return the host's requests, in the order of the file} */
  public List<RecordedRequest> requests() {
    return entries.stream()
        .filter(RecordedRequest.class::isInstance)
        .map(RecordedRequest.class::cast)
        .toList();
  }

  /**
   * Selects the events of one device and kind.
   *
   * @param device index of the device
   * @param kind where the events were captured
   * @return the events, in the order of the file
   */
  public List<RecordedEvent> events(int device, RecordedEvent.Kind kind) {
    return events().stream()
        .filter(event -> event.device() == device && event.kind() == kind)
        .toList();
  }

  /**
   * Selects the entries to replay for one device: its events from before HID-BPF programs, if the
   * recording has any, else all input events; and the host's requests.
   *
   * @param device index of the device
   * @return the entries, in the order of the file
   */
  public List<RecordedEntry> toReplay(int device) {
    boolean early =
        entries.stream()
            .anyMatch(
                entry -> entry.isReplayed(device, BEFORE_BPF) && entry instanceof RecordedEvent);
    RecordedEvent.Kind kind = early ? BEFORE_BPF : INPUT;
    return entries.stream().filter(entry -> entry.isReplayed(device, kind)).toList();
  }
}
