package io.github.hidbpf4j;

import io.github.hidbpf4j.bpf.proto.ApiProfile;
import io.github.hidbpf4j.hid.HidException;
import io.github.hidbpf4j.hid.model.DeviceModel;
import io.github.hidbpf4j.hid.recording.RecordedDevice;
import io.github.hidbpf4j.hid.recording.RecordedEntry;
import io.github.hidbpf4j.hid.recording.Recording;
import io.github.hidbpf4j.kernel.event.EventSink;
import io.github.hidbpf4j.kernel.replay.EntryInput;
import io.github.hidbpf4j.kernel.replay.Replay;
import io.github.hidbpf4j.kernel.replay.ReplaySetup;
import io.github.hidbpf4j.kernel.types.KernelTypes;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Configures and runs a replay; created by {@link HidBpf#on}. Every setting has a default. {@link
 * #run} may be called several times and returns the same result each time.
 */
public final class HidBpfRun {
  private final HidBpf fix;
  private final Recording recording;
  private RecordedDevice device;
  private @Nullable String kernel;
  private final List<EventSink> sinks = new ArrayList<>();
  private final List<Consumer<ReplaySetup.Builder>> settings = new ArrayList<>();

  HidBpfRun(HidBpf fix, Recording recording) {
    this.fix = fix;
    this.recording = recording;
    if (recording.devices().isEmpty()) {
      throw new HidException("the recording has no device");
    }
    this.device = recording.devices().getFirst();
  }

  /**
   * Chooses the device of a recording that has several.
   *
   * @param index its number in the recording
   * @return this
   * @throws HidException when there is none
   */
  public HidBpfRun device(int index) {
    RecordedDevice chosen = recording.device(index);
    if (chosen == null) {
      throw new HidException(
          "no device %d in the recording, only %s"
              .formatted(index, recording.devices().stream().map(RecordedDevice::index).toList()));
    }
    device = chosen;
    return this;
  }

  /**
   * Sets the kernel to emulate, by default {@link HidBpf#kernel}.
   *
   * @param name one of {@link HidBpf#kernels}
   * @return this
   */
  public HidBpfRun kernel(String name) {
    kernel = name;
    return this;
  }

  private HidBpfRun set(Consumer<ReplaySetup.Builder> setting) {
    settings.add(setting);
    return this;
  }

  /**
   * How the device answers requests; by default every request fails.
   *
   * @param file a model, in the language of docs/device-models.md
   * @return this
   * @throws IOException when the file cannot be read
   * @throws HidException when it is not a valid model; the message has file and line
   */
  public HidBpfRun model(Path file) throws IOException {
    DeviceModel answers = DeviceModel.read(file);
    return set(b -> b.model(answers));
  }

  /**
   * Sets a udev property that programs can read; {@code HID_BPF_IGNORE_DEVICE} has all of them left
   * off the device.
   *
   * @param name without the prefix {@code UDEV_PROP_} of the variable or map that receives it
   * @param value text that it is set to
   * @return this
   */
  public HidBpfRun property(String name, String value) {
    return set(b -> b.properties(Map.of(name, value)));
  }

  /**
   * Sets the seed for random numbers and, unless 0, for how concurrent work interleaves.
   *
   * @param seed any number; 0, the default, keeps the natural order
   * @return this
   */
  public HidBpfRun seed(long seed) {
    return set(b -> b.seed(seed));
  }

  /**
   * Attaches objects even if their metadata names other devices or their probe rejects this one.
   *
   * @return this
   */
  public HidBpfRun force() {
    return set(b -> b.force(true));
  }

  /**
   * Also loads and attaches these optional maps and programs ({@code SEC("?...")}).
   *
   * @param names of the maps and programs, as in the source
   * @return this
   */
  public HidBpfRun optional(Set<String> names) {
    return set(b -> b.optional(names));
  }

  /**
   * Detaches all programs at this time after the first event, even while they run.
   *
   * @param time since the first event of the recording
   * @return this
   */
  public HidBpfRun detachAt(Duration time) {
    return set(b -> b.detachAt(time.toNanos()));
  }

  /**
   * Runs until this time after the first event; by default until one second after the last.
   *
   * @param time since the first event of the recording
   * @return this
   */
  public HidBpfRun until(Duration time) {
    return set(b -> b.until(time.toNanos()));
  }

  /**
   * At the end, runs pending timers and work items until none are left.
   *
   * @return this
   */
  public HidBpfRun drain() {
    return set(b -> b.drain(true));
  }

  /**
   * Adds a sink that receives every event as it happens.
   *
   * @param sink called on the threads that cause the events
   * @return this
   */
  public HidBpfRun sink(EventSink sink) {
    sinks.add(sink);
    return this;
  }

  /**
   * Replays, in virtual time: an hour takes seconds.
   *
   * @return what the host received and what the programs did
   * @throws io.github.hidbpf4j.bpf.BpfException when there is no such kernel, or an object is
   *     malformed or refused; the message has the verifier's reason and the source line
   */
  public RunResult run() {
    ApiProfile profile = HidBpf.profile(kernel == null ? fix.kernel() : kernel);
    ReplaySetup.Builder setup =
        ReplaySetup.builder(profile, KernelTypes.of(profile).btf(), device).fixes(fix.fixes());
    settings.forEach(setting -> setting.accept(setup));
    Iterator<RecordedEntry> entries = recording.toReplay(device.index()).iterator();
    RunCollector collector = new RunCollector();
    List<EventSink> all = new ArrayList<>();
    all.add(collector);
    all.addAll(sinks);
    return collector.result(
        Replay.runAndInspect(
            setup.build(),
            (EntryInput) () -> entries.hasNext() ? entries.next() : null,
            collector::contents,
            all.toArray(EventSink[]::new)));
  }
}
