package io.github.hidbpf4j.live.kernel;

import io.github.hidbpf4j.hid.HidException;
import io.github.hidbpf4j.linux.host.BpfFacts;
import io.github.hidbpf4j.linux.libbpf.Libbpf;
import io.github.hidbpf4j.linux.sysfs.HostFiles;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Whether fixes can run in the kernel of a machine, determined from what the kernel reports about
 * itself, not from its version.
 *
 * @param kind which kind of HID-BPF the kernel has
 * @param obstacles what prevents it; empty if it would work
 */
public record KernelSupport(Kind kind, List<Obstacle> obstacles) {
  /** Kinds of HID-BPF in kernels. */
  public enum Kind {
    /** {@code struct hid_bpf_ops}, since 6.11: what this product loads. */
    STRUCT_OPS,
    /** {@code fmod_ret} programs, 6.3 to 6.10. */
    TRACING,
    /** None, or none that can be seen. */
    NONE
  }

  /**
   * Something that prevents it.
   *
   * @param text what it is
   * @param remedy what to do about it
   */
  public record Obstacle(String text, String remedy) {
    @Override
    public String toString() {
      return "%s (%s)".formatted(text, remedy);
    }
  }

  private static final String STRUCT_OPS = "hid_bpf_ops";

  /** A function in 6.3 to 6.10 that programs attach to. */
  private static final String TRACING = "hid_bpf_device_event";

  private static final String BRIDGE = "the bridge does not need it: --mode bridge";

  /** Copies. */
  public KernelSupport {
    obstacles = List.copyOf(obstacles);
  }

  /** Examines this machine. */
  public static KernelSupport look() {
    return look(HostFiles.SYSTEM, KernelSupport::requireLibbpf);
  }

  /**
   * Examines a machine.
   *
   * @param libbpf throws a {@link HidException} if the machine has no suitable libbpf
   */
  public static KernelSupport look(HostFiles files, Runnable libbpf) {
    return of(BpfFacts.look(files, List.of(STRUCT_OPS, TRACING)), libbpf);
  }

  /**
   * Requires a libbpf with all needed features.
   *
   * @throws io.github.hidbpf4j.linux.libbpf.LibbpfException if there is none
   */
  public static void requireLibbpf() {
    Libbpf.open().requireAll();
  }

  static KernelSupport of(BpfFacts facts, Runnable libbpf) {
    List<Obstacle> obstacles = new ArrayList<>();
    Kind kind = kind(facts);
    if (!facts.hasBtf()) {
      obstacles.add(
          new Obstacle(
              "the kernel does not describe its types: /sys/kernel/btf/vmlinux does not exist",
              "a kernel with CONFIG_DEBUG_INFO_BTF; " + BRIDGE));
    } else if (kind == Kind.NONE) {
      obstacles.add(
          new Obstacle(
              "the kernel has no HID-BPF: its types have no struct hid_bpf_ops",
              "a kernel with CONFIG_HID_BPF; " + BRIDGE));
    } else if (kind == Kind.TRACING) {
      obstacles.add(
          new Obstacle(
              "the kernel has HID-BPF of Linux 6.3 to 6.10, which is not loaded into kernels",
              "Linux 6.11 or newer; " + BRIDGE));
    }
    if (kind == Kind.STRUCT_OPS) {
      rights(facts, obstacles);
      libbpf(libbpf, obstacles);
    }
    return new KernelSupport(kind, obstacles);
  }

  private static Kind kind(BpfFacts facts) {
    if (facts.type().equals(STRUCT_OPS)) {
      return Kind.STRUCT_OPS;
    }
    return facts.type().equals(TRACING) ? Kind.TRACING : Kind.NONE;
  }

  private static void rights(BpfFacts facts, List<Obstacle> obstacles) {
    if (!facts.mayLoad()) {
      String lockdown =
          facts.lockdown().isEmpty() || facts.lockdown().equals("none")
              ? ""
              : "; kernel lockdown is '%s'".formatted(facts.lockdown());
      String unprivileged =
          facts.unprivilegedDisabled().isEmpty()
              ? ""
              : "; kernel.unprivileged_bpf_disabled is %s, and does not matter for programs of HID-BPF"
                  .formatted(facts.unprivilegedDisabled());
      obstacles.add(
          new Obstacle(
              "this process may not load programs: it has neither CAP_SYS_ADMIN nor CAP_BPF with CAP_PERFMON"
                  + unprivileged
                  + lockdown,
              "sudo"));
    }
    if (facts.jit().equals("0")) {
      obstacles.add(
          new Obstacle(
              "programs are not compiled, which calls of kernel functions need: net.core.bpf_jit_enable is 0",
              "sysctl net.core.bpf_jit_enable=1"));
    }
  }

  private static void libbpf(Runnable libbpf, List<Obstacle> obstacles) {
    try {
      libbpf.run();
    } catch (HidException e) {
      String text = String.valueOf(e.getMessage());
      int remedy = text.indexOf("; ");
      obstacles.add(
          remedy < 0
              ? new Obstacle(text, BRIDGE)
              : new Obstacle(text.substring(0, remedy), text.substring(remedy + 2)));
    }
  }

  /**
   * The support for fixes that are to stay when this process ends, which must be pinned.
   *
   * @param files of the machine
   */
  public KernelSupport forPins(HostFiles files) {
    if (kind != Kind.STRUCT_OPS) {
      return this;
    }
    List<Obstacle> all = new ArrayList<>(obstacles);
    new KernelPins(files).obstacle().ifPresent(all::add);
    return new KernelSupport(kind, all);
  }

  /** What prevents asking the kernel for verdicts, in one line; "" if nothing does. */
  public String reasonAgainstLoading() {
    return reason().replace("; " + BRIDGE, "");
  }

  /** Whether it would work. */
  public boolean isUsable() {
    return obstacles.isEmpty();
  }

  /** What prevents it, in one line; "" if nothing does. */
  public String reason() {
    return obstacles.stream().map(Obstacle::toString).collect(Collectors.joining("; "));
  }
}
