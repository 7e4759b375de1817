package io.github.hidbpf4j.tools.live;

import io.github.hidbpf4j.bpf.BpfException;
import io.github.hidbpf4j.bpf.object.BpfObject;
import io.github.hidbpf4j.cli.guest.DeviceWatch;
import io.github.hidbpf4j.cli.guest.ForcedGenericDriver;
import io.github.hidbpf4j.cli.guest.NodeReader;
import io.github.hidbpf4j.cli.guest.UhidPlayer;
import io.github.hidbpf4j.guest.channel.GuestCommand;
import io.github.hidbpf4j.guest.channel.GuestTask;
import io.github.hidbpf4j.hid.device.HidDeviceInfo;
import io.github.hidbpf4j.hid.recording.RecordedDevice;
import io.github.hidbpf4j.hid.recording.Recording;
import io.github.hidbpf4j.kernel.metadata.FixSet;
import io.github.hidbpf4j.linux.device.OpenEvdev;
import io.github.hidbpf4j.linux.device.OpenHidraw;
import io.github.hidbpf4j.linux.libbpf.Libbpf;
import io.github.hidbpf4j.linux.sysfs.HostFiles;
import io.github.hidbpf4j.linux.sysfs.SystemHidDevice;
import io.github.hidbpf4j.linux.sysfs.SystemHidDevices;
import io.github.hidbpf4j.live.device.LiveDevices;
import io.github.hidbpf4j.live.kernel.KernelAttachment;
import io.github.hidbpf4j.live.kernel.KernelException;
import io.github.hidbpf4j.live.kernel.KernelOps;
import io.github.hidbpf4j.live.kernel.KernelPins;
import io.github.hidbpf4j.live.kernel.KernelSetup;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * {@code yardstick behaviour OBJECT RECORDING… send:HEX…}: compares what readers of each device
 * get, for its recording and these reports, with the object attached by udev-hid-bpf and by hidbpf:
 * prints {@code same RECORDING LINES attached|refused|forced}, or {@code x} and what differs.
 * {@code yardstick time OBJECT RECORDING}: measures how long both processes take to attach it,
 * {@code ours MILLIS theirs MILLIS}, medians.
 */
final class YardstickCommand implements GuestCommand {
  private static final HexFormat HEX = HexFormat.of();

  /** Prefix of arguments that are reports. */
  static final String SEND = "send:";

  private static final String NOTHING = "nothing is attached";

  /** The loaders. */
  private enum Loader {
    UDEV_HID_BPF,
    HIDBPF,
    HIDBPF_FORCE
  }

  private static final long CLOSE_MILLIS = 100;
  private static final int ROUNDS = 5;

  @Override
  public int run(GuestTask task) throws IOException, InterruptedException {
    List<String> arguments = task.arguments();
    String name = arguments.get(1);
    Path object = Path.of("/tmp", name);
    Files.write(object, task.file(name));
    Both both = new Both(task, SentProgram.of(task, UdevHidBpf.NAME), Libbpf.open(), object);
    try (ForcedGenericDriver _ = new ForcedGenericDriver()) {
      for (String recording : arguments.subList(2, arguments.size())) {
        if (recording.startsWith(SEND)) {
          continue;
        }
        if (arguments.getFirst().equals("time")) {
          both.time(Recording.parse(recording, task.file(recording)));
        } else {
          both.behaviour(recording, Recording.parse(recording, task.file(recording)));
        }
      }
    }
    return 0;
  }

  private record Both(GuestTask task, SentProgram theirs, Libbpf libbpf, Path object) {
    void behaviour(String name, Recording recording) throws IOException, InterruptedException {
      List<String> expected = played(recording, Loader.UDEV_HID_BPF);
      List<String> found = played(recording, Loader.HIDBPF);
      boolean refused = found.contains(NOTHING);
      // hidbpf refuses devices that its metadata does not name; udev-hid-bpf, given an object, does
      // not check.
      boolean forced = refused && !expected.contains(NOTHING);
      if (forced) {
        found = played(recording, Loader.HIDBPF_FORCE);
      }
      if (expected.equals(found)) {
        task.print(
            "same %s %d %s"
                .formatted(
                    name, found.size(), forced ? "forced" : refused ? "refused" : "attached"));
        return;
      }
      int at = 0;
      while (at < Math.min(expected.size(), found.size())
          && expected.get(at).equals(found.get(at))) {
        at++;
      }
      task.print(
          "x %s line %d: udev-hid-bpf %s, hidbpf %s"
              .formatted(
                  name,
                  at,
                  at < expected.size() ? expected.get(at) : "no more",
                  at < found.size() ? found.get(at) : "no more"));
    }

