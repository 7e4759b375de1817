package io.github.hidbpf4j.linux.host;

import io.github.hidbpf4j.linux.sysfs.HostFiles;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/**
 * What of a system matters to BPF programs in its kernel.
 *
 * @param type the first of the requested types that the kernel's BTF has; "" if none
 * @param hasBtf whether the kernel has BTF
 * @param capabilities capabilities of this process, {@code CAP_*} as bits; 0 if unknown
 * @param unprivilegedDisabled {@code kernel.unprivileged_bpf_disabled}: 0 if everybody may load
 *     some programs; "" if unknown
 * @param jit {@code net.core.bpf_jit_enable}; "" if unknown
 * @param lockdown {@code none}, {@code integrity} or {@code confidentiality}; "" if unknown
 * @param hasBpfFs whether a BPF file system is mounted at {@code /sys/fs/bpf}
 */
public record BpfFacts(
    String type,
    boolean hasBtf,
    long capabilities,
    String unprivilegedDisabled,
    String jit,
    String lockdown,
    boolean hasBpfFs) {
  /** Capability for administration of the system. */
  public static final int CAP_SYS_ADMIN = 21;

  /** Capability for tracing programs and those of struct_ops. */
  public static final int CAP_PERFMON = 38;

  /** Capability for BPF. */
  public static final int CAP_BPF = 39;

  private static final String BTF = "/sys/kernel/btf/vmlinux";

  private static final int MOST_STATUS = 1 << 16;

  /**
   * Examines a system.
   *
   * @param wanted names of types and functions to look for in the kernel's BTF; a name only if none
   *     before it is there
   */
  public static BpfFacts look(HostFiles files, List<String> wanted) {
    TypeNames names = TypeNames.look(files.path(BTF), wanted);
    return new BpfFacts(
        names.first(),
        names.isThere(),
        capabilities(files.path("/proc/self/status")),
        text(files, "/proc/sys/kernel/unprivileged_bpf_disabled"),
        text(files, "/proc/sys/net/core/bpf_jit_enable"),
        chosen(text(files, "/sys/kernel/security/lockdown")),
        hasBpfFs(files));
  }

  /** Whether a BPF file system is mounted at the place for pins. */
  public static boolean hasBpfFs(HostFiles files) {
    return HostFiles.bytes(files.path("/proc/self/mounts"), MOST_STATUS)
        .map(bytes -> new String(bytes, StandardCharsets.UTF_8))
        .orElse("")
        .lines()
        .filter(line -> line.contains(" /sys/fs/bpf "))
        // What is mounted over it hides it.
        .reduce("", (_, later) -> later)
        .contains(" /sys/fs/bpf bpf ");
  }

  private static String text(HostFiles files, String path) {
    return HostFiles.attribute(files.path(path)).orElse("").strip();
  }

  private static long capabilities(Path status) {
    return HostFiles.bytes(status, MOST_STATUS)
        .map(bytes -> new String(bytes, StandardCharsets.UTF_8))
        .orElse("")
        .lines()
        .filter(line -> line.startsWith("CapEff:"))
        .mapToLong(line -> Long.parseUnsignedLong(line.substring(7).strip(), 16))
        .findFirst()
        .orElse(0);
  }

  /** The choice in brackets, as in {@code none [integrity] confidentiality}. */
  private static String chosen(String choices) {
    int begin = choices.indexOf('[');
    int end = choices.indexOf(']');
    return begin >= 0 && end > begin ? choices.substring(begin + 1, end) : "";
  }

  /** Whether this process has a capability. */
  public boolean can(int capability) {
    return (capabilities >>> capability & 1) != 0;
  }

  /** Whether this process may load programs that affect the kernel. */
  public boolean mayLoad() {
    return can(CAP_SYS_ADMIN) || can(CAP_BPF) && can(CAP_PERFMON);
  }
}
