package io.github.hidbpf4j.tools.live;

import io.github.hidbpf4j.cli.Main;
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
import io.github.hidbpf4j.live.kernel.KernelOps;
import io.github.hidbpf4j.live.kernel.KernelPins;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;

/**
 * {@code kernel-rights RECORDING OBJECT}: {@code hidbpf daemon --mode kernel} with few
 * capabilities, as root and as another user. A missing capability results in one line; those that
 * the drop-in of docs/install.md grants are sufficient.
 */
final class KernelRightsCommand implements GuestCommand {
  /** The program that drops capabilities. */
  static final String SETPRIV = "setpriv";

  private static final Path BPF_FILES = Path.of("/sys/fs/bpf");
  private static final long LIMIT_MILLIS = 20_000;

  /** Root without its capabilities, who still owns its files. */
  private static final String ROOT = "0";

  private static final String SOMEBODY = "1000";

  /** Capabilities granted by the drop-in. */
  private static final String ENOUGH = "bpf,perfmon";

  @Override
  public int run(GuestTask task) throws IOException, InterruptedException {
    List<String> arguments = task.arguments();
    Recording recording = Recording.parse(arguments.getFirst(), task.file(arguments.getFirst()));
    String name = arguments.get(1);
    DaemonUnderTest.install(name, task.file(name));
    Libbpf libbpf = Libbpf.open();
    KernelState before = KernelState.settled(libbpf);
    SentProgram setpriv = SentProgram.of(task, SETPRIV);
    RecordedDevice recorded = recording.devices().getFirst();
    // With the mode that systemd sets.
    Files.setPosixFilePermissions(BPF_FILES, PosixFilePermissions.fromString("rwx------"));
    DeviceWatch watch = new DeviceWatch(new SystemHidDevices(HostFiles.SYSTEM));
    try (ForcedGenericDriver _ = new ForcedGenericDriver();
        UhidPlayer _ = UhidPlayer.open(HidDeviceInfo.of(recorded), recorded.descriptor(), null)) {
      SystemHidDevice device = KernelCommand.find(watch, HidDeviceInfo.of(recorded));
      refused(task, setpriv, ROOT, "", "this process may not load programs");
      refused(task, setpriv, ROOT, "bpf", "this process may not load programs");
      refused(task, setpriv, SOMEBODY, "", "this process may not load programs");
      refused(task, setpriv, SOMEBODY, ENOUGH, "/sys/fs/bpf");
      enough(task, setpriv, device.id(), libbpf);
      before.await(libbpf, "daemons with few rights");
    } finally {
      KernelPins pins = new KernelPins(HostFiles.SYSTEM);
      pins.all().forEach(pins::remove);
      DaemonUnderTest.uninstall(name);
    }
    return 0;
  }

  private static RunningCommand start(SentProgram setpriv, String user, String capabilities)
      throws IOException {
    List<String> words = new ArrayList<>(RightsOf.words(setpriv, user, capabilities));
    words.addAll(
        GuestJava.command(
            Main.class,
            List.of(),
            List.of(
                "daemon",
                "--mode",
                "kernel",
                "--folder",
                "/etc/hidbpf/fixes",
                "--run",
                "/tmp/run-" + user)));
    return RunningCommand.program(words);
  }

  private static void refused(
      GuestTask task, SentProgram setpriv, String user, String capabilities, String text)
      throws IOException, InterruptedException {
    try (RunningCommand daemon = start(setpriv, user, capabilities)) {
      int code = daemon.await();
      List<String> lines = daemon.output().lines().toList();
      ScenarioFailure.unless(
          code == 1 && lines.size() == 1 && lines.getFirst().contains(text),
          "user %s with '%s': code %d, expected 1 and one line with '%s': %s"
              .formatted(user, capabilities, code, text, lines));
      task.print("user %s with '%s': %s".formatted(user, capabilities, lines.getFirst()));
    }
  }

  private static void enough(GuestTask task, SentProgram setpriv, String id, Libbpf libbpf)
      throws IOException, InterruptedException {
    try (RunningCommand daemon = start(setpriv, ROOT, ENOUGH)) {
      daemon.awaitLine("fixes run in the kernel");
      for (long waited = 0; ; waited += 50) {
        List<KernelOps> seen = KernelOps.all(libbpf, HostFiles.SYSTEM).orElseThrow();
        if (seen.stream().anyMatch(ops -> ops.isOn(id))) {
          break;
        }
        ScenarioFailure.unless(
            waited < LIMIT_MILLIS && daemon.isAlive(),
            "user %s with '%s' attaches nothing: %s".formatted(ROOT, ENOUGH, daemon.output()));
        Thread.sleep(50);
      }
      int code = daemon.end(false);
      ScenarioFailure.unless(code == 0, "the daemon ended with %d".formatted(code));
      task.print("user %s with '%s': attaches and detaches".formatted(ROOT, ENOUGH));
    }
  }
}
