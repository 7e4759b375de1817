package io.github.hidbpf4j.cli.guest.play;

import io.github.hidbpf4j.bpf.proto.ApiProfile;
import io.github.hidbpf4j.cli.guest.DeviceWatch;
import io.github.hidbpf4j.cli.guest.ForcedGenericDriver;
import io.github.hidbpf4j.cli.guest.InputCapabilities;
import io.github.hidbpf4j.cli.guest.NodePacket;
import io.github.hidbpf4j.cli.guest.NodeReader;
import io.github.hidbpf4j.cli.guest.UhidPlayer;
import io.github.hidbpf4j.hid.TransportCall;
import io.github.hidbpf4j.hid.descriptor.ReportType;
import io.github.hidbpf4j.hid.device.HidDeviceInfo;
import io.github.hidbpf4j.hid.model.ModelDevice;
import io.github.hidbpf4j.hid.model.ModelObserver;
import io.github.hidbpf4j.hid.model.ModelRule;
import io.github.hidbpf4j.hid.recording.RecordedRequest;
import io.github.hidbpf4j.kernel.metadata.FixSet;
import io.github.hidbpf4j.linux.call.SystemError;
import io.github.hidbpf4j.linux.device.OpenEvdev;
import io.github.hidbpf4j.linux.device.OpenHidraw;
import io.github.hidbpf4j.linux.sysfs.HostFiles;
import io.github.hidbpf4j.linux.sysfs.SystemHidDevice;
import io.github.hidbpf4j.linux.sysfs.SystemHidDevices;
import io.github.hidbpf4j.testing.play.Play;
import io.github.hidbpf4j.testing.play.PlayedDevice;
import io.github.hidbpf4j.testing.play.RequestText;
import io.github.hidbpf4j.testing.play.SeenKind;
import io.github.hidbpf4j.time.SystemClock;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A device of a play on this machine: created with uhid, with its fixes applied and its nodes read.
 * The state of its behaviour survives unplugging.
 */
final class GuestDevice {
  private static final HexFormat HEX = HexFormat.ofDelimiter(" ");
  private static final long LIMIT_MILLIS = 20_000;

  private final int number;
  private final PlayedDevice played;
  private final ApiProfile profile;
  private final FixMethod method;
  private final SeenLog log;
  private final Consumer<String> notes;
  private final SystemClock clock;
  private final ModelDevice model;
  private final List<FixSet> fixes;
  private volatile @Nullable UhidPlayer player;
  private volatile boolean listens;
  private @Nullable SystemHidDevice original;
  private @Nullable DeviceWatch watch;
  private FixMethod.@Nullable Applied applied;
  private @Nullable ForcedGenericDriver generic;
  private @Nullable NodeReader reader;
  private List<OpenEvdev> nodes = List.of();
  private @Nullable OpenHidraw hidraw;

  /**
   * Creates a device that is not plugged in.
   *
   * @param notes receives lines that explain differences
   */
  GuestDevice(
      int number,
      Play play,
      ApiProfile profile,
      FixMethod method,
      SeenLog log,
      Consumer<String> notes) {
    this.number = number;
    this.played = play.devices().get(number);
    this.profile = profile;
    this.method = method;
    this.log = log;
    this.notes = notes;
    this.clock = new SystemClock(play.seed());
    this.model =
        new ModelDevice(clock, played.behaviour(), play.seed(), this::send, ModelObserver.NONE);
    this.fixes = played.fixSets(play.objects());
  }

  // ---- plugging

  /** Plugs the device in, applies the fixes, and reports its state afterwards. */
  void plug() throws IOException, InterruptedException {
    if (plug(false)) {
      return;
    }
    // Its own driver, for which this kernel has no module. It may be probed repeatedly.
    generic = new ForcedGenericDriver();
    boolean _ = plug(true);
  }

  private boolean plug(boolean anyDriver) throws IOException, InterruptedException {
    HidDeviceInfo info = HidDeviceInfo.of(played.device());
    DeviceWatch comes = new DeviceWatch(new SystemHidDevices(HostFiles.SYSTEM));
    UhidPlayer made = UhidPlayer.open(info, played.device().descriptor(), model, this::asked);
    player = made;
    watch = comes;
    SystemHidDevice device =
        comes.appeared(
            "device " + info.name(),
            d -> d.isMadeByProcess() && d.phys().equals(info.phys()),
            LIMIT_MILLIS);
    original = device;
    if (device.driver() == null && !anyDriver) {
      unplug();
      return false;
    }
    FixMethod.Applied now = method.apply(device, fixes, played, profile);
    applied = now;
    for (FixMethod.Fate fate : now.fates()) {
      state(
          "fix %s %s"
              .formatted(fate.object(), fate.attached() ? "is attached" : "is not attached"));
      if (!fate.why().isEmpty()) {
        notes.accept(PlayTestCommand.NOTE + "%s: %s".formatted(fate.object(), fate.why()));
      }
    }
    if (!now.limit().isEmpty()) {
      notes.accept(PlayTestCommand.LIMIT + now.limit());
    }
    settled(now.device());
    return true;
  }

