package io.github.hidbpf4j.cli;

import io.github.hidbpf4j.cli.file.InputFile;
import io.github.hidbpf4j.cli.file.StreamFile;
import io.github.hidbpf4j.hid.recording.EntryCursor;
import io.github.hidbpf4j.hid.recording.EntryTape;
import io.github.hidbpf4j.hid.recording.RecordedDevice;
import io.github.hidbpf4j.hid.recording.RecordedEvent;
import io.github.hidbpf4j.hid.recording.RecordingException;
import io.github.hidbpf4j.hid.recording.RecordingLineReader;
import io.github.hidbpf4j.hid.recording.RecordingReader;
import io.github.hidbpf4j.hid.recording.RecordingWarning;
import java.io.Closeable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What a first pass over a recording finds: its devices, how many events each has, whether these
 * were recorded before HID-BPF programs, and what is malformed. Events of recordings that are not
 * very long are kept, so that replays do not read them again.
 */
final class RecordingContents implements Closeable {
  /**
   * A device of the recording.
   *
   * @param events how many events of the kind that is replayed it has
   * @param failure the first error in it; null if there is none
   * @param broken its malformed lines
   */
  record Contents(
      RecordedDevice device, long events, @Nullable RecordingException failure, long broken) {
    /** {@code 1, Some Keyboard}. */
    String label() {
      String name = device.name().isEmpty() ? "(no name)" : Hex.printable(device.name());
      return device.index() + ", " + name;
    }

    /** {@code 1, Some Keyboard, 57 events}. */
    String text() {
      return label() + ", " + count(events, "event");
    }
  }

  /** How many bytes of memory events may take to be kept, and what part of the whole memory. */
  private static final long MOST_KEPT = 64L << 20;

  private static final int PART_KEPT = 32;

  private final StreamFile file;
  private final List<Contents> devices;
  private final EntryTape tape;

  /** Whether the recording is still being made: these are its contents at first. */
  private final boolean live;

  /** Errors of devices that have no descriptor, by index. */
  private final Map<Integer, RecordingException> lost;

  private final List<RecordingWarning> warnings;
  private final Set<Integer> withEarlyEvents;

  private RecordingContents(
      StreamFile file,
      List<Contents> devices,
      Map<Integer, RecordingException> lost,
      List<RecordingWarning> warnings,
      Set<Integer> withEarlyEvents,
      EntryTape tape,
      boolean live) {
    this.tape = tape;
    this.live = live;
    this.file = file;
    this.devices = devices;
    this.lost = lost;
    this.warnings = warnings;
    this.withEarlyEvents = withEarlyEvents;
  }

  /** Reads a recording; a file of report descriptors is treated as one without ids and events. */
  static RecordingContents scan(Path path) throws IOException {
    try {
      return scan(StreamFile.of(path), List.of());
    } catch (RecordingException e) {
      String text = InputFile.isStandardInput(path) ? "" : DescriptorFile.asRecording(path);
      if (text.isEmpty()) {
        throw e;
      }
      return scan(
          StreamFile.of(path, text.getBytes(StandardCharsets.UTF_8)),
          List.of(new RecordingWarning(1, "a report descriptor alone, which has no events")));
    }
  }

  private static RecordingContents scan(StreamFile file, List<RecordingWarning> remarks)
      throws IOException {
    boolean[] hasEvent = {false};
    boolean[] cut = {false};
    try (RecordingReader reader =
        new RecordingReader(file.name(), file.openForLook(() -> cut[0] = hasEvent[0]))
            .lenient(device -> true)) {
      Set<Integer> early = new HashSet<>();
      EntryTape tape =
          new EntryTape(Math.min(MOST_KEPT, Runtime.getRuntime().maxMemory() / PART_KEPT));
      long[] beforeBpf = new long[RecordingLineReader.MAX_DEVICE + 1];
      long[] late = new long[RecordingLineReader.MAX_DEVICE + 1];
      while (reader.advance()) {
        tape.add(reader);
        if (reader.request() == null) {
          hasEvent[0] = true;
          (reader.kind() == RecordedEvent.Kind.BEFORE_BPF ? beforeBpf : late)[reader.device()]++;
        }
      }
      tape.end();
      List<Contents> devices = new ArrayList<>();
      for (RecordedDevice device : reader.devices()) {
        int index = device.index();
        if (beforeBpf[index] > 0) {
          early.add(index);
        }
        long events = beforeBpf[index] > 0 ? beforeBpf[index] : late[index];
        devices.add(new Contents(device, events, reader.failure(index), reader.broken(index)));
      }
      Map<Integer, RecordingException> lost = new TreeMap<>();
      for (int index : reader.indexes()) {
        RecordingException failure = reader.failure(index);
        if (failure != null && devices.stream().noneMatch(c -> c.device().index() == index)) {
          lost.put(index, failure);
        }
      }
      List<RecordingWarning> warnings = new ArrayList<>(remarks);
      warnings.addAll(reader.warnings());
      return new RecordingContents(file, devices, lost, warnings, early, tape, cut[0]);
    } catch (IOException | RuntimeException e) {
      file.close();
      throw e;
    }
  }

