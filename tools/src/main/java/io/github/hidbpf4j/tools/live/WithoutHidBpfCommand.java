package io.github.hidbpf4j.tools.live;

import io.github.hidbpf4j.cli.guest.DeviceWatch;
import io.github.hidbpf4j.cli.guest.ForcedGenericDriver;
import io.github.hidbpf4j.cli.guest.UhidPlayer;
import io.github.hidbpf4j.guest.channel.GuestCommand;
import io.github.hidbpf4j.guest.channel.GuestTask;
import io.github.hidbpf4j.hid.device.HidDeviceInfo;
import io.github.hidbpf4j.hid.recording.RecordedDevice;
import io.github.hidbpf4j.hid.recording.Recording;
import io.github.hidbpf4j.linux.sysfs.HostFiles;
import io.github.hidbpf4j.linux.sysfs.SystemHidDevices;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * {@code without-hid-bpf RECORDING OBJECT}: on a kernel without HID-BPF, asks the product's command
 * for what needs it.
 */
final class WithoutHidBpfCommand implements GuestCommand {
  private static final String REASON = "the kernel has no HID-BPF";
  private static final String REMEDY = "(a kernel with CONFIG_HID_BPF";

  @Override
  public int run(GuestTask task) throws IOException, InterruptedException {
    List<String> arguments = task.arguments();
    Recording recording = Recording.parse(arguments.getFirst(), task.file(arguments.getFirst()));
    Path object = Path.of("/tmp", arguments.get(1));
    Files.write(object, task.file(arguments.get(1)));
    RecordedDevice recorded = recording.devices().getFirst();
    HidDeviceInfo info = HidDeviceInfo.of(recorded);
    DeviceWatch watch = new DeviceWatch(new SystemHidDevices(HostFiles.SYSTEM));
    try (ForcedGenericDriver _ = new ForcedGenericDriver();
        UhidPlayer _ = UhidPlayer.open(info, recorded.descriptor(), null)) {
      var _ = KernelCommand.find(watch, info);
      refused(task, "attach", "--mode", "kernel", object.toString());
      refused(task, "attach", "--keep", object.toString());
      refused(task, "daemon", "--mode", "kernel");
      refused(task, "verify", "--here", object.toString());
      String doctor = says(task, 0, "doctor");
      List<String> lines = doctor.lines().filter(line -> line.contains(REASON)).toList();
      ScenarioFailure.unless(
          lines.size() == 1 && lines.getFirst().contains(REMEDY), "hidbpf doctor: " + doctor);
      ScenarioFailure.unless(
          doctor.contains("mode          bridge"), "hidbpf doctor expects no bridge: " + doctor);
      bridges(task, object);
    }
    return 0;
  }

  /** It ends at once, with one line. */
  private static void refused(GuestTask task, String... command)
      throws IOException, InterruptedException {
    String output = says(task, 1, command);
    ScenarioFailure.unless(
        output.lines().count() == 1 && output.contains(REASON) && output.contains(REMEDY),
        "hidbpf %s: expected one line: %s".formatted(String.join(" ", command), output));
  }

  /** Without a mode the fix is used all the same, and the reason is told. */
  private static void bridges(GuestTask task, Path object)
      throws IOException, InterruptedException {
    try (RunningCommand attach = RunningCommand.start("attach", object.toString())) {
      attach.awaitLine("bridge      not the kernel: " + REASON);
      attach.awaitLine("the clone has taken over");
      int code = attach.end(false);
      ScenarioFailure.unless(
          code == 0, "attach ended with %d: %s".formatted(code, attach.output()));
      task.print("hidbpf attach: " + attach.output().lines().findFirst().orElse(""));
    }
  }

  private static String says(GuestTask task, int code, String... command)
      throws IOException, InterruptedException {
    String words = "hidbpf " + String.join(" ", command);
    try (RunningCommand running = RunningCommand.start(command)) {
      int ended = running.await();
      ScenarioFailure.unless(
          ended == code,
          "%s: code %d, expected %d: %s".formatted(words, ended, code, running.output()));
      for (String line : running.output().split("\n")) {
        task.print(words + ": " + line);
      }
      return running.output();
    }
  }
}
