package io.github.hidbpf4j.live.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

import io.github.hidbpf4j.HidBpf;
import io.github.hidbpf4j.RunResult;
import io.github.hidbpf4j.bpf.object.BpfObject;
import io.github.hidbpf4j.hid.device.HidDeviceInfo;
import io.github.hidbpf4j.hid.device.HidErrno;
import io.github.hidbpf4j.hid.recording.RecordedDevice;
import io.github.hidbpf4j.hid.recording.RecordedEntry;
import io.github.hidbpf4j.hid.recording.RecordedEvent;
import io.github.hidbpf4j.hid.recording.Recording;
import io.github.hidbpf4j.kernel.ObjectProfile;
import io.github.hidbpf4j.kernel.metadata.FixSet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A bridge between a simulated device and a simulated kernel. */
@Timeout(60)
class BridgeTest {
  private static final Path EXAMPLES =
      Path.of(System.getProperty("hidbpf4j.root", ".."), "examples");
  private static final Path WHEEL = EXAMPLES.resolve("a4tech-horizontal-wheel");
  private static final Path PAD = EXAMPLES.resolve("sixaxis-reinit");
  private static final Path MACRO = EXAMPLES.resolve("imperator-macro");

  private final FakeNodes nodes = new FakeNodes();

  private static BpfObject object(Path folder) throws IOException {
    Path file = folder.resolve(folder.getFileName() + ".bpf.o");
    return BpfObject.open(file.toString(), Files.readAllBytes(file));
  }

  private static BridgeSetup setup(Path folder) throws IOException {
    BpfObject object = object(folder);
    return BridgeSetup.of(ObjectProfile.of(object), List.of(FixSet.of(object)));
  }

  private static Recording recording(Path folder, String name) throws IOException {
    return Recording.read(folder.resolve(name));
  }

  private static LiveDevice live(Recording recording, String driver) {
    return live(recording.devices().getFirst(), driver);
  }

  private static LiveDevice live(RecordedDevice d, String driver) {
    return new LiveDevice(
        "0003:09DA:0006.0001",
        new HidDeviceInfo(
            d.name(), "usb-1/input1", "serial", d.bus(), d.vendor(), d.product(), 0x111, 0),
        driver,
        d.descriptor(),
        Path.of("/dev/hidraw7"),
        List.of(Path.of("/dev/input/event3")),
        false);
  }

  private static List<byte[]> inputs(Recording recording) {
    return recording.entries().stream()
        .filter(e -> e instanceof RecordedEvent event && event.kind() == RecordedEvent.Kind.INPUT)
        .map((RecordedEntry e) -> ((RecordedEvent) e).data())
        .toList();
  }

  private static List<String> hex(List<byte[]> reports) {
    return reports.stream().map(HexFormat.of()::formatHex).toList();
  }

  private void awaitRunning(Bridge bridge) throws InterruptedException {
    while (bridge.state() == Bridge.State.STARTING
        || bridge.state() == Bridge.State.WAITING_FOR_KEYS) {
      Thread.sleep(1);
    }
  }

  @Test
  void hostGetsWhatTheReplayGives() throws Exception {
    Recording recording = recording(WHEEL, "wheel.hid");
    RunResult replayed =
        HidBpf.load(WHEEL.resolve("a4tech-horizontal-wheel.bpf.o")).on(recording).run();
    List<String> expected =
        replayed.hostReports().stream().map(r -> HexFormat.of().formatHex(r.bytes())).toList();
    try (Bridge bridge = Bridge.open(live(recording, "hid-generic"), setup(WHEEL), nodes)) {
      awaitRunning(bridge);
      inputs(recording).forEach(nodes.hidraw::queue);
      assertThat(hex(nodes.uhid.awaitWritten(expected.size()))).isEqualTo(expected);
      assertThat(nodes.uhid.descriptor).isEqualTo(replayed.descriptorInUse());
      // What a report took is counted after it was written: until the bridge has ended.
      bridge.close();
      Bridge.Figures figures = bridge.figures();
      assertThat(figures.reports()).isEqualTo(inputs(recording).size());
      assertThat(figures.busy()).isZero();
      assertThat(figures.latency().count()).isEqualTo(figures.reports());
    }
    assertThat(nodes.all).allMatch(FakeNode::isClosed);
  }