    /** Plays a recording; returns what is attached, the descriptor in use, reports and events. */
    private List<String> played(Recording recording, Loader loader)
        throws IOException, InterruptedException {
      CollectedTask lines = new CollectedTask(task);
      RecordedDevice recorded = recording.devices().getFirst();
      HidDeviceInfo info = HidDeviceInfo.of(recorded);
      DeviceWatch watch = new DeviceWatch(new SystemHidDevices(HostFiles.SYSTEM));
      try (UhidPlayer player = UhidPlayer.open(info, recorded.descriptor(), null)) {
        SystemHidDevice device = KernelCommand.find(watch, info);
        if (loader != Loader.UDEV_HID_BPF) {
          try (KernelAttachment _ = attach(device.id(), loader == Loader.HIDBPF_FORCE)) {
            play(lines, recording, player, watch, info);
          } catch (KernelException | BpfException e) {
            play(lines, recording, player, watch, info);
          }
        } else {
          SentProgram.Ended _ =
              theirs.run("add", UdevHidBpf.device(device.id()), object.toString());
          play(lines, recording, player, watch, info);
          SentProgram.Ended _ = theirs.run("remove", UdevHidBpf.device(device.id()));
        }
        KernelCommand.requireNothingLeft(libbpf);
      }
      return lines.lines();
    }

    private KernelAttachment attach(String id, boolean force) throws IOException {
      LiveDevices devices = new LiveDevices(HostFiles.SYSTEM);
      BpfObject opened = BpfObject.open(object.toString(), Files.readAllBytes(object));
      return KernelAttachment.open(
          devices.device(id).orElseThrow(),
          new KernelSetup(List.of(FixSet.of(opened)), Map.of(), Set.of(), force, false),
          libbpf,
          new KernelPins(HostFiles.SYSTEM),
          devices::device);
    }

    private void play(
        CollectedTask lines,
        Recording recording,
        UhidPlayer player,
        DeviceWatch watch,
        HidDeviceInfo info)
        throws IOException, InterruptedException {
      SystemHidDevice device = KernelCommand.find(watch, info);
      List<String> attached =
          KernelOps.all(libbpf, HostFiles.SYSTEM).orElseThrow().stream()
              .map(KernelOps::map)
              .sorted()
              .toList();
      lines.print(attached.isEmpty() ? NOTHING : "attached " + attached);
      lines.print("d " + HEX.formatHex(device.descriptor()));
      Path hidraw = device.hidraw();
      try (NodeReader reader =
          new NodeReader(
              device.eventNodes().stream().map(OpenEvdev::open).toList(),
              hidraw == null ? null : OpenHidraw.open(hidraw))) {
        RecordingPlay.play(lines, recording, player, reader, null);
        for (byte[] report : reports()) {
          lines.print("r " + HEX.formatHex(report));
          boolean _ = player.play(report);
          RecordingPlay.rest(lines, reader);
        }
      }
      // Its nodes are closed a moment later; what happens when the fix is detached, and the device
      // is probed again, does not belong to it.
      Thread.sleep(CLOSE_MILLIS);
      for (String line : player.log()) {
        lines.print("u " + line);
      }
    }

    /**
     * Further reports to send after each recording, regardless of the device that they belong to.
     */
    private List<byte[]> reports() {
      return task.arguments().stream()
          .filter(word -> word.startsWith(SEND))
          .map(word -> HEX.parseHex(word.substring(SEND.length())))
          .toList();
    }

    void time(Recording recording) throws IOException, InterruptedException {
      RecordedDevice recorded = recording.devices().getFirst();
      HidDeviceInfo info = HidDeviceInfo.of(recorded);
      DeviceWatch watch = new DeviceWatch(new SystemHidDevices(HostFiles.SYSTEM));
      List<Long> mine = new ArrayList<>();
      List<Long> other = new ArrayList<>();
      List<Long> java = new ArrayList<>();
      try (UhidPlayer _ = UhidPlayer.open(info, recorded.descriptor(), null)) {
        String id = KernelCommand.find(watch, info).id();
        for (int i = 0; i < ROUNDS; i++) {
          long began = System.nanoTime();
          SentProgram.Ended added = theirs.run("add", UdevHidBpf.device(id), object.toString());
          other.add(System.nanoTime() - began);
          ScenarioFailure.unless(
              added.code() == 0 && isAttached(id),
              "udev-hid-bpf add ended with %d: %s".formatted(added.code(), added.output()));
          SentProgram.Ended _ = theirs.run("remove", UdevHidBpf.device(id));
          mine.add(hidbpf("attach", "--mode", "kernel", "--keep", object.toString()));
          ScenarioFailure.unless(isAttached(id), "hidbpf attach has attached nothing");
          long _ = hidbpf("detach", id);
          java.add(hidbpf("--version"));
        }
      }
      task.print(
          "ours %.1f theirs %.1f; of ours, hidbpf --version %.1f"
              .formatted(median(mine), median(other), median(java)));
    }

    private boolean isAttached(String id) {
      return KernelOps.all(libbpf, HostFiles.SYSTEM).orElseThrow().stream()
          .anyMatch(ops -> ops.isOn(id));
    }

    /** Runs the product's command; returns how long that took. */
    private static long hidbpf(String... arguments) throws IOException, InterruptedException {
      long began = System.nanoTime();
      try (RunningCommand command = RunningCommand.start(arguments)) {
        int code = command.await();
        long took = System.nanoTime() - began;
        ScenarioFailure.unless(
            code == 0,
            "hidbpf %s ended with %d: %s"
                .formatted(Arrays.toString(arguments), code, command.output()));
        return took;
      }
    }

    private static double median(List<Long> nanos) {
      return nanos.stream().sorted().toList().get(nanos.size() / 2) / 1e6;
    }
  }
}
