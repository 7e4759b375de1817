package io.github.hidbpf4j.bpf.verifier.advice;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The meaning of a verifier message, and what to do.
 *
 * @param found what was found; may be empty
 * @param expected what was expected; may be empty
 * @param action what to do
 */
record Advice(String found, String expected, String action) {
  private static final Pattern KFUNC = Pattern.compile("^kfunc '(\\w+)'");

  /** For messages without advice. */
  static final Advice NONE =
      new Advice(
          "",
          "",
          "see the log of hidbpf verify: each instruction is followed by what its registers "
              + "hold; --log-level 2 shows every path");

  /**
   * Advice for an instruction that refers to something the kernel lacks; {@code what} is the
   * linker's text.
   */
  static Advice ofMissing(String what) {
    Matcher kfunc = KFUNC.matcher(what);
    if (kfunc.find()) {
      return new Advice(
          "a call of %s(), which this kernel has not: %s".formatted(kfunc.group(1), what),
          "a kfunc that it has, or one that bpf_ksym_exists() rules out",
          "call it only inside if (bpf_ksym_exists(%s)), or choose a kernel that has it (--kernel)"
              .formatted(kfunc.group(1)));
    }
    return new Advice(
        "a CO-RE relocation that this kernel has nothing for: " + what,
        "a type, field or value of this kernel",
        "guard it with bpf_core_field_exists(), bpf_core_type_exists() or bpf_core_enum_value_exists(), or choose the kernel that has it (--kernel)");
  }
}
