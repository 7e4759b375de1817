package io.github.hidbpf4j.live.doctor;

import io.github.hidbpf4j.kernel.profile.Profiles;
import io.github.hidbpf4j.linux.host.HostFacts;
import io.github.hidbpf4j.linux.host.NodeAccess;
import io.github.hidbpf4j.linux.host.OptionState;
import io.github.hidbpf4j.linux.sysfs.HostFiles;
import io.github.hidbpf4j.live.bridge.LiveDevice;
import io.github.hidbpf4j.live.daemon.ControlClient;
import io.github.hidbpf4j.live.fixes.FileTrust;
import io.github.hidbpf4j.live.fixes.FixFolders;
import io.github.hidbpf4j.live.fixes.MachineProfile;
import io.github.hidbpf4j.live.kernel.KernelSupport;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * What a machine can do for fixes.
 *
 * @param checks the results of the checks
 * @param bridge whether the bridge would work: reports through programs in this process
 * @param kernel whether HID-BPF in the kernel would work
 * @param kernelReason why it would not; "" if it would
 */
public record Diagnosis(List<Check> checks, boolean bridge, boolean kernel, String kernelReason) {
  /** HID-BPF attaches by struct_ops since this release. */
  private static final String STRUCT_OPS = "6.11";

  /** Copies. */
  public Diagnosis {
    checks = List.copyOf(checks);
  }

  /**
   * Where {@code attach} and the daemon would run programs: {@code kernel}, {@code bridge}, or "".
   */
  public String mode() {
    return kernel ? "kernel" : bridge ? "bridge" : "";
  }

  /** Whether fixes can be used at all. */
  public boolean isAnythingPossible() {
    return bridge || kernel;
  }

  /**
   * Examines a machine. Nodes are opened for a moment; nothing is changed.
   *
   * @param files its files
   * @param devices its HID devices
   * @param folders where fixes are installed
   * @param trust which of the folders are trusted
   * @param support whether its kernel can run programs
   */
  public static Diagnosis of(
      HostFiles files,
      List<LiveDevice> devices,
      FixFolders folders,
      FileTrust trust,
      KernelSupport support) {
    HostFacts facts = HostFacts.look(files);
    List<Check> checks = new ArrayList<>();
    checks.add(release(facts));
    checks.add(hidBpf(facts));
    for (KernelSupport.Obstacle obstacle : support.obstacles()) {
      // Do not repeat what the previous check says.
      if (support.kind() == KernelSupport.Kind.STRUCT_OPS) {
        checks.add(Check.note("hid-bpf", obstacle.text(), obstacle.remedy()));
      }
    }
    checks.add(option(facts, "UHID", "uhid", "clones of devices"));
    checks.add(option(facts, "HIDRAW", "hidraw", "reports of devices"));
    checks.add(uhid(facts.uhid()));
    checks.addAll(DeviceChecks.of(facts, devices, files));
    checks.addAll(FixChecks.of(devices, folders, trust, MachineProfile.of(facts.release())));
    checks.add(daemon(files));
    checks.add(libbpf(files));
    boolean bridge = facts.uhid().isUsable() && facts.options().state("HIDRAW") != OptionState.OFF;
    return new Diagnosis(checks, bridge, support.isUsable(), support.reason());
  }

  private static Check release(HostFacts facts) {
    if (facts.release().isEmpty()) {
      return Check.bad(
          "kernel",
          "not Linux: /proc/sys/kernel/osrelease cannot be read",
          "real devices need Linux");
    }
    return Check.fine(
        "kernel",
        "Linux %s; nearest profile %s"
            .formatted(facts.release(), MachineProfile.of(facts.release()).name()));
  }

  private static Check hidBpf(HostFacts facts) {
    String source =
        facts.options().source() == null ? "" : " (%s)".formatted(facts.options().source());
    return switch (facts.options().state("HID_BPF")) {
      case BUILT_IN, MODULE ->
          facts.hasBtf()
              ? Check.fine(
                  "hid-bpf",
                  "on%s; objects are %s"
                      .formatted(
                          source,
                          isStructOps(facts.release())
                              ? "struct_ops, as from 6.11 on"
                              : "fmod_ret, as from 6.3 to 6.10"))
              : Check.bad(
                  "hid-bpf",
                  "on%s, but without BTF: /sys/kernel/btf/vmlinux does not exist".formatted(source),
                  "a kernel with CONFIG_DEBUG_INFO_BTF; the bridge does not need it");
      case OFF ->
          Check.note(
              "hid-bpf",
              "CONFIG_HID_BPF is off%s; the bridge does not need it".formatted(source),
              "");
      case UNKNOWN ->
          Check.note(
              "hid-bpf",
              "unknown: found neither /proc/config.gz nor /boot/config-%s"
                  .formatted(facts.release()),
              "");
    };
  }

  private static boolean isStructOps(String release) {
    List<String> newer =
        Profiles.releases().stream().dropWhile(name -> !name.equals(STRUCT_OPS)).toList();
    return newer.contains(MachineProfile.of(release).name());
  }

  private static Check option(HostFacts facts, String option, String subject, String what) {
    return switch (facts.options().state(option)) {
      case BUILT_IN -> Check.fine(subject, "CONFIG_%s is on".formatted(option));
      case MODULE -> Check.fine(subject, "CONFIG_%s is a module".formatted(option));
      case OFF ->
          Check.bad(
              subject,
              "CONFIG_%s is off: no %s".formatted(option, what),
              "a kernel that has it; those of distributions do");
      case UNKNOWN -> Check.note(subject, "CONFIG_%s is unknown".formatted(option), "");
    };
  }

  private static Check uhid(NodeAccess node) {
    if (!node.exists()) {
      return Check.bad(
          "nodes",
          "%s does not exist: no clone can be created".formatted(node.path()),
          "modprobe uhid; for every start: echo uhid >/etc/modules-load.d/uhid.conf");
    }
    return node.isUsable()
        ? Check.fine(
            "nodes", "%s can be used (%s, %s)".formatted(node.path(), node.mode(), node.owner()))
        : NodeChecks.refused(node);
  }

  private static Check daemon(HostFiles files) {
    return ControlClient.isThere(files.path("/run/hidbpf"))
        ? Check.fine("daemon", "running (/run/hidbpf/control); hidbpf status shows what it does")
        : Check.note(
            "daemon",
            "not running: installed fixes are not attached",
            "systemctl enable --now hidbpf, or hidbpf daemon");
  }

  /** Needed only to load objects into the kernel. */
  private static Check libbpf(HostFiles files) {
    return Stream.of(
            "/usr/lib",
            "/usr/lib64",
            "/lib",
            "/usr/local/lib",
            "/usr/lib/x86_64-linux-gnu",
            "/usr/lib/aarch64-linux-gnu",
            "/usr/lib/riscv64-linux-gnu")
        .flatMap(folder -> HostFiles.entries(files.path(folder), "libbpf.so").stream())
        .findFirst()
        .map(file -> Check.fine("libbpf", files.name(file)))
        .orElse(Check.note("libbpf", "not found; only programs in the kernel need it", ""));
  }
}
