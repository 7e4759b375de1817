package io.github.hidbpf4j.live.kernel;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
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

  /** Lines that are about the verifier's work, not about the program. */
  private static final Pattern STATISTICS =
      Pattern.compile(
          "processed \\d+ insns .*|verification time .*|stack depth .*|insns processed .*"
              + "|subprog \\d+ \\(.*\\) \\w+ insns_self .*|(cur|old) state:.*|\\s*");

  /** Lines that tell the verifier's way: instructions, source, and what is known of registers. */
  private static final Pattern WAY =
      Pattern.compile(
          "mark_precise: .*|\\d+: .*|; .*|(from|propagating) .*|func#\\d+ .*|\\(\\d+\\) live stack"
              + " .*");

  /** Begins what 7.3 says about an error after its message (kernel/bpf/diagnostics.c). */
  private static final String EXPLANATION = "Verification failed: ";

  /** The parts of that; what stands below them is indented. */
  private static final Set<String> PARTS = Set.of("Reason:", "At:", "Causal path:", "Suggestion:");

  /** Reads a log. */
  public static KernelLog parse(String log) {
    String reason = "";
    int instruction = -1;
    String source = "";
    for (String line : said(log.lines().toList())) {
      Matcher code = INSTRUCTION.matcher(line);
      Matcher text = SOURCE.matcher(line);
      if (code.matches()) {
        instruction = Integer.parseInt(code.group(1));
      } else if (text.matches()) {
        String place = text.group(2);
        source = place == null ? text.group(1) : place + ": " + text.group(1);
      } else if (!WAY.matcher(line).matches()) {
        reason = line;
      }
    }
    return new KernelLog(reason, instruction, source);
  }

  /**
   * The lines that say something of the program, without margins: all but statistics and the
   * explanations that 7.3 adds. Messages may go on behind an explanation.
   */
  public static List<String> said(List<String> log) {
    List<String> said = new ArrayList<>();
    boolean explains = false;
    for (String line : log) {
      if (line.startsWith(EXPLANATION)) {
        explains = true;
      } else if (!line.isBlank() && !line.startsWith("  ") && !PARTS.contains(line)) {
        explains = false;
      }
      if (!explains && !STATISTICS.matcher(line).matches()) {
        said.add(line.strip());
      }
    }
    return said;
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