  /** Reports the device's state, and reads its nodes from now on. */
  private void settled(SystemHidDevice device) {
    nodes = device.eventNodes().stream().map(OpenEvdev::openToWrite).toList();
    states(device);
    Path node = device.hidraw();
    hidraw = node == null ? null : OpenHidraw.open(node);
    NodeReader opened = new NodeReader(nodes, hidraw);
    reader = opened;
    // The number of repetitions would depend on how long this takes.
    nodes.forEach(NodeReader::switchRepeatOff);
    List<byte[]> _ = opened.reports();
    List<NodePacket> _ = opened.packets();
    listens = true;
  }

  private void states(SystemHidDevice device) {
    state("driver " + (device.driver() == null ? "none" : device.driver()));
    state("descriptor " + HEX.formatHex(device.descriptor()));
    for (int i = 0; i < nodes.size(); i++) {
      InputCapabilities.of(i, device.inputs().get(i).id(), nodes.get(i))
          .lines()
          .forEach(this::state);
    }
  }

  private void state(String line) {
    log.add(number, SeenKind.STATE, line);
  }

  /** Starts the device's model, which may send reports by itself. */
  void powerUp() {
    model.start();
  }

  private void closeReader() {
    listens = false;
    if (reader != null) {
      reader.close();
      reader = null;
      hidraw = null;
    }
  }

  /** Removes the fixes; the device stays. */
  void detach() throws InterruptedException {
    SystemHidDevice device = original;
    if (applied == null || device == null) {
      return;
    }
    listens = false;
    SystemHidDevice before = applied.device();
    // Before anything else: closing nodes takes the kernel so long that a timer may expire.
    applied.detach();
    SystemHidDevice now =
        new DeviceWatch(new SystemHidDevices(HostFiles.SYSTEM)).settled(device, LIMIT_MILLIS);
    if (now.inputs().equals(before.inputs()) && Objects.equals(now.hidraw(), before.hidraw())) {
      states(now);
      listens = true;
      return;
    }
    // It was probed again, or the observed device was a clone.
    look();
    closeReader();
    settled(now);
  }

  /** Unplugs the device. */
  void unplug() throws IOException, InterruptedException {
    look();
    closeReader();
    UhidPlayer old = player;
    player = null;
    if (old != null) {
      old.close();
    }
    if (applied != null) {
      applied.remove();
      applied = null;
    }
    if (watch != null && original != null) {
      watch.gone(original, LIMIT_MILLIS);
    }
    original = null;
    if (generic != null) {
      generic.close();
      generic = null;
    }
  }

  /** Ends the device for good. */
  void end() throws IOException, InterruptedException {
    model.stop();
    try {
      unplug();
    } finally {
      clock.close();
    }
  }

  // ---- what it does, and what it is asked

  private void asked(TransportCall call, ReportType type, int id, byte[] data) {
    if (listens) {
      log.add(number, SeenKind.REQUEST, RequestText.asked(call, type, id, data));
    }
  }

  private void send(byte[] report) {
    UhidPlayer now = player;
    if (now != null) {
      now.input(report);
    }
  }

  /**
   * Sends a report.
   *
   * @param recorded whether it is a recording's
   */
  void send(byte[] report, boolean recorded) {
    if (!recorded || model.recorded(report)) {
      send(report);
    }
  }

  void answer(ModelRule rule) {
    model.override(rule);
  }

  /** Sends a request as a user of hidraw. */
  void ask(RecordedRequest request) {
    OpenHidraw node = hidraw;
    RecordedRequest done =
        node == null ? request.withResult(SystemError.ENODEV.result()) : perform(node, request);
    log.add(number, SeenKind.ANSWER, RequestText.answer(done));
  }

  private static RecordedRequest perform(OpenHidraw node, RecordedRequest request) {
    byte[] data = request.data();
    int size = request.kind() == RecordedRequest.Kind.GET_REPORT ? request.asked() : data.length;
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment buffer = arena.allocate(Math.max(1, size));
      MemorySegment.copy(data, 0, buffer, ValueLayout.JAVA_BYTE, 0, data.length);
      int ret =
          switch (request.kind()) {
            case GET_REPORT -> {
              buffer.set(ValueLayout.JAVA_BYTE, 0, (byte) request.id());
              yield node.getReport(request.type(), buffer, 0, size);
            }
            case SET_REPORT -> node.setReport(request.type(), buffer, 0, size);
            case OUTPUT_REPORT -> node.write(buffer, 0, size);
          };
      byte[] got =
          request.kind() == RecordedRequest.Kind.GET_REPORT
              ? Arrays.copyOf(buffer.toArray(ValueLayout.JAVA_BYTE), Math.clamp(ret, 0, size))
              : data;
      return new RecordedRequest(
          0,
          request.kind(),
          request.origin(),
          0,
          0,
          request.type(),
          request.id(),
          request.asked(),
          ret,
          got);
    }
  }

  // ---- what is seen

  /** Reads what its nodes have by now. */
  void look() {
    NodeReader open = reader;
    if (open == null) {
      return;
    }
    open.reports().forEach(report -> log.add(number, SeenKind.REPORT, HEX.formatHex(report)));
    for (NodePacket packet : open.packets()) {
      if (!packet.isRepeat()) {
        log.add(number, SeenKind.EVENTS, packet.toString());
      }
    }
  }

  /** Waits until there is a report from hidraw; false if waiting is not possible. */
  boolean await(int millis) {
    OpenHidraw node = hidraw;
    return node != null && (node.await(millis) & OpenHidraw.GONE) == 0;
  }
}
