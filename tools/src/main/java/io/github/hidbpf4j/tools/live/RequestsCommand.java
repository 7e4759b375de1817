package io.github.hidbpf4j.tools.live;

import io.github.hidbpf4j.cli.guest.DeviceWatch;
import io.github.hidbpf4j.cli.guest.NodeReader;
import io.github.hidbpf4j.cli.guest.RunningBridge;
import io.github.hidbpf4j.cli.guest.UhidPlayer;
import io.github.hidbpf4j.guest.channel.GuestCommand;
import io.github.hidbpf4j.guest.channel.GuestTask;
import io.github.hidbpf4j.hid.HidException;
import io.github.hidbpf4j.hid.descriptor.ReportType;
import io.github.hidbpf4j.hid.device.HidDeviceInfo;
import io.github.hidbpf4j.hid.input.InputEventCodes;
import io.github.hidbpf4j.hid.model.DeviceModel;
import io.github.hidbpf4j.kernel.profile.Profiles;
import io.github.hidbpf4j.linux.device.OpenEvdev;
import io.github.hidbpf4j.linux.device.OpenHidraw;
import io.github.hidbpf4j.linux.node.EvdevNode;
import io.github.hidbpf4j.linux.sysfs.HostFiles;
import io.github.hidbpf4j.linux.sysfs.SystemHidDevice;
import io.github.hidbpf4j.linux.sysfs.SystemHidDevices;
import io.github.hidbpf4j.live.bridge.Bridge;
import io.github.hidbpf4j.live.bridge.BridgeSetup;
import io.github.hidbpf4j.live.device.LiveDevices;
import io.github.hidbpf4j.live.device.RealNodes;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;

/**
 * {@code requests}: a keyboard without report ids and its clone. LEDs, output reports and feature
 * requests to the clone reach the keyboard as they would without a bridge; keys arrive while it
 * delays an answer; a request that it never answers fails.
 */
final class RequestsCommand implements GuestCommand {
  private static final HexFormat HEX = HexFormat.of();
  private static final long LIMIT_MILLIS = 20_000;
  private static final int KEYS = 200;

  /** Modifiers, five LEDs, six keys, and a feature report of four bytes. */
  private static final byte[] DESCRIPTOR =
      HEX.parseHex(
          "05010906a101050719e029e715002501750195088102950175088103"
              + "05081901290595057501910295017503910305071900299195067508150025918100"
              + "0600ff0901150026ff0095047508b102c0");

  private static final String MODEL =
      """
      on get feature 0, times 1: reply 00 01 02 03 04
      on get feature 0, times 1: wait 2 s; reply 00 05 06 07 08
      on get feature 0, times 1: error EPIPE
      on get feature 0: wait 60 s; reply 00 00 00 00 00
      """;

  @Override
  public int run(GuestTask task) throws IOException, InterruptedException {
    HidDeviceInfo info = HidDeviceInfo.of("Keyboard", 3, 0x1234, 0x5678);
    DeviceModel model = DeviceModel.parse("keyboard.model", MODEL.getBytes(StandardCharsets.UTF_8));
    SystemHidDevices devices = new SystemHidDevices(HostFiles.SYSTEM);
    DeviceWatch watch = new DeviceWatch(devices);
    try (UhidPlayer player = UhidPlayer.open(info, DESCRIPTOR, model)) {
      SystemHidDevice original =
          watch.appeared(
              "the keyboard",
              d -> d.isMadeByProcess() && d.name().equals("Keyboard"),
              LIMIT_MILLIS);
      LiveDevices live = new LiveDevices(HostFiles.SYSTEM);
      BridgeSetup setup = BridgeSetup.of(Profiles.forName("6.12").orElseThrow(), List.of());
      DeviceWatch clones = new DeviceWatch(devices);
      try (Bridge bridge =
          Bridge.open(live.device(original.id()).orElseThrow(), setup, new RealNodes(live))) {
        SystemHidDevice clone =
            clones.appeared("the clone", d -> d.isClone(Bridge.PHYS_PREFIX), LIMIT_MILLIS);
        RunningBridge.await(bridge);
        leds(player, clone);
        try {
          features(task, player, clone);
        } finally {
          Bridge.Figures figures = bridge.figures();
          task.print(
              "%d reports, %d to the clone, %d lost, %d requests late"
                  .formatted(
                      figures.reports(),
                      figures.delivered(),
                      figures.busy(),
                      figures.lateRequests()));
        }
      }
    }
    return 0;
  }

  // ---- output

