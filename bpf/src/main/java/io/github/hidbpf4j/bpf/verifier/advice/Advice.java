package io.github.hidbpf4j.bpf.verifier.advice;

/**
 * What a message of the verifier means, and what to do.
 *
 * @param found what was found; may be empty
 * @param expected what was expected; may be empty
 * @param action what to do
 */
record Advice(String found, String expected, String action) {
  /** For messages that nobody wrote advice for. */
  static final Advice NONE =
      new Advice(
          "",
          "",
          "see the log of hidbpf verify: behind each instruction stands what its registers hold; --log-level 2 shows every path");

  /** An instruction refers to what the kernel lacks; {@code what} as the linker tells it. */
  static Advice ofMissing(String what) {
    return new Advice(
        "a CO-RE relocation that this kernel has nothing for: " + what,
        "a type, field or value of this kernel",
        "guard it with bpf_core_field_exists(), bpf_core_type_exists() or bpf_core_enum_value_exists(), or choose the kernel that has it (--kernel)");
  }
}
