package io.github.hidbpf4j.kernel.dispatch;

import io.github.hidbpf4j.kernel.function.HidBpfHooks;

/**
 * Layout of {@code struct hid_bpf_ctx}: 32 bytes with {@code index} and {@code report_type} until
 * Linux 6.10, 16 bytes without them from 6.11 on.
 */
record ContextLayout(
    int size, int hid, int allocatedSize, int sizeField, int index, int reportType) {
  private static final String STRUCT = HidBpfHooks.CONTEXT;

  static ContextLayout of(KernelLayout kernel) {
    return new ContextLayout(
        kernel.size(STRUCT),
        kernel.required(STRUCT, "hid"),
        kernel.required(STRUCT, "allocated_size"),
        kernel.required(STRUCT, "size"),
        kernel.offset(STRUCT, "index"),
        kernel.offset(STRUCT, "report_type"));
  }

  /** Size rounded up to 8 bytes. */
  int roundedSize() {
    return (size + 7) & ~7;
  }
}
