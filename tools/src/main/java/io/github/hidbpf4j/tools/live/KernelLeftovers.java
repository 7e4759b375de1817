package io.github.hidbpf4j.tools.live;

import io.github.hidbpf4j.linux.libbpf.Libbpf;
import io.github.hidbpf4j.linux.sysfs.HostFiles;
import io.github.hidbpf4j.live.kernel.KernelOps;
import io.github.hidbpf4j.live.kernel.KernelPins;
import java.io.IOException;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * What a process has left in the kernel that was killed while it attached an object or took it off:
 * what docs/live.md promises, or a {@link ScenarioFailure}.
 */
final class KernelLeftovers {
  /** What is left. */
  enum State {
    /** Nothing, but for an empty folder. */
    NOTHING,
    /** All of the object, on its device. */
    WHOLE,
    /** A folder that says that it is not whole. */
    UNFINISHED
  }

  /** Where our pins are; it stays. */
  static final Path FOLDER = Path.of("/sys/fs/bpf/hidbpf4j");

  private final Libbpf libbpf;
  private final String device;
  private final KernelState before;
  private final long maps;
  private final KernelPins pins = new KernelPins(HostFiles.SYSTEM);
  private final Map<State, Integer> found = new EnumMap<>(State.class);

  /**
   * That of an object on a device.
   *
   * @param before how the kernel was without it
   * @param maps how many struct_ops maps an object has that is whole; negative if nothing is pinned
   */
  KernelLeftovers(Libbpf libbpf, String device, KernelState before, long maps) {
    this.libbpf = libbpf;
    this.device = device;
    this.before = before;
    this.maps = maps;
  }

  /** Looks. */
  State look() throws IOException {
    State state = state(pins.of(device));
    found.merge(state, 1, Integer::sum);
    return state;
  }

  private State state(List<KernelPins.Pinned> left) {
    if (maps < 0) {
      ScenarioFailure.unless(left.isEmpty(), "pinned without being told so: " + left);
    }
    if (left.isEmpty()) {
      return State.NOTHING;
    }
    ScenarioFailure.unless(left.size() == 1, "more than one folder of one object: " + left);
    if (left.getFirst().isUnfinished()) {
      return State.UNFINISHED;
    }
    List<KernelOps> attached = KernelOps.all(libbpf, HostFiles.SYSTEM).orElseThrow();
    ScenarioFailure.unless(
        attached.size() == maps && attached.stream().allMatch(ops -> ops.isOn(device)),
        "%s should be whole, but attached is %s".formatted(left, attached));
    return State.WHOLE;
  }

  /** What is pinned, by the names of its files. */
  List<String> pinned() {
    return HostFiles.entries(FOLDER, "").stream()
        .flatMap(folder -> HostFiles.entries(folder, "").stream())
        .flatMap(object -> HostFiles.entries(object, "").stream())
        .map(file -> String.valueOf(file.getFileName()))
        .toList();
  }

  /** Removes it as others do; then nothing is there. */
  void remove() throws IOException, InterruptedException {
    List<KernelPins.Pinned> left = pins.of(device);
    left.forEach(pins::remove);
    // As the next daemon does, once the device has gone.
    pins.removeStale(List.of());
    before.await(libbpf, "a kill that left " + left);
    KernelCommand.requireNothingLeft(libbpf);
  }

  /** How often each state was found. */
  String tally() {
    return "%d kills left nothing, %d all of it, %d something unfinished"
        .formatted(
            found.getOrDefault(State.NOTHING, 0),
            found.getOrDefault(State.WHOLE, 0),
            found.getOrDefault(State.UNFINISHED, 0));
  }
}
