package io.github.hidbpf4j.linux.host;

import io.github.hidbpf4j.linux.sysfs.HostFiles;
import io.github.hidbpf4j.linux.sysfs.SystemHidDevices;
import java.nio.file.Files;
import java.util.List;

/**
 * What matters of a system for fixes on real devices.
 *
 * @param release of the kernel, {@code 6.12.94+deb13-amd64}; empty when unknown
 * @param options its configuration: {@code HID_BPF}, {@code UHID}, {@code HIDRAW}
 * @param hasBtf whether the kernel describes its types, which its own HID-BPF needs
 * @param hasUdev whether a udev is at work, which gives nodes their rights and tells when they have
 *     them
 * @param hasSystemd whether systemd runs the system
 * @param uhid {@code /dev/uhid}, for reading and writing
 * @param devices all HID devices
 */
public record HostFacts(
    String release,
    KernelConfiguration options,
    boolean hasBtf,
    boolean hasUdev,
    boolean hasSystemd,
    NodeAccess uhid,
    List<DeviceAccess> devices) {

  /** Looks. Opens each node for a moment. */
  public static HostFacts look(HostFiles files) {
    String release = release(files);
    return new HostFacts(
        release,
        KernelConfiguration.read(files, release),
        hasBtf(files),
        Files.exists(files.path("/run/udev/control")),
        Files.isDirectory(files.path("/run/systemd/system")),
        NodeAccess.look(files.path("/dev/uhid"), true),
        new SystemHidDevices(files).all().stream().map(DeviceAccess::look).toList());
  }

  /** The configuration of the kernel that runs. */
  public static KernelConfiguration configuration(HostFiles files) {
    return KernelConfiguration.read(files, release(files));
  }

  private static String release(HostFiles files) {
    return HostFiles.attribute(files.path("/proc/sys/kernel/osrelease")).orElse("").strip();
  }

  private static boolean hasBtf(HostFiles files) {
    return Files.exists(files.path("/sys/kernel/btf/vmlinux"));
  }

  /**
   * Whether the kernel has HID-BPF itself: its configuration says so, and there is the BTF that it
   * needs. Unknown when there is no configuration.
   */
  public OptionState hidBpf() {
    return hidBpf(options, hasBtf);
  }

  /** The same, without a look at the rest. */
  public static OptionState hidBpf(HostFiles files) {
    return hidBpf(KernelConfiguration.read(files, release(files)), hasBtf(files));
  }

  private static OptionState hidBpf(KernelConfiguration options, boolean hasBtf) {
    OptionState configured = options.state("HID_BPF");
    return configured == OptionState.BUILT_IN && !hasBtf ? OptionState.OFF : configured;
  }
}
