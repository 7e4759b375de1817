package io.github.hidbpf4j.linux.uevent;

import java.nio.file.Path;
import java.util.Map;

/**
 * An event of a device in the kernel.
 *
 * @param action {@code add}, {@code remove}, {@code bind}, {@code unbind}, {@code change}…
 * @param devpath of the device, below {@code /sys}: {@code /devices/pci0000:00/…}
 * @param subsystem {@code hid}, {@code hidraw}, {@code input}…; empty if it has none
 * @param properties all properties, in order; values come from devices: do not print them to a
 *     terminal
 */
public record Uevent(
    String action, String devpath, String subsystem, Map<String, String> properties) {
  /** The name of the device: the last part of its path. */
  public String name() {
    return devpath.substring(devpath.lastIndexOf('/') + 1);
  }

  /** The folder of the device, with sysfs at {@code root}/sys. */
  public Path folder(Path root) {
    return root.resolve("sys" + devpath);
  }
}
