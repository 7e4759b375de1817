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
import io.github.hidbpf4j.linux.sysfs.SystemHidDevice;
import io.github.hidbpf4j.linux.sysfs.SystemHidDevices;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/**
 * {@code start RECORDING OBJECT COUNT OPTIONS}: starts {@code java -version} and the bridge in
 * turn, and prints how long each took, the bridge until the kernel created the clone's hidraw node.
 * Nothing else runs meanwhile: the time is that of the node.
 */
final class StartCommand implements GuestCommand {
  private static final long LIMIT_MILLIS = 60_000;

  /** Prefixes of the lines with times. */
  static final String JAVA = "java -version: ";

  static final String BRIDGE = "bridge: ";

  @Override
  public int run(GuestTask task) throws IOException, InterruptedException {
    List<String> arguments = task.arguments();
    RecordedDevice recorded =
        Recording.parse(arguments.getFirst(), task.file(arguments.getFirst())).devices().getFirst();
    Path object = Path.of("/tmp", arguments.get(1));
    Files.write(object, task.file(arguments.get(1)));
    List<String> options = List.of(arguments.get(3).split(" "));
    HidDeviceInfo info = HidDeviceInfo.of(recorded);
    DeviceWatch watch = new DeviceWatch(new SystemHidDevices(HostFiles.SYSTEM));
    try (ForcedGenericDriver _ = new ForcedGenericDriver();
        UhidPlayer _ = UhidPlayer.open(info, recorded.descriptor(), null)) {
      SystemHidDevice device =
          watch.appeared(
              "the device", d -> d.isMadeByProcess() && d.phys().equals(info.phys()), LIMIT_MILLIS);
      for (int i = 0; i < Integer.parseInt(arguments.get(2)); i++) {
        task.print(JAVA + millis(version(options)));
        task.print(BRIDGE + millis(bridge(device, object, options)));
      }
    }
    return 0;
  }

  private static Duration version(List<String> options) throws IOException, InterruptedException {
    Instant begin = Instant.now();
    Process process =
        new ProcessBuilder(GuestJava.version(options))
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    int exit = process.waitFor();
    Duration took = Duration.between(begin, Instant.now());
    ScenarioFailure.unless(exit == 0, "java -version: exit code " + exit);
    return took;
  }

  private static Duration bridge(SystemHidDevice device, Path object, List<String> options)
      throws IOException, InterruptedException {
    Instant begin = Instant.now();
    try (ForwarderUnderTest bridge = ForwarderUnderTest.bridge(device, object, options)) {
      FileTime made =
          (FileTime)
              Files.getAttribute(Objects.requireNonNull(bridge.cloned().hidraw()), "unix:ctime");
      return Duration.between(begin, made.toInstant());
    }
  }

  private static String millis(Duration took) {
    return String.format(Locale.ROOT, "%.1f ms", took.toNanos() / 1e6);
  }
}
