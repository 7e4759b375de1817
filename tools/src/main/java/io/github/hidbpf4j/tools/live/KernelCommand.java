package io.github.hidbpf4j.tools.live;

import io.github.hidbpf4j.bpf.object.BpfObject;
import io.github.hidbpf4j.cli.guest.DeviceWatch;
import io.github.hidbpf4j.cli.guest.ForcedGenericDriver;
import io.github.hidbpf4j.cli.guest.NodeReader;
import io.github.hidbpf4j.cli.guest.UhidPlayer;
import io.github.hidbpf4j.guest.channel.GuestCommand;
import io.github.hidbpf4j.guest.channel.GuestTask;
import io.github.hidbpf4j.hid.HidException;
import io.github.hidbpf4j.hid.device.HidDeviceInfo;
import io.github.hidbpf4j.hid.model.DeviceModel;
import io.github.hidbpf4j.hid.recording.RecordedDevice;
import io.github.hidbpf4j.hid.recording.Recording;
import io.github.hidbpf4j.kernel.event.ReplayStart.Attachment;
import io.github.hidbpf4j.kernel.metadata.FixSet;
import io.github.hidbpf4j.linux.device.OpenEvdev;
import io.github.hidbpf4j.linux.device.OpenHidraw;
import io.github.hidbpf4j.linux.libbpf.KernelLinks;
import io.github.hidbpf4j.linux.libbpf.Libbpf;
import io.github.hidbpf4j.linux.sysfs.HostFiles;
import io.github.hidbpf4j.linux.sysfs.SystemHidDevice;
import io.github.hidbpf4j.linux.sysfs.SystemHidDevices;
import io.github.hidbpf4j.live.bridge.LiveDevice;
import io.github.hidbpf4j.live.device.LiveDevices;
import io.github.hidbpf4j.live.kernel.KernelAttachment;
import io.github.hidbpf4j.live.kernel.KernelOps;
import io.github.hidbpf4j.live.kernel.KernelPins;
import io.github.hidbpf4j.live.kernel.KernelSetup;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/**
 * {@code kernel RECORDING OBJECT [MODEL]}: makes the recorded device with uhid, attaches the object
 * to it in the kernel, plays the recording in real time, and prints what readers of the device get
 * ({@code h}, {@code eN}), the descriptor in use ({@code d}), and properties ({@code p}); then
 * detaches the object and checks that nothing of it is left.
 */
final class KernelCommand implements GuestCommand {
  static final long LIMIT_MILLIS = 20_000;
  private static final HexFormat HEX = HexFormat.of();

  @Override
  public int run(GuestTask task) throws IOException, InterruptedException {
    FixTask fix = FixTask.of(task);
    Recording recording = fix.recording();
    DeviceModel model = fix.model();
    RecordedDevice recorded = recording.devices().getFirst();
    HidDeviceInfo info = HidDeviceInfo.of(recorded);
    DeviceWatch watch = new DeviceWatch(new SystemHidDevices(HostFiles.SYSTEM));
    SystemHidDevice device;
    try (ForcedGenericDriver _ = new ForcedGenericDriver();
        UhidPlayer player = UhidPlayer.open(info, recorded.descriptor(), model)) {
      device = find(watch, info);
      Libbpf libbpf = Libbpf.open();
      task.print("libbpf " + libbpf);
      byte[] before = device.descriptor();
      try (KernelAttachment attached = attach(device.id(), fix.object(), libbpf, false)) {
        print(task, attached);
        requireSeen(libbpf, device.id(), attached);
        device = find(watch, info);
        task.print("d " + HEX.formatHex(device.descriptor()));
        Path hidraw = device.hidraw();
        try (NodeReader reader =
            new NodeReader(
                device.eventNodes().stream().map(OpenEvdev::open).toList(),
                hidraw == null ? null : OpenHidraw.open(hidraw))) {
          RecordingPlay.play(task, recording, player, reader, null);
        }
        for (String line : player.log()) {
          task.print("u " + line);
        }
      }
      requireNothingLeft(libbpf);
      device = find(watch, info);
      ScenarioFailure.unless(
          Arrays.equals(before, device.descriptor()),
          "after detaching, the descriptor is not the device's own");
    }
    watch.gone(device, LIMIT_MILLIS);
    return 0;
  }

  static SystemHidDevice find(DeviceWatch watch, HidDeviceInfo info) throws InterruptedException {
    return watch.appeared(
        "the device", d -> d.isMadeByProcess() && d.phys().equals(info.phys()), LIMIT_MILLIS);
  }

  static KernelAttachment attach(String id, BpfObject object, Libbpf libbpf, boolean pinned) {
    LiveDevices devices = new LiveDevices(HostFiles.SYSTEM);
    LiveDevice live = devices.device(id).orElseThrow(() -> new HidException("the device is gone"));
    return KernelAttachment.open(
        live,
        KernelSetup.of(List.of(FixSet.of(object)), pinned),
        libbpf,
        new KernelPins(HostFiles.SYSTEM),
        devices::device);
  }

  private static void print(GuestTask task, KernelAttachment attached) throws IOException {
    for (Attachment each : attached.attachments()) {
      task.print("attached %s: %s".formatted(each.object(), String.join(" ", each.attached())));
      for (String warning : each.warnings()) {
        task.print("warning " + warning);
      }
      for (var property : each.properties().entrySet()) {
        task.print("p %s=%s".formatted(property.getKey(), property.getValue()));
      }
    }
  }

  /** Checks that what is attached can be seen, and who attached it. */
  static void requireSeen(Libbpf libbpf, String id, KernelAttachment attached) {
    List<KernelOps> seen =
        KernelOps.all(libbpf, HostFiles.SYSTEM)
            .orElseThrow(() -> new HidException("links cannot be seen"));
    long expected = attached.attachments().stream().mapToLong(a -> a.attached().size()).sum();
    ScenarioFailure.unless(
        seen.size() == expected
            && seen.stream().allMatch(ops -> ops.isOn(id) && !ops.holders().isEmpty()),
        "attached are %d, seen %s".formatted(expected, seen));
  }

  /** Checks that there is no link, and nothing pinned. */
  static void requireNothingLeft(Libbpf libbpf) {
    List<KernelLinks.Attached> links =
        libbpf.links().all().orElseThrow(() -> new HidException("links cannot be seen"));
    ScenarioFailure.unless(links.isEmpty(), "links are left: " + links);
    List<KernelPins.Pinned> pins = new KernelPins(HostFiles.SYSTEM).all();
    ScenarioFailure.unless(pins.isEmpty(), "pins are left: " + pins);
    ScenarioFailure.unless(
        HostFiles.entries(Path.of("/sys/fs/bpf/hidbpf4j"), "").isEmpty(), "folders are left");
  }
}
