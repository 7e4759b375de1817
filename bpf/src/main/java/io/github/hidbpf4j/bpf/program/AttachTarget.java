package io.github.hidbpf4j.bpf.program;

/** The attach target of a program, from its section name. */
public sealed interface AttachTarget {
  /**
   * {@return the section prefix without {@code .s}, where it denotes the kind of program; else
   * empty}
   */
  default String kind() {
    return "";
  }

  /** Nothing in particular: socket filters, syscall programs. */
  record None() implements AttachTarget {}

  /**
   * A member of a struct_ops struct: {@code struct_ops/hid_device_event}.
   *
   * @param struct name of the kernel struct, from the map that refers to the program; empty until
   *     linked
   * @param member name of the function pointer; until linked, the text after the slash
   */
  record StructOpsMember(String struct, String member) implements AttachTarget {}

  /**
   * A kernel function, by BTF: fentry, fexit, fmod_ret, tp_btf, lsm, iter.
   *
   * @param kind section prefix without {@code .s}
   * @param function name in the section: of the kernel function, tracepoint, LSM hook or iterator
   *     target
   */
  record BtfFunction(String kind, String function) implements AttachTarget {}

  /**
   * A point named by text only: tracepoint, kprobe, uprobe, perf_event, xdp device, ...
   *
   * @param kind the part of the section name before the first slash
   * @param name the part after it
   */
  record Named(String kind, String name) implements AttachTarget {}
}