  private static void leds(UhidPlayer player, SystemHidDevice clone) throws InterruptedException {
    int before = player.log().size();
    try (OpenEvdev node = OpenEvdev.openToWrite(clone.eventNodes().getFirst());
        Arena arena = Arena.ofConfined()) {
      MemorySegment events = arena.allocate(2 * EvdevNode.EVENT_SIZE, 8);
      events.set(ValueLayout.JAVA_SHORT, 16, (short) InputEventCodes.EV_LED);
      events.set(ValueLayout.JAVA_SHORT, 18, (short) 1);
      events.set(ValueLayout.JAVA_INT, 20, 1);
      ScenarioFailure.unless(
          node.write(events, 0, 2 * EvdevNode.EVENT_SIZE) > 0, "the LED cannot be written");
    }
    // The kernel's own report reaches the clone without the leading byte that hidraw requires and
    // uhid passes on (USB would not).
    awaitLog(player, before, "OUTPUT 00 02");
    before = player.log().size();
    try (OpenHidraw node = OpenHidraw.open(path(clone));
        Arena arena = Arena.ofConfined()) {
      MemorySegment report = arena.allocate(2);
      report.set(ValueLayout.JAVA_BYTE, 1, (byte) 4);
      ScenarioFailure.unless(node.write(report, 0, 2) == 2, "the report cannot be written");
    }
    awaitLog(player, before, "OUTPUT 00 04");
  }

  private static void awaitLog(UhidPlayer player, int from, String line)
      throws InterruptedException {
    for (long waited = 0; waited < LIMIT_MILLIS; waited += 10) {
      List<String> log = player.log();
      if (log.subList(from, log.size()).contains(line)) {
        return;
      }
      Thread.sleep(10);
    }
    throw new HidException("expected '%s', the keyboard got %s".formatted(line, player.log()));
  }

  // ---- requests

  private static void features(GuestTask task, UhidPlayer player, SystemHidDevice clone)
      throws IOException, InterruptedException {
    try (OpenHidraw node = OpenHidraw.open(path(clone));
        Arena arena = Arena.ofConfined()) {
      MemorySegment report = arena.allocate(5);
      expect("0001020304", get(node, report));
      int[] keys = new int[1];
      Thread typist = Thread.ofPlatform().start(() -> keys[0] = type(player, clone));
      expect("0005060708", get(node, report));
      typist.join();
      ScenarioFailure.unless(
          keys[0] == 2 * KEYS, "%d of %d keys came".formatted(keys[0], 2 * KEYS));
      expect("-5", get(node, report));
      long begin = System.nanoTime();
      expect("-5", get(node, report));
      long millis = (System.nanoTime() - begin) / 1_000_000;
      ScenarioFailure.unless(
          millis < 5_000, "an error came after %d ms, expected 4500".formatted(millis));
      task.print("no answer: an error after %d ms".formatted(millis));
      int before = player.log().size();
      report.set(ValueLayout.JAVA_BYTE, 0, (byte) 0);
      report.set(ValueLayout.JAVA_BYTE, 1, (byte) 9);
      ScenarioFailure.unless(
          node.setReport(ReportType.FEATURE, report, 0, 5) == 5, "SET_REPORT failed");
      List<String> log = player.log();
      ScenarioFailure.unless(
          log.subList(before, log.size()).stream()
              .anyMatch(line -> line.startsWith("SET_REPORT feature 0 00 09")),
          "SET_REPORT did not arrive: " + log);
    }
  }

  private static String get(OpenHidraw node, MemorySegment report) {
    report.fill((byte) 0);
    int ret = node.getReport(ReportType.FEATURE, report, 0, 5);
    return ret < 0
        ? Integer.toString(ret)
        : HEX.formatHex(report.asSlice(0, ret).toArray(ValueLayout.JAVA_BYTE));
  }

  private static void expect(String expected, String found) {
    ScenarioFailure.unless(
        expected.equals(found), "expected %s, found %s".formatted(expected, found));
  }

  /** Types while the keyboard delays an answer; returns how many presses and releases arrived. */
  private static int type(UhidPlayer player, SystemHidDevice clone) {
    int came = 0;
    try (NodeReader reader =
        new NodeReader(clone.eventNodes().stream().map(OpenEvdev::open).toList(), null)) {
      for (int i = 0; i < KEYS; i++) {
        boolean _ = player.play(new byte[] {0, 0, 4, 0, 0, 0, 0, 0});
        Thread.sleep(2);
        boolean _ = player.play(new byte[] {0, 0, 0, 0, 0, 0, 0, 0});
        Thread.sleep(2);
        came += reader.packets().size();
      }
      Thread.sleep(100);
      came += reader.packets().size();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return came;
  }

  private static Path path(SystemHidDevice clone) {
    return Objects.requireNonNull(clone.hidraw());
  }
}
