package io.github.hidbpf4j.linux.libbpf;

/** Features that libbpf has acquired since 1.0, and what they are needed for. */
public enum LibbpfFeature {
  /** Section {@code .struct_ops.link}: struct_ops maps that are attached by a link. */
  STRUCT_OPS_LINK(1, 2, "to attach the programs of HID-BPF since Linux 6.11"),
  /** {@code bpf_map__initial_value} of a struct_ops map, and {@code autocreate} of one. */
  STRUCT_OPS_VALUE(1, 4, "to say which device a struct_ops map is for");

  private final LibbpfVersion since;
  private final String purpose;

  LibbpfFeature(int major, int minor, String purpose) {
    this.since = new LibbpfVersion(major, minor);
    this.purpose = purpose;
  }

  /** The first version that has it. */
  public LibbpfVersion since() {
    return since;
  }

  /** What it is needed for, as the end of a sentence. */
  public String purpose() {
    return purpose;
  }
}
