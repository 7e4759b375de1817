package io.github.hidbpf4j.hid.recording;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A whole recording in memory. For files of any length there is {@link RecordingReader}.
 *
 * @param devices the devices by rising index, each with a descriptor
 * @param events all events in the order of the file
 * @param requests what the host asked of the devices, in the order of the file
 * @param warnings what was odd; of very many only the first
 */
public record Recording(
    List<RecordedDevice> devices,
    List<RecordedEvent> events,
    List<RecordedRequest> requests,
    List<RecordingWarning> warnings) {
  /** Events and requests that {@link #read} takes at most. */
  public static final int MAX_EVENTS = 10_000_000;

  /** A recording; the lists are copied. */
  public Recording {
    devices = List.copyOf(devices);
    events = List.copyOf(events);
    requests = List.copyOf(requests);
    warnings = List.copyOf(warnings);
  }

  /** A recording without requests. */
  public Recording(
      List<RecordedDevice> devices, List<RecordedEvent> events, List<RecordingWarning> warnings) {
    this(devices, events, List.of(), warnings);
  }

  /**
   * Reads a file.
   *
   * @throws RecordingException if it is no valid recording
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
   * @param source what to call them in messages
   * @throws RecordingException if they are no valid recording
   */
  public static Recording parse(String source, byte[] bytes) {
    try (RecordingReader reader = new RecordingReader(source, new ByteArrayInputStream(bytes))) {
      return read(reader);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Reads what a reader has left; does not close it.
   *
   * @throws RecordingException if it is no valid recording
   * @throws IOException if it can't be read
   */
  public static Recording read(RecordingReader reader) throws IOException {
    List<RecordedEvent> events = new ArrayList<>();
    List<RecordedRequest> requests = new ArrayList<>();
    for (RecordedEntry entry = reader.nextEntry(); entry != null; entry = reader.nextEntry()) {
      if (events.size() + requests.size() == MAX_EVENTS) {
        throw new RecordingException(
            reader.source(), reader.line(), "more than " + MAX_EVENTS + " events: split the file");
      }
      switch (entry) {
        case RecordedEvent event -> events.add(event);
        case RecordedRequest request -> requests.add(request);
      }
    }
    return new Recording(reader.devices(), events, requests, reader.warnings());
  }

  /** The device with this index, or null. */
  public @Nullable RecordedDevice device(int index) {
    for (RecordedDevice device : devices) {
      if (device.index() == index) {
        return device;
      }
    }
    return null;
  }

  /** The events of one device and kind, in order. */
  public List<RecordedEvent> events(int device, RecordedEvent.Kind kind) {
    return events.stream()
        .filter(event -> event.device() == device && event.kind() == kind)
        .toList();
  }
}
