package io.github.hidbpf4j.bpf.program;

/** The attach target of a program, as its section name gives it. */
public sealed interface AttachTarget {
  /**
   * The section prefix without {@code .s}, where it says what kind of program it is; else empty.
   */
  default String kind() {
    return "";
  }

  /** Nothing in particular: socket filters, syscall programs. */
  record None() implements AttachTarget {}

  /**
   * A member of a struct_ops struct: {@code struct_ops/hid_device_event}; the struct comes from the
   * map that refers to the program.
   */
  record StructOpsMember(String struct, String member) implements AttachTarget {}

  /**
   * A kernel function, by BTF: fentry, fexit, fmod_ret, tp_btf, lsm, iter. {@code kind} is the
   * section prefix without {@code .s}.
   */
  record BtfFunction(String kind, String function) implements AttachTarget {}

  /** A point named by text only: tracepoint, kprobe, uprobe, perf_event, xdp device, ... */
  record Named(String kind, String name) implements AttachTarget {}
}
