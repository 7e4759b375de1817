package io.github.hidbpf4j.bpf.verifier.advice;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.regex.Pattern;

/** Extracts the messages at the end of a verifier log, after the last instruction. */
final class LogMessages {
  private static final Pattern INSTRUCTION = Pattern.compile("\\d+: \\([0-9a-f]{2}\\) .*");

  /** Lines that are not messages: states, source lines, precision tracking, statistics. */
  private static final Pattern OTHER =
      Pattern.compile(
          "|;.*|\\d+: (safe|R\\d.*|frame\\d.*)|from \\d+ to \\d+:.*|(mark|force)_precise: .*"
              + "|(caller|callee|returning from callee|to caller at \\d+):?|\\s*R\\d+(_\\w+)?=.*"
              + "|frame\\d+: .*|stack depth .*|verification time .*|processed \\d+ insns .*"
              + "|(cur|old) state: .*|func '.*' arg\\d+ has btf_id \\d+ type .*"
              + "|Validating .* func#\\d+\\.\\.\\.|Func#\\d+ .*",
          Pattern.DOTALL);

  private LogMessages() {}

  /** The messages after the last instruction of a log, in order. */
  static List<String> of(String log) {
    List<String> lines = log.lines().toList();
    List<String> messages = new ArrayList<>();
    for (int i = lines.size() - 1; i >= 0; i--) {
      String line = lines.get(i);
      if (INSTRUCTION.matcher(line).matches()) {
        break;
      }
      if (!OTHER.matcher(line).matches()) {
        messages.add(line.strip());
      }
    }
    Collections.reverse(messages);
    return messages;
  }
}
