package io.github.hidbpf4j.cli;

import io.github.hidbpf4j.hid.device.HidDeviceInfo;
import io.github.hidbpf4j.hid.recording.RecordedDevice;
import io.github.hidbpf4j.hid.recording.Recording;
import io.github.hidbpf4j.linux.sysfs.HostFiles;
import io.github.hidbpf4j.live.device.LiveDevices;
import io.github.hidbpf4j.live.device.TrainingNodes;
import io.github.hidbpf4j.live.fixes.FileTrust;
import io.github.hidbpf4j.live.fixes.FixFolders;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * {@code hidbpf attach} on a device that does not exist, for the training run of Java's AOT cache:
 * from its call to its end everything is as with a real device, but nothing is touched.
 */
public final class AttachTraining {
  private static final String DEVICES = "sys/bus/hid/devices";

  private AttachTraining() {}

  /**
   * Attaches an object by a bridge, until the device is unplugged, which happens soon.
   *
   * @param folder an empty folder, which gets files as sysfs has them
   * @param quiet whether events are not shown
   * @return the exit code
   */
  public static int run(Path object, Path recording, Path folder, boolean quiet)
      throws IOException {
    return run(Console.ofProcess(), object, recording, folder, quiet);
  }

  static int run(Console console, Path object, Path recording, Path folder, boolean quiet)
      throws IOException {
    RecordedDevice recorded =
        Recording.parse(recording.toString(), Files.readAllBytes(recording)).devices().getFirst();
    HostFiles files = new HostFiles(folder);
    AttachCommand attach = new AttachCommand();
    attach.console = console;
    attach.machine =
        new LiveHost(
            files,
            new LiveDevices(files),
            new TrainingNodes(),
            FixFolders.STANDARD,
            FileTrust.ROOT,
            () -> {});
    attach.arguments = List.of(object.toString(), device(folder, recorded));
    attach.mode = AttachMode.BRIDGE;
    attach.force = true;
    attach.quiet = quiet;
    return attach.call();
  }

  /** Makes the device's files; returns its name. */
  private static String device(Path folder, RecordedDevice recorded) throws IOException {
    HidDeviceInfo info = HidDeviceInfo.of(recorded);
    String id = "%04X:%04X:%04X.0001".formatted(info.bus(), info.vendor(), info.product());
    Path device = folder.resolve(DEVICES).resolve(id);
    Files.createDirectories(device.resolve("hidraw/hidraw0"));
    Files.createDirectories(device.resolve("input/input0/event0"));
    Files.writeString(
        device.resolve("uevent"),
        "HID_NAME=%s\nHID_PHYS=training/input0\nHID_UNIQ=\n".formatted(info.name()));
    Files.write(device.resolve("report_descriptor"), recorded.descriptor());
    Files.createSymbolicLink(device.resolve("driver"), Path.of("../../drivers/hid-generic"));
    return id;
  }
}
