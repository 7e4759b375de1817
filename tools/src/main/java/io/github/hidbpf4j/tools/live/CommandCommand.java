package io.github.hidbpf4j.tools.live;

import io.github.hidbpf4j.cli.guest.DeviceWatch;
import io.github.hidbpf4j.cli.guest.ForcedGenericDriver;
import io.github.hidbpf4j.cli.guest.UhidPlayer;
import io.github.hidbpf4j.guest.channel.GuestCommand;
import io.github.hidbpf4j.guest.channel.GuestTask;
import io.github.hidbpf4j.hid.device.HidDeviceInfo;
import io.github.hidbpf4j.hid.recording.RecordedDevice;
import io.github.hidbpf4j.hid.recording.Recording;
import io.github.hidbpf4j.linux.libbpf.Libbpf;
import io.github.hidbpf4j.linux.sysfs.HostFiles;
import io.github.hidbpf4j.linux.sysfs.SystemHidDevice;
import io.github.hidbpf4j.linux.sysfs.SystemHidDevices;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * {@code command RECORDING OBJECT}: does what a user does with a fix in the kernel, by the
 * product's own command, in a new process each time: checks whether it would work, attaches it
 * permanently, looks at it, has a second one refused, detaches it, and watches it.
 */
final class CommandCommand implements GuestCommand {
  private static final long STEP_MILLIS = 20;

  @Override
  public int run(GuestTask task) throws IOException, InterruptedException {
    List<String> arguments = task.arguments();
    Recording recording = Recording.parse(arguments.getFirst(), task.file(arguments.getFirst()));
    Path object = Path.of("/tmp", arguments.get(1));
    Files.write(object, task.file(arguments.get(1)));
    RecordedDevice recorded = recording.devices().getFirst();
    HidDeviceInfo info = HidDeviceInfo.of(recorded);
    DeviceWatch watch = new DeviceWatch(new SystemHidDevices(HostFiles.SYSTEM));
    Libbpf libbpf = Libbpf.open();
    try (ForcedGenericDriver _ = new ForcedGenericDriver();
        UhidPlayer player = UhidPlayer.open(info, recorded.descriptor(), null)) {
      SystemHidDevice device = KernelCommand.find(watch, info);
      expect(task, 0, "mode          kernel", "doctor");
      expect(task, 0, "stays attached", "attach", "--keep", object.toString());
      expect(task, 0, "pin /sys/fs/bpf/hidbpf4j/", "status");
      expect(task, 1, "--replace detaches them first", "attach", object.toString());
      expect(task, 0, "stays attached", "attach", "--keep", "--replace", object.toString());
      expect(task, 0, "detached: ", "detach", device.id());
      KernelCommand.requireNothingLeft(libbpf);
      watchReports(task, object, player, libbpf);
    }
    return 0;
  }

  private static void expect(GuestTask task, int code, String text, String... command)
      throws IOException, InterruptedException {
    try (RunningCommand running = RunningCommand.start(command)) {
      int ended = running.await();
      ScenarioFailure.unless(
          ended == code && running.output().contains(text),
          "hidbpf %s: code %d, expected %d and '%s': %s"
              .formatted(String.join(" ", command), ended, code, text, running.output()));
      task.print("hidbpf " + String.join(" ", command) + ": as expected");
    }
  }

  /**
   * Runs it in the foreground: it shows what comes out of the programs, and detaches them on a
   * signal.
   */
  private static void watchReports(GuestTask task, Path object, UhidPlayer player, Libbpf libbpf)
      throws IOException, InterruptedException {
    try (RunningCommand attach =
        RunningCommand.start("attach", "--mode", "kernel", object.toString())) {
      // The header of a recording appears once the node is open.
      attach.awaitLine("R: ");
      for (int i = 0; i < 3; i++) {
        boolean _ = player.play(new byte[] {0x40, 0, 0, 1});
        Thread.sleep(STEP_MILLIS);
      }
      attach.awaitLine(" 5 00 00 00 00 01");
      int code = attach.end(false);
      ScenarioFailure.unless(
          code == 0 && attach.output().contains("detached"),
          "attach ended with %d: %s".formatted(code, attach.output()));
    }
    KernelCommand.requireNothingLeft(libbpf);
    task.print("hidbpf attach --mode kernel: shows reports, and takes itself off");
  }
}