  @Test
  void nodesThatCannotWaitInReadingArePolled() throws Exception {
    nodes.hidraw.canWait = false;
    whatCameBeforeTheEndIsDelivered();
  }

  /** Reports that are still in the kernel reach nobody else: they go to the clone. */
  @Test
  void whatCameBeforeTheEndIsDelivered() throws Exception {
    Recording recording = recording(WHEEL, "wheel.hid");
    List<byte[]> reports = inputs(recording);
    try (Bridge bridge = Bridge.open(live(recording, "hid-generic"), setup(WHEEL), nodes)) {
      awaitRunning(bridge);
      reports.forEach(nodes.hidraw::queue);
    }
    assertThat(nodes.uhid.written()).hasSize(reports.size());
  }

  /** One press of a key whose macro takes some time. */
  @Test
  void whatTimersSendReachesTheClone() throws Exception {
    Recording recording = recording(MACRO, "imperator.hid");
    HidBpf fix = HidBpf.load(MACRO.resolve("imperator-macro.bpf.o"));
    for (byte[] press : inputs(recording)) {
      RunResult replayed = fix.on(recording.devices().getFirst(), List.of(press)).run();
      if (!replayed.injections().isEmpty()) {
        List<String> expected = hex(replayed.hostReports().stream().map(r -> r.bytes()).toList());
        try (Bridge bridge = Bridge.open(live(recording, "hid-generic"), setup(MACRO), nodes)) {
          awaitRunning(bridge);
          nodes.hidraw.queue(press);
          // If the last step is late, it also releases the key that the next timer would.
          assertThat(withoutRepeats(hex(nodes.uhid.awaitWritten(expected.size()))))
              .isEqualTo(withoutRepeats(expected));
        }
        return;
      }
    }
    fail("no report of the example starts a macro");
  }

  private static List<String> withoutRepeats(List<String> reports) {
    List<String> changes = new ArrayList<>();
    for (String report : reports) {
      if (changes.isEmpty() || !changes.getLast().equals(report)) {
        changes.add(report);
      }
    }
    return changes;
  }

  // ---- what the clone is

  @Test
  void cloneIsTheSameDeviceButForItsPath() throws Exception {
    Recording recording = recording(WHEEL, "wheel.hid");
    LiveDevice live = live(recording, "hid-generic");
    try (Bridge _ = Bridge.open(live, setup(WHEEL), nodes)) {
      HidDeviceInfo made = nodes.uhid.created;
      assertThat(made.phys()).isEqualTo("hidbpf4j/0003:09DA:0006.0001/input1");
      assertThat(made)
          .isEqualTo(
              new HidDeviceInfo(
                  live.info().name(),
                  made.phys(),
                  "serial",
                  3,
                  live.info().vendor(),
                  live.info().product(),
                  0x111,
                  0));
    }
  }

  @Test
  void behindAVendorDriverTheCloneIsVirtual() throws Exception {
    Recording recording = recording(WHEEL, "wheel.hid");
    try (Bridge bridge = Bridge.open(live(recording, "a4tech"), setup(WHEEL), nodes)) {
      assertThat(nodes.uhid.created.bus()).isEqualTo(6);
      assertThat(bridge.doubts()).singleElement().asString().contains("driver a4tech");
    }
  }

  @Test
  void cloneThatNoDriverTakesIsTriedAsVirtual() throws Exception {
    nodes.uhid.refusedBus = 3;
    try (Bridge bridge =
        Bridge.open(live(recording(WHEEL, "wheel.hid"), "hid-generic"), setup(WHEEL), nodes)) {
      assertThat(nodes.log()).startsWith("create bus 3", "destroy", "create bus 6");
      assertThat(bridge.figures().bus()).isEqualTo(6);
    }
  }

