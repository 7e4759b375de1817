package io.github.hidbpf4j.cli.guest;

import io.github.hidbpf4j.guest.channel.GuestCommand;
import io.github.hidbpf4j.guest.channel.GuestTask;
import io.github.hidbpf4j.hid.device.HidDeviceInfo;
import io.github.hidbpf4j.hid.model.DeviceModel;
import io.github.hidbpf4j.hid.recording.RecordedDevice;
import io.github.hidbpf4j.hid.recording.RecordedEntry;
import io.github.hidbpf4j.hid.recording.RecordedEvent;
import io.github.hidbpf4j.hid.recording.Recording;
import io.github.hidbpf4j.linux.device.OpenEvdev;
import io.github.hidbpf4j.linux.device.OpenHidraw;
import io.github.hidbpf4j.linux.sysfs.HostFiles;
import io.github.hidbpf4j.linux.sysfs.SystemHidDevice;
import io.github.hidbpf4j.linux.sysfs.SystemHidDevices;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@code play RECORDING [MODEL]}: makes the recorded device with uhid, plays its reports as fast as
 * possible, and prints what readers of hidraw and evdev get after each. Its output file {@code
 * RECORDING.jsonl} says the same for {@code scripts/kernel-evdev}.
 *
 * <pre>
 * device 0003:09DA:0006.0001 A4Tech PS/2+USB Mouse, driver hid-generic, hidraw, 1 input
 * node e0 A4Tech PS/2+USB Mouse: EV_SYN EV_KEY EV_REL EV_MSC
 * r 00 00 00 01
 * h 00 00 00 01
 * e0 REL_WHEEL 1, REL_WHEEL_HI_RES 120
 * u OPEN
 * </pre>
 */
final class PlayCommand implements GuestCommand {
  private static final HexFormat HEX = HexFormat.ofDelimiter(" ");

  /** The kernel lifts fingers that no report mentions any more after 100 ms. */
  private static final long TAIL_MILLIS = 200;

  private static final long APPEAR_MILLIS = 10_000;

  @Override
  public int run(GuestTask task) throws IOException, InterruptedException {
    String name = task.arguments().getFirst();
    Recording recording = Recording.parse(name, task.file(name));
    DeviceModel model =
        task.arguments().size() < 2
            ? null
            : DeviceModel.parse(task.arguments().get(1), task.file(task.arguments().get(1)));
    if (play(task, name, recording, model, false)) {
      return 0;
    }
    // Its own driver, for which this kernel has no module: play it with the generic one.
    try (ForcedGenericDriver _ = new ForcedGenericDriver()) {
      boolean _ = play(task, name, recording, model, true);
      return 0;
    }
  }

  /**
   * Plays the recording.
   *
   * @param anyDriver whether to play it even without a driver
   * @return false if it had no driver and was not played
   */
  private static boolean play(
      GuestTask task,
      String name,
      Recording recording,
      @Nullable DeviceModel model,
      boolean anyDriver)
      throws IOException, InterruptedException {
    RecordedDevice recorded = recording.devices().getFirst();
    HidDeviceInfo info = HidDeviceInfo.of(recorded);
    DeviceWatch watch = new DeviceWatch(new SystemHidDevices(HostFiles.SYSTEM));
    SystemHidDevice device;
    boolean plays;
    try (UhidPlayer player = UhidPlayer.open(info, recorded.descriptor(), model)) {
      device =
          watch.appeared(
              "device " + info.name(),
              found -> found.isMadeByProcess() && found.phys().equals(info.phys()),
              APPEAR_MILLIS);
      plays = anyDriver || device.driver() != null;
      if (plays) {
        play(task, name, recording, player, device);
        for (String line : player.log()) {
          task.print("u " + line);
        }
      }
    }
    watch.gone(device, APPEAR_MILLIS);
    return plays;
  }

  @SuppressWarnings("ReferenceEquality") // what is replayed are elements of the same list
  private static void play(
      GuestTask task, String name, Recording recording, UhidPlayer player, SystemHidDevice device)
      throws IOException, InterruptedException {
    Path hidraw = device.hidraw();
    task.print(
        "device %s %s, driver %s, %s, %d inputs"
            .formatted(
                device.id(),
                device.name(),
                device.driver(),
                hidraw == null ? "no hidraw" : "hidraw",
                device.inputs().size()));
    MeasurementLines lines = new MeasurementLines();
    lines.recording(name, device, Files.readString(Path.of("/proc/sys/kernel/osrelease")).strip());
    List<OpenEvdev> nodes = device.eventNodes().stream().map(OpenEvdev::openToWrite).toList();
    for (int i = 0; i < nodes.size(); i++) {
      String input = device.inputs().get(i).id();
      task.print(
          "node e%d %s: %s".formatted(i, nodes.get(i).name(), MeasurementLines.summary(input)));
      lines.node(i, input, nodes.get(i));
    }
    int sent = 0;
    int index = -1;
    try (NodeReader reader =
        new NodeReader(nodes, hidraw == null ? null : OpenHidraw.open(hidraw))) {
      // The number of repetitions would depend on how long this takes.
      nodes.forEach(NodeReader::switchRepeatOff);
      List<NodePacket> _ = reader.packets();
      List<RecordedEvent> events = recording.events();
      for (RecordedEntry entry : recording.toReplay(recording.devices().getFirst().index())) {
        if (!(entry instanceof RecordedEvent event)) {
          continue;
        }
        do {
          index++;
        } while (events.get(index) != event);
        List<NodePacket> between = reader.packets();
        print(task, reader.reports(), between);
        lines.async(between);
        task.print("r " + HEX.formatHex(event.data()));
        if (player.play(event.data())) {
          List<NodePacket> packets = reader.packets();
          print(task, reader.reports(), packets);
          lines.report(index, event.micros(), event.data().length, packets);
          sent++;
        }
      }
      Thread.sleep(TAIL_MILLIS);
      List<NodePacket> after = reader.packets();
      print(task, reader.reports(), after);
      lines.async(after);
    }
    lines.end(sent);
    task.product(name + ".jsonl", lines.bytes());
  }

  private static void print(GuestTask task, List<byte[]> reports, List<NodePacket> packets)
      throws IOException {
    for (byte[] report : reports) {
      task.print("h " + HEX.formatHex(report));
    }
    for (NodePacket packet : packets) {
      task.print(packet.toString());
    }
  }
}
