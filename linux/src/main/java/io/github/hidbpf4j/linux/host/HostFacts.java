package io.github.hidbpf4j.linux.host;

import io.github.hidbpf4j.linux.sysfs.HostFiles;
import io.github.hidbpf4j.linux.sysfs.SystemHidDevices;
import java.nio.file.Files;
import java.util.List;

/**
 * What of a system matters to fixes on real devices.
 *
 * @param release of the kernel, {@code 6.12.94+deb13-amd64}; empty if unknown
 * @param options its configuration: {@code HID_BPF}, {@code UHID}, {@code HIDRAW}
 * @param hasBtf whether the kernel has BTF, which its own HID-BPF needs
 * @param hasUdev whether udev runs, which sets permissions of nodes and reports when it has
 * @param hasSystemd whether systemd runs the system
 * @param uhid access to {@code /dev/uhid}, for reading and writing
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

  /** Examines a system. Opens each node for a moment. */
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

  /** The configuration of the running kernel. */
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
   * Whether the kernel itself has HID-BPF: its configuration enables it, and the BTF that it needs
   * exists. Unknown without a configuration.
   */
  public OptionState hidBpf() {
    return hidBpf(options, hasBtf);
  }

  /** Whether the kernel itself has HID-BPF, without examining the rest. */
  public static OptionState hidBpf(HostFiles files) {
    return hidBpf(KernelConfiguration.read(files, release(files)), hasBtf(files));
  }

  private static OptionState hidBpf(KernelConfiguration options, boolean hasBtf) {
    OptionState configured = options.state("HID_BPF");
    return configured == OptionState.BUILT_IN && !hasBtf ? OptionState.OFF : configured;
  }
}