  @Test
  void batteryGetsAnotherUniq() throws Exception {
    LiveDevice d = live(recording(WHEEL, "wheel.hid"), "hid-generic");
    LiveDevice withBattery =
        new LiveDevice(
            d.sysfsName(), d.info(), d.driver(), d.descriptor(), d.hidraw(), d.inputs(), true);
    try (Bridge _ = Bridge.open(withBattery, setup(WHEEL), nodes)) {
      assertThat(nodes.uhid.created.uniq()).isEqualTo("hidbpf-serial");
    }
  }

  // ---- taking over and giving back

  @Test
  void originalIsSilentOnlyWhileTheCloneIsThere() throws Exception {
    try (Bridge bridge =
        Bridge.open(live(recording(WHEEL, "wheel.hid"), "hid-generic"), setup(WHEEL), nodes)) {
      awaitRunning(bridge);
      assertThat(nodes.evdev.grabbed).isTrue();
    }
    assertThat(nodes.log()).containsExactly("create bus 3", "grab", "original free", "clone gone");
  }

  @Test
  void waitsUntilNoKeyIsDown() throws Exception {
    nodes.evdev.keyDown = true;
    Recording recording = recording(WHEEL, "wheel.hid");
    try (Bridge bridge = Bridge.open(live(recording, "hid-generic"), setup(WHEEL), nodes)) {
      while (bridge.state() != Bridge.State.WAITING_FOR_KEYS) {
        Thread.sleep(1);
      }
      inputs(recording).forEach(nodes.hidraw::queue);
      while (!nodes.hidraw.isDrained()) {
        Thread.sleep(1);
      }
      assertThat(nodes.evdev.grabbed).isFalse();
      assertThat(nodes.uhid.written()).as("the original's users have had them").isEmpty();
      nodes.evdev.keyDown = false;
      awaitRunning(bridge);
      assertThat(nodes.evdev.grabbed).isTrue();
    }
  }

  @Test
  void keyPressedWhileGrabbingGivesItBack() throws Exception {
    nodes.evdev.pressedWhileGrabbing = true;
    try (Bridge bridge =
        Bridge.open(live(recording(WHEEL, "wheel.hid"), "hid-generic"), setup(WHEEL), nodes)) {
      while (bridge.state() != Bridge.State.WAITING_FOR_KEYS) {
        Thread.sleep(1);
      }
      assertThat(nodes.evdev.grabbed).isFalse();
      assertThat(nodes.log()).containsExactly("create bus 3", "grab", "ungrab");
    }
  }

  @Test
  void somebodyElsesGrabEndsIt() throws Exception {
    nodes.evdev.grabResult = -HidErrno.EBUSY;
    Bridge bridge =
        Bridge.open(live(recording(WHEEL, "wheel.hid"), "hid-generic"), setup(WHEEL), nodes);
    assertThat(bridge.awaitEnd(20_000)).isTrue();
    assertThat(bridge.end()).isEqualTo(Bridge.End.FAILED);
    assertThat(bridge.failure()).contains("/dev/input/event3 (Fake)", "another program has");
    assertThat(nodes.all).allMatch(FakeNode::isClosed);
  }

  @Test
  void unpluggedDeviceTakesItsCloneAlong() throws Exception {
    Bridge bridge =
        Bridge.open(live(recording(WHEEL, "wheel.hid"), "hid-generic"), setup(WHEEL), nodes);
    awaitRunning(bridge);
    nodes.hidraw.vanish();
    assertThat(bridge.awaitEnd(20_000)).isTrue();
    assertThat(bridge.end()).isEqualTo(Bridge.End.UNPLUGGED);
    assertThat(nodes.all).allMatch(FakeNode::isClosed);
  }

