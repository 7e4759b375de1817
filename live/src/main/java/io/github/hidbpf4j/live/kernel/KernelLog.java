package io.github.hidbpf4j.live.kernel;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the kernel's verifier wrote of a program that it rejects.
 *
 * @param reason the line that says why; "" when there is none
 * @param instruction the number of the last instruction that it looked at; -1 for none
 * @param source the source line of that: {@code fix.bpf.c:12: int x = data[9];}; "" when the log
 *     has none
 */
public record KernelLog(String reason, int instruction, String source) {
  /** {@code ; text @ file:line}, or {@code ; text} of kernels before 6.9. */
  private static final Pattern SOURCE = Pattern.compile("; (.*?)(?: @ (\\S+:\\d+))?");

  /** {@code 5: (71) r1 = …}. */
  private static final Pattern INSTRUCTION = Pattern.compile("(\\d+): \\([0-9a-f]{2}\\) .*");

  /** Lines that are no reason: statistics, instructions, and what is known of registers. */
  private static final Pattern NO_REASON =
      Pattern.compile(
          "processed \\d+ insns .*|verification time .*|stack depth .*|insns processed .*"
              + "|mark_precise: .*|\\d+: .*|; .*|(from|propagating) .*|func#\\d+ .*|\\s*");

  /** Reads a log. */
  public static KernelLog parse(String log) {
    String reason = "";
    int instruction = -1;
    String source = "";
    List<String> lines = log.lines().map(String::strip).toList();
    for (String line : lines) {
      Matcher code = INSTRUCTION.matcher(line);
      Matcher text = SOURCE.matcher(line);
      if (code.matches()) {
        instruction = Integer.parseInt(code.group(1));
      } else if (text.matches()) {
        String place = text.group(2);
        source = place == null ? text.group(1) : place + ": " + text.group(1);
      } else if (!NO_REASON.matcher(line).matches()) {
        reason = line;
      }
    }
    return new KernelLog(reason, instruction, source);
  }

  /** All of it in one line; "" when there is no reason. */
  public String text() {
    if (reason.isEmpty()) {
      return "";
    }
    String place = source.isEmpty() ? "" : source + ": ";
    return instruction < 0 ? reason : "%s%s (instruction %d)".formatted(place, reason, instruction);
  }
}
