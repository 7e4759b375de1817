package io.github.hidbpf4j.live.fixes;

import io.github.hidbpf4j.linux.sysfs.HostFiles;
import io.github.hidbpf4j.live.bridge.LiveDevice;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What HID-BPF in the kernel has on devices. The kernel itself tells nobody; what udev-hid-bpf puts
 * there, it pins below {@code /sys/fs/bpf/hid}, in a folder for each device.
 */
public final class KernelAttachments {
  private static final String ROOT = "/sys/fs/bpf";

  private KernelAttachments() {}

  /**
   * The objects on a device, by the names of their pins.
   *
   * @return empty where that cannot be seen: mostly root alone may look
   */
  public static Optional<List<String>> on(LiveDevice device, HostFiles files) {
    Path root = files.path(ROOT);
    if (!Files.isDirectory(root)) {
      return Optional.of(List.of());
    }
    if (!Files.isReadable(root) || !Files.isExecutable(root)) {
      return Optional.empty();
    }
    Path hid = root.resolve("hid");
    if (Files.isDirectory(hid) && !(Files.isReadable(hid) && Files.isExecutable(hid))) {
      return Optional.empty();
    }
    // A name in bpffs has neither colon nor full stop.
    Path folder = hid.resolve(device.sysfsName().replace(':', '_').replace('.', '_'));
    return Optional.of(
        HostFiles.entries(folder, "").stream()
            .map(pin -> String.valueOf(pin.getFileName()))
            .toList());
  }
}