  private static RecordingReader open(StreamFile file) throws IOException {
    return new RecordingReader(file.name(), file.open());
  }

  /** The events of a device to replay; closing it releases the file, if that is read again. */
  record Entries(EntryCursor cursor, Closeable file) implements Closeable {
    @Override
    public void close() throws IOException {
      file.close();
    }
  }

  /** The events of this device to replay; errors of other devices are skipped. */
  Entries entries(RecordedDevice device) throws IOException {
    RecordedEvent.Kind kind = inputKind(device);
    if (tape.isWhole() && !live) {
      return new Entries(tape.read(device.index(), kind), () -> {});
    }
    RecordingReader reader = open(file).lenient(index -> index != device.index());
    return new Entries(reader.replayed(device.index(), kind), reader);
  }

  @Override
  public void close() throws IOException {
    file.close();
  }

  /** The recording's name in messages. */
  String name() {
    return file.name();
  }

  private static RecordedDevice intact(Contents contents) {
    RecordingException failure = contents.failure();
    if (failure != null) {
      throw failure;
    }
    return contents.device();
  }

  /** The reader's warnings for a replay of this device: about others, what is malformed. */
  List<RecordingWarning> warnings(RecordedDevice selected) {
    List<RecordingWarning> all = new ArrayList<>(warnings);
    for (Contents c : others(selected)) {
      RecordingException failure = c.failure();
      if (failure != null) {
        all.add(skipWarning(c.device().index(), failure, c.broken()));
      }
    }
    lost.forEach((index, failure) -> all.add(skipWarning(index, failure, 1)));
    return all;
  }

  private static RecordingWarning skipWarning(int index, RecordingException failure, long broken) {
    return new RecordingWarning(
        failure.line(),
        "of device %d, skipped%s: %s"
            .formatted(
                index,
                broken > 1 ? " with " + count(broken - 1, "other line") : "",
                failure.reason()));
  }

  /** The devices other than this one. */
  List<Contents> others(RecordedDevice selected) {
    return devices.stream().filter(c -> c.device().index() != selected.index()).toList();
  }

  /** How many of the device's events are replayed. */
  long events(RecordedDevice device) {
    return devices.stream()
        .filter(c -> c.device().index() == device.index())
        .mapToLong(Contents::events)
        .sum();
  }

  /**
   * Lines that name the other devices and say how to select them.
   *
   * @param selected the device that is replayed
   */
  List<String> otherDevices(RecordedDevice selected) {
    return others(selected).stream()
        .map(
            c ->
                "also device %s (--device-index %d)"
                    .formatted(live ? c.label() : c.text(), c.device().index()))
        .toList();
  }

  /** A line that says that the device has no event while another has; empty otherwise. */
  String emptiness(RecordedDevice selected) {
    List<Contents> full = others(selected).stream().filter(c -> c.events() > 0).toList();
    return live || events(selected) > 0 || full.isEmpty()
        ? ""
        : "device %d, %s, has no events; %s"
            .formatted(
                selected.index(),
                selected.name().isEmpty() ? "(no name)" : Hex.printable(selected.name()),
                full.stream()
                    .map(
                        c ->
                            "device %d has %d (--device-index %d)"
                                .formatted(c.device().index(), c.events(), c.device().index()))
                    .collect(Collectors.joining(", ")));
  }

  private static String count(long number, String what) {
    return number + " " + what + (number == 1 ? "" : "s");
  }

  /**
   * The device with this index; the first for null.
   *
   * @throws RecordingException if the device is malformed
   */
  RecordedDevice device(@Nullable Integer index) {
    int first = lost.keySet().stream().findFirst().orElse(Integer.MAX_VALUE);
    if (index == null && (devices.isEmpty() || first < devices.getFirst().device().index())) {
      throw lost.values().iterator().next();
    }
    if (index == null) {
      return intact(devices.getFirst());
    }
    RecordingException failure = lost.get(index);
    if (failure != null) {
      throw failure;
    }
    return intact(
        devices.stream()
            .filter(c -> c.device().index() == index)
            .findFirst()
            .orElseThrow(
                () ->
                    new Errors.UsageException(
                        "--device-index %d: %s has device %s"
                            .formatted(
                                index,
                                file.name(),
                                devices.stream()
                                    .map(c -> Integer.toString(c.device().index()))
                                    .collect(Collectors.joining(", "))))));
  }

  /** Which lines have what the device itself sent: B: if there are any, otherwise E:. */
  private RecordedEvent.Kind inputKind(RecordedDevice device) {
    return withEarlyEvents.contains(device.index())
        ? RecordedEvent.Kind.BEFORE_BPF
        : RecordedEvent.Kind.INPUT;
  }
}
