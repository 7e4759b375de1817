package io.github.hidbpf4j.live.fixes;

import io.github.hidbpf4j.linux.sysfs.HostFiles;
import io.github.hidbpf4j.live.bridge.LiveDevice;
import io.github.hidbpf4j.live.kernel.KernelPins;
import java.util.List;
import java.util.Optional;

/**
 * What the kernel's HID-BPF has attached to devices, as far as it is pinned in the BPF file system
 * by us or by udev-hid-bpf ({@link KernelPins}).
 */
public final class KernelAttachments {
  private KernelAttachments() {}

  /**
   * The objects on a device, by the names of their pins.
   *
   * @return empty if that cannot be seen: usually only root may look
   */
  public static Optional<List<String>> on(LiveDevice device, HostFiles files) {
    KernelPins pins = new KernelPins(files);
    return pins.canBeSeen()
        ? Optional.of(pins.of(device.sysfsName()).stream().map(KernelPins.Pinned::object).toList())
        : Optional.empty();
  }
}
