package io.github.hidbpf4j.bpf.object;

import java.util.Map;

/**
 * Properties of the kernel that linking needs besides its types.
 *
 * @param kernelVersion {@code KERNEL_VERSION(a, b, c)} for {@code LINUX_KERNEL_VERSION}
 * @param kconfig values of {@code CONFIG_*} as in a kernel's {@code .config}: {@code y}, {@code m},
 *     a number, a quoted string
 * @param ksyms addresses of untyped {@code __ksym} variables, by name; symbols in the kernel BTF
 *     need no entry: {@link io.github.hidbpf4j.bpf.program.KernelAddress}
 * @param variables initial values of global variables, by name; each as long as its variable
 */
public record LinkOptions(
    int kernelVersion,
    Map<String, String> kconfig,
    Map<String, Long> ksyms,
    Map<String, byte[]> variables) {

  /** Linux 6.12 with HID-BPF, no kernel addresses. */
  public static final LinkOptions DEFAULT =
      new LinkOptions(
          6 << 16 | 12 << 8,
          Map.ofEntries(
              Map.entry("CONFIG_64BIT", "y"),
              Map.entry("CONFIG_X86_64", "y"),
              Map.entry("CONFIG_SMP", "y"),
              Map.entry("CONFIG_HZ", "250"),
              Map.entry("CONFIG_NR_CPUS", "8192"),
              Map.entry("CONFIG_PREEMPT", "n"),
              Map.entry("CONFIG_NET", "y"),
              Map.entry("CONFIG_CGROUPS", "y"),
              Map.entry("CONFIG_BPF", "y"),
              Map.entry("CONFIG_BPF_SYSCALL", "y"),
              Map.entry("CONFIG_BPF_JIT", "y"),
              Map.entry("CONFIG_BPF_EVENTS", "y"),
              Map.entry("CONFIG_BPF_LSM", "y"),
              Map.entry("CONFIG_DEBUG_INFO_BTF", "y"),
              Map.entry("CONFIG_FTRACE", "y"),
              Map.entry("CONFIG_KPROBES", "y"),
              Map.entry("CONFIG_INPUT", "y"),
              Map.entry("CONFIG_HID", "y"),
              Map.entry("CONFIG_HIDRAW", "y"),
              Map.entry("CONFIG_UHID", "y"),
              Map.entry("CONFIG_HID_BPF", "y"),
              Map.entry("CONFIG_HID_GENERIC", "y"),
              Map.entry("CONFIG_USB_HID", "y"),
              Map.entry("CONFIG_DEFAULT_HOSTNAME", "\"(none)\"")),
          Map.of(),
          Map.of());

  /**
   * {@return a copy with other initial values of global variables}
   *
   * @param newVariables bytes by name of the variable, little-endian and as long as the variable
   */
  public LinkOptions withVariables(Map<String, byte[]> newVariables) {
    return new LinkOptions(kernelVersion, kconfig, ksyms, newVariables);
  }

  /**
   * {@return a copy with another kernel version}
   *
   * @param major 6 of 6.12.3
   * @param minor 12 of 6.12.3
   * @param patch 3 of 6.12.3; more than 255 counts as 255, as in {@code KERNEL_VERSION}
   */
  public LinkOptions withKernelVersion(int major, int minor, int patch) {
    int version = major << 16 | minor << 8 | Math.min(patch, 255);
    return new LinkOptions(version, kconfig, ksyms, variables);
  }

  /**
   * {@return a copy with other {@code CONFIG_*} values}
   *
   * @param newKconfig as in a kernel's {@code .config}: {@code y}, {@code m}, a number, a quoted
   *     string
   */
  public LinkOptions withKconfig(Map<String, String> newKconfig) {
    return new LinkOptions(kernelVersion, newKconfig, ksyms, variables);
  }

  /**
   * {@return a copy with other addresses of untyped kernel variables}
   *
   * @param newKsyms addresses by name of the {@code __ksym} variable
   */
  public LinkOptions withKsyms(Map<String, Long> newKsyms) {
    return new LinkOptions(kernelVersion, kconfig, newKsyms, variables);
  }
}
