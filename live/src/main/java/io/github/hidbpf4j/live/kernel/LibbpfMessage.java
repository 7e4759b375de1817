package io.github.hidbpf4j.live.kernel;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Explains messages of libbpf about HID-BPF objects. The first matching row applies.
 *
 * @param pattern matches a part of the message
 * @param meaning what is wrong and what to do; {@code $1} stands for the pattern's first group
 */
record LibbpfMessage(Pattern pattern, String meaning) {
  /** All rows. */
  static final List<LibbpfMessage> ALL =
      List.of(
          row(
              "struct (?:bpf_struct_ops_)?hid_bpf_ops is not found in kernel BTF",
              "this kernel has no struct hid_bpf_ops: HID-BPF is off in it (CONFIG_HID_BPF), or it is"
                  + " older than 6.11; --mode bridge does not need it"),
          row(
              "struct (?:bpf_struct_ops_)?(\\w+) is not found in kernel BTF",
              "this kernel has no struct $1, which the object implements"),
          row(
              "struct_ops init_kern.*[Cc]annot find member (\\w+) in kernel BTF",
              "this kernel's struct has no member $1: a later kernel has it"),
          row(
              "extern \\(func ksym\\) '(\\w+)': not found in kernel or module BTFs",
              "this kernel has no function $1: a later kernel has it, or a module that is not loaded"),
          row(
              "extern \\(func ksym\\) '(\\w+)': func_proto .* incompatible with",
              "function $1 has another prototype in this kernel: the object was built for "
                  + "another one"),
          row(
              "extern \\((?:var )?ksym\\) '(\\w+)': .*not (?:found|resolved)",
              "this kernel has no variable $1: a later kernel has it, or a module that is not loaded"),
          row(
              "extern \\(kcfg\\) '(\\w+)': (?:is not resolved|not found)",
              "this kernel's configuration has no $1, or it cannot be read (/proc/config.gz,"
                  + " /boot/config-…)"),
          row(
              "failed to find kernel BTF type ID of '(\\w+)'",
              "this kernel has no function $1, which the program is for: HID-BPF is off in it"
                  + " (CONFIG_HID_BPF), or it is of another version"),
          row(
              "(?:failed to find valid kernel BTF|Error loading vmlinux BTF)",
              "this kernel does not describe its types: it needs CONFIG_DEBUG_INFO_BTF; --mode "
                  + "bridge does not need it"),
          row(
              "invalid CO-RE relocation|CO-RE relocat\\w+ failed|relo #\\d+: .*no matching targets found",
              "a type or member that the object needs is not in this kernel: the object was "
                  + "built for another one"));

  private static LibbpfMessage row(String pattern, String meaning) {
    return new LibbpfMessage(Pattern.compile(pattern), meaning);
  }

  /** The meaning of a message; empty if no row matches. */
  static Optional<String> explain(String message) {
    for (LibbpfMessage row : ALL) {
      Matcher matcher = row.pattern.matcher(message);
      if (matcher.find()) {
        return Optional.of(
            matcher.groupCount() == 0 ? row.meaning : row.meaning.replace("$1", matcher.group(1)));
      }
    }
    return Optional.empty();
  }

  /** The meaning of the first message that a row matches. */
  static Optional<String> firstExplained(List<String> messages) {
    return messages.stream().map(LibbpfMessage::explain).flatMap(Optional::stream).findFirst();
  }
}
