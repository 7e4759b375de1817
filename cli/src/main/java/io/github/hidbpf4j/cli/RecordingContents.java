package io.github.hidbpf4j.cli;

import io.github.hidbpf4j.cli.file.StreamFile;
import io.github.hidbpf4j.hid.recording.RecordedDevice;
import io.github.hidbpf4j.hid.recording.RecordedEntry;
import io.github.hidbpf4j.hid.recording.RecordedEvent;
import io.github.hidbpf4j.hid.recording.RecordingReader;
import io.github.hidbpf4j.hid.recording.RecordingWarning;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What a first pass over a recording finds: its devices, and whether its events were taken before
 * HID-BPF programs. Keeps no event.
 */
final class RecordingContents implements Closeable {
  private final StreamFile file;
  private final List<RecordedDevice> devices;
  private final List<RecordingWarning> warnings;
  private final Set<Integer> withEarlyEvents;

  private RecordingContents(
      StreamFile file,
      List<RecordedDevice> devices,
      List<RecordingWarning> warnings,
      Set<Integer> withEarlyEvents) {
    this.file = file;
    this.devices = devices;
    this.warnings = warnings;
    this.withEarlyEvents = withEarlyEvents;
  }

  static RecordingContents scan(Path path) throws IOException {
    StreamFile file = StreamFile.of(path);
    try (RecordingReader reader = open(file)) {
      Set<Integer> early = new HashSet<>();
      for (RecordedEvent e = reader.next(); e != null; e = reader.next()) {
        if (e.kind() == RecordedEvent.Kind.BEFORE_BPF) {
          early.add(e.device());
        }
      }
      return new RecordingContents(file, reader.devices(), reader.warnings(), early);
    } catch (IOException | RuntimeException e) {
      file.close();
      throw e;
    }
  }

  private static RecordingReader open(StreamFile file) throws IOException {
    return new RecordingReader(file.name(), file.open());
  }

  /** A reader of what was scanned. */
  RecordingReader open() throws IOException {
    return open(file);
  }

  @Override
  public void close() throws IOException {
    file.close();
  }

  /** What the recording is called in messages. */
  String name() {
    return file.name();
  }

  List<RecordedDevice> devices() {
    return devices;
  }

  List<RecordingWarning> warnings() {
    return warnings;
  }

  /** The device with this index; the first for null. */
  RecordedDevice device(@Nullable Integer index) {
    if (index == null) {
      return devices.getFirst();
    }
    return devices.stream()
        .filter(d -> d.index() == index)
        .findFirst()
        .orElseThrow(
            () ->
                new Errors.UsageException(
                    "--device-index %d: %s has device %s"
                        .formatted(
                            index,
                            file.name(),
                            devices.stream()
                                .map(d -> Integer.toString(d.index()))
                                .collect(Collectors.joining(", ")))));
  }

  /** Which lines are what the device itself sent: B: where there are any, else E:. */
  RecordedEvent.Kind inputKind(RecordedDevice device) {
    return withEarlyEvents.contains(device.index())
        ? RecordedEvent.Kind.BEFORE_BPF
        : RecordedEvent.Kind.INPUT;
  }

  /** The next event of that kind, or request, of that device. */
  static @Nullable RecordedEntry next(
      RecordingReader reader, RecordedDevice device, RecordedEvent.Kind kind) throws IOException {
    for (RecordedEntry e = reader.nextEntry(); e != null; e = reader.nextEntry()) {
      if (e.device() == device.index() && !(e instanceof RecordedEvent v && v.kind() != kind)) {
        return e;
      }
    }
    return null;
  }
}
