package io.github.hidbpf4j.guest.machine;

import io.github.hidbpf4j.guest.image.KernelImage;
import io.github.hidbpf4j.guest.runtime.Initramfs;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * How to start guests.
 *
 * @param kernel the kernel that they run
 * @param initramfs their file system
 * @param modules modules that are loaded before the first command, in this order, each after its
 *     dependencies; those that the kernel has no file of are skipped
 * @param hardware their machine
 * @param bootLimit how long booting may take
 * @param folder contains a folder for each guest's console, which is kept
 * @param qemu the command for QEMU
 */
public record GuestSetup(
    KernelImage kernel,
    Initramfs initramfs,
    List<String> modules,
    GuestHardware hardware,
    Duration bootLimit,
    Path folder,
    String qemu) {
  /** Modules for the channel, and for HID devices made with uhid. */
  public static final List<String> UHID_MODULES =
      List.of(
          "virtio_pci", "virtio_console", "evdev", "hid", "uhid", "hid-multitouch", "hid-generic");

  /** QEMU's command. */
  public static final String QEMU = "qemu-system-x86_64";

  /**
   * A translated guest needs 15 seconds of CPU time to boot, which a busy host may take long to
   * provide.
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

  /** Uses different hardware, and more modules after the others. */
  public GuestSetup with(GuestHardware other, List<String> moreModules) {
    List<String> all = new ArrayList<>(modules);
    all.addAll(moreModules);
    return new GuestSetup(kernel, initramfs, all, other, bootLimit, folder, qemu);
  }
}
