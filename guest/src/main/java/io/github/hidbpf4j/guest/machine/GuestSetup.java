package io.github.hidbpf4j.guest.machine;

import io.github.hidbpf4j.guest.image.KernelImage;
import io.github.hidbpf4j.guest.runtime.Initramfs;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * What guests are started from.
 *
 * @param kernel that they run
 * @param initramfs their file system
 * @param modules that are loaded before the first command, in this order, each after what it
 *     depends on; those that the kernel has no file of are left out
 * @param hardware their machine
 * @param bootLimit how long a start may take
 * @param folder where each has a folder for its console, which stays there
 * @param qemu command
 */
public record GuestSetup(
    KernelImage kernel,
    Initramfs initramfs,
    List<String> modules,
    GuestHardware hardware,
    Duration bootLimit,
    Path folder,
    String qemu) {
  /** For the channel, and what HID devices made with uhid need. */
  public static final List<String> UHID_MODULES =
      List.of(
          "virtio_pci", "virtio_console", "evdev", "hid", "uhid", "hid-multitouch", "hid-generic");

  /** What QEMU is called. */
  public static final String QEMU = "qemu-system-x86_64";

  /**
   * A guest that is translated takes 15 seconds of a processor, which a busy host may not give it
   * soon.
   */
  private static final Duration BOOT_LIMIT = Duration.ofMinutes(10);

  /** Copies the list. */
  public GuestSetup {
    modules = List.copyOf(modules);
  }

  /** A setup for devices made with uhid. */
  public static GuestSetup of(KernelImage kernel, Initramfs initramfs, Path folder) {
    return new GuestSetup(
        kernel, initramfs, UHID_MODULES, GuestHardware.DEFAULT, BOOT_LIMIT, folder, QEMU);
  }

  /** With another machine, and modules after the others. */
  public GuestSetup with(GuestHardware other, List<String> moreModules) {
    List<String> all = new ArrayList<>(modules);
    all.addAll(moreModules);
    return new GuestSetup(kernel, initramfs, all, other, bootLimit, folder, qemu);
  }
}
