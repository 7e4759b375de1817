package io.github.hidbpf4j.tools.live;

import io.github.hidbpf4j.bpf.object.BpfObject;
import io.github.hidbpf4j.cli.guest.DeviceWatch;
import io.github.hidbpf4j.cli.guest.ForcedGenericDriver;
import io.github.hidbpf4j.cli.guest.UhidPlayer;
import io.github.hidbpf4j.guest.channel.GuestCommand;
import io.github.hidbpf4j.guest.channel.GuestTask;
import io.github.hidbpf4j.hid.device.HidDeviceInfo;
import io.github.hidbpf4j.hid.recording.RecordedDevice;
import io.github.hidbpf4j.hid.recording.Recording;
import io.github.hidbpf4j.linux.libbpf.KernelCounts;
import io.github.hidbpf4j.linux.libbpf.Libbpf;
import io.github.hidbpf4j.linux.sysfs.HostFiles;
import io.github.hidbpf4j.linux.sysfs.SystemHidDevice;
import io.github.hidbpf4j.linux.sysfs.SystemHidDevices;
import io.github.hidbpf4j.live.kernel.KernelAttachment;
import io.github.hidbpf4j.live.kernel.KernelPins;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * {@code kernel-cycles RECORDING OBJECT N}: N times, pinned and not in turn, attaches the object to
 * the recorded device and takes it off: no file, program, map, link or pin may be left. Then kills
 * a process that has attached it: without pins it is gone at once, with them it stays until they
 * are removed.
 */
final class KernelCyclesCommand implements GuestCommand {
  private static final Path OBJECT = Path.of("/tmp/cycled.bpf.o");
  private static final long LIMIT_MILLIS = 10_000;
  private static final long STEP_MILLIS = 10;

  /** Files that may come and go beside: of the channel to the host, of classes. */
  private static final int SLACK = 4;

  @Override
  public int run(GuestTask task) throws IOException, InterruptedException {
    List<String> arguments = task.arguments();
    Recording recording = Recording.parse(arguments.getFirst(), task.file(arguments.getFirst()));
    byte[] bytes = task.file(arguments.get(1));
    Files.write(OBJECT, bytes);
    BpfObject object = BpfObject.open(arguments.get(1), bytes);
    int cycles = Integer.parseInt(arguments.get(2));
    RecordedDevice recorded = recording.devices().getFirst();
    HidDeviceInfo info = HidDeviceInfo.of(recorded);
    DeviceWatch watch = new DeviceWatch(new SystemHidDevices(HostFiles.SYSTEM));
    Libbpf libbpf = Libbpf.open();
    try (ForcedGenericDriver _ = new ForcedGenericDriver();
        UhidPlayer _ = UhidPlayer.open(info, recorded.descriptor(), null)) {
      SystemHidDevice device = KernelCommand.find(watch, info);
      once(device.id(), object, libbpf, true);
      KernelCounts before = libbpf.links().counts();
      int files = openFiles();
      long began = System.nanoTime();
      for (int i = 0; i < cycles; i++) {
        once(device.id(), object, libbpf, i % 2 == 0);
      }
      double millis = (System.nanoTime() - began) / 1e6 / cycles;
      awaitCounts(libbpf, before);
      int after = openFiles();
      ScenarioFailure.unless(
          after <= files + SLACK, "%d files were open, %d are".formatted(files, after));
      KernelCommand.requireNothingLeft(libbpf);
      task.print(
          "%d cycles, %.0f ms each; %s as before, %d files"
              .formatted(cycles, millis, before, after));
      kill(device.id(), libbpf, before, false);
      task.print("killed without pins: nothing is left");
      kill(device.id(), libbpf, before, true);
      task.print("killed with pins: it stayed until they were removed");
    }
    return 0;
  }

  private static void once(String id, BpfObject object, Libbpf libbpf, boolean pinned) {
    try (KernelAttachment attached = KernelCommand.attach(id, object, libbpf, pinned)) {
      KernelCommand.requireSeen(libbpf, id, attached);
    }
  }

  private static int openFiles() {
    return HostFiles.entries(Path.of("/proc/self/fd"), "").size();
  }

  /** The kernel frees programs and maps a little after their last user has gone. */
  private static void awaitCounts(Libbpf libbpf, KernelCounts wanted) throws InterruptedException {
    KernelCounts now = libbpf.links().counts();
    for (long waited = 0; !now.equals(wanted); waited += STEP_MILLIS) {
      ScenarioFailure.unless(
          waited < LIMIT_MILLIS, "there were %s, there are %s".formatted(wanted, now));
      Thread.sleep(STEP_MILLIS);
      now = libbpf.links().counts();
    }
  }

  private static void kill(String id, Libbpf libbpf, KernelCounts before, boolean pinned)
      throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
                GuestJava.command(
                    KernelKeeper.class,
                    List.of(),
                    List.of(id, OBJECT.toString(), pinned ? "pinned" : "unpinned")))
            .redirectErrorStream(true)
            .start();
    try (BufferedReader said =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      String line = said.readLine();
      ScenarioFailure.unless("running".equals(line), "the process said: " + line);
    } finally {
      int _ = process.destroyForcibly().waitFor();
    }
    KernelPins pins = new KernelPins(HostFiles.SYSTEM);
    if (pinned) {
      KernelCounts stays = libbpf.links().counts();
      ScenarioFailure.unless(
          stays.links() > before.links() && !pins.of(id).isEmpty(), "it did not stay: " + stays);
      pins.of(id).forEach(pins::remove);
    }
    awaitCounts(libbpf, before);
    KernelCommand.requireNothingLeft(libbpf);
  }
}