  @Test
  void deviceThatGoesWhileAKeyIsDownIsUnplugged() throws Exception {
    nodes.evdev.keyDown = true;
    Bridge bridge =
        Bridge.open(live(recording(WHEEL, "wheel.hid"), "hid-generic"), setup(WHEEL), nodes);
    while (bridge.state() != Bridge.State.WAITING_FOR_KEYS) {
      Thread.sleep(1);
    }
    nodes.hidraw.vanish();
    assertThat(bridge.awaitEnd(20_000)).isTrue();
    assertThat(bridge.end()).isEqualTo(Bridge.End.UNPLUGGED);
    assertThat(nodes.log()).doesNotContain("grab");
    assertThat(nodes.all).allMatch(FakeNode::isClosed);
  }

  /** It runs on one of the clock's threads, where nobody would notice it. */
  @Test
  void whatFailsInATimerEndsTheBridgeAndIsSaid() throws Exception {
    Recording recording = recording(MACRO, "imperator.hid");
    nodes.uhid.breaksBehindTimers = true;
    Bridge bridge = Bridge.open(live(recording, "hid-generic"), setup(MACRO), nodes);
    awaitRunning(bridge);
    inputs(recording).forEach(nodes.hidraw::queue);
    assertThat(bridge.awaitEnd(20_000)).isTrue();
    assertThat(bridge.end()).isEqualTo(Bridge.End.FAILED);
    assertThat(bridge.failure()).contains("broken");
    assertThat(nodes.all).allMatch(FakeNode::isClosed);
  }

  // ---- requests

  private static byte[] event(int type, int size) {
    byte[] event = new byte[size];
    event[0] = (byte) type;
    return event;
  }

  private static byte[] getReport(int id, int reportnum, int rtype) {
    byte[] event = event(9, 10);
    event[4] = (byte) id;
    event[8] = (byte) reportnum;
    event[9] = (byte) rtype;
    return event;
  }

  private static byte[] setReport(int id, byte[] data) {
    byte[] event = event(13, 12 + data.length);
    event[4] = (byte) id;
    event[8] = data[0];
    event[10] = (byte) data.length;
    System.arraycopy(data, 0, event, 12, data.length);
    return event;
  }

  private static byte[] output(byte[] data) {
    byte[] event = event(6, 4380);
    System.arraycopy(data, 0, event, 4, data.length);
    event[4100] = (byte) data.length;
    event[4102] = 1;
    return event;
  }

  @Test
  void getReportIsAnsweredByTheDevice() throws Exception {
    nodes.hidraw.answer = new byte[] {(byte) 0xf2, 1, 2, 3};
    try (Bridge _ =
        Bridge.open(live(recording(PAD, "sixaxis.hid"), "hid-generic"), setup(PAD), nodes)) {
      nodes.uhid.queue(getReport(5, 0xf2, 0));
      byte[] reply = nodes.uhid.awaitWritten(1).getFirst();
      assertThat(HexFormat.of().formatHex(reply))
          .isEqualTo("0a000000" + "05000000" + "0000" + "0400" + "f2010203");
      // As much as the programs' descriptor declares, including the id.
      assertThat(nodes.log()).contains("get feature -14 of 17");
    }
  }

  @Test
  void deviceErrorIsPassedOn() throws Exception {
    nodes.hidraw.result = -32;
    try (Bridge _ =
        Bridge.open(live(recording(PAD, "sixaxis.hid"), "hid-generic"), setup(PAD), nodes)) {
      nodes.uhid.queue(setReport(6, new byte[] {(byte) 0xf2, 7}));
      byte[] reply = nodes.uhid.awaitWritten(1).getFirst();
      assertThat(HexFormat.of().formatHex(reply)).isEqualTo("0e000000" + "06000000" + "2000");
    }
  }

  @Test
  void inputGoesOnWhileTheDeviceThinks() throws Exception {
    nodes.hidraw.blocks = true;
    Recording recording = recording(WHEEL, "wheel.hid");
    try (Bridge bridge = Bridge.open(live(recording, "hid-generic"), setup(WHEEL), nodes)) {
      awaitRunning(bridge);
      nodes.uhid.queue(getReport(1, 0, 0));
      while (nodes.log().stream().noneMatch(line -> line.startsWith("get "))) {
        Thread.sleep(1);
      }
      inputs(recording).forEach(nodes.hidraw::queue);
      assertThat(nodes.uhid.awaitWritten(10)).hasSizeGreaterThanOrEqualTo(10);
      nodes.hidraw.unblock.countDown();
    }
  }

  @Test
  void programsAskTheDevice() throws Exception {
    Recording recording = recording(PAD, "sixaxis.hid");
    byte[] wakes = new byte[49];
    wakes[0] = 1;
    nodes.hidraw.answer = new byte[17];
    try (Bridge bridge = Bridge.open(live(recording, "hid-generic"), setup(PAD), nodes)) {
      awaitRunning(bridge);
      nodes.hidraw.queue(wakes);
      while (nodes.log().stream().noneMatch(line -> line.startsWith("get feature"))) {
        Thread.sleep(1);
      }
    }
  }

  @Test
  void outputOfTheKernelGetsItsByteInFront() throws Exception {
    byte[] descriptor =
        HexFormat.of()
            .parseHex(
                "05010906a101050719e029e71500250175019508810205081901290395037501910295017505910305071900"
                    + "2aff009505750815002aff008100c0");
    LiveDevice keyboard =
        live(
            new RecordedDevice(0, "Keyboard", "usb/input0", 3, 0x1234, 0x5678, descriptor),
            "hid-generic");
    BridgeSetup none = BridgeSetup.of(setup(WHEEL).profile(), List.of());
    try (Bridge _ = Bridge.open(keyboard, none, nodes)) {
      nodes.uhid.queue(output(new byte[] {2}));
      nodes.uhid.queue(output(new byte[] {0, 1}));
      List<String> sent = hex(nodes.hidraw.awaitWritten(2));
      assertThat(sent).containsExactly("0002", "0001");
    }
  }

  // ---- what it cannot do

  @Test
  void noHidrawNodeIsSaidBeforeAnythingIsTouched() throws Exception {
    LiveDevice d = live(recording(WHEEL, "wheel.hid"), "sony");
    LiveDevice without =
        new LiveDevice(
            d.sysfsName(), d.info(), d.driver(), d.descriptor(), null, d.inputs(), false);
    assertThatThrownBy(() -> Bridge.open(without, setup(WHEEL), nodes))
        .isInstanceOf(BridgeException.class)
        .hasMessageContaining("no hidraw node (driver sony");
    assertThat(nodes.log()).isEmpty();
  }

  @Test
  void objectOfAnotherDeviceIsRefused() throws Exception {
    assertThatThrownBy(
            () ->
                Bridge.open(
                    live(recording(PAD, "sixaxis.hid"), "hid-generic"), setup(WHEEL), nodes))
        .isInstanceOf(BridgeException.class)
        .hasMessageContaining("not for this device");
    assertThat(nodes.log()).containsExactly("original free");
    assertThat(nodes.hidraw.isClosed()).isTrue();
  }

  @Test
  void cloneOfOursIsRefused() throws Exception {
    LiveDevice d = live(recording(WHEEL, "wheel.hid"), "hid-generic");
    HidDeviceInfo i = d.info();
    LiveDevice clone =
        new LiveDevice(
            d.sysfsName(),
            new HidDeviceInfo(i.name(), "hidbpf4j/x/input0", "", 3, i.vendor(), i.product(), 0, 0),
            d.driver(),
            d.descriptor(),
            d.hidraw(),
            d.inputs(),
            false);
    assertThatThrownBy(() -> Bridge.open(clone, setup(WHEEL), nodes))
        .hasMessageContaining("it is the clone of a bridge");
  }
}
