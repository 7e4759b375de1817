package io.github.hidbpf4j.live.kernel;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The kernel verifier's log for a program that it rejects.
 *
 * @param reason the line that gives the reason; "" if there is none
 * @param instruction number of the last instruction in it; -1 for none
 * @param source source line of that instruction: {@code fix.bpf.c:12: int x = data[9];}; "" if the
 *     log has none
 */
public record KernelLog(String reason, int instruction, String source) {
  /** Source lines: {@code ; text @ file:line}, or {@code ; text} in kernels before 6.9. */
  private static final Pattern SOURCE = Pattern.compile("; (.*?)(?: @ (\\S+:\\d+))?");

  /** Instructions: {@code 5: (71) r1 = …}. */
  private static final Pattern INSTRUCTION = Pattern.compile("(\\d+): \\([0-9a-f]{2}\\) .*");

  /** Statistics of the verifier's work, which do not concern the program. */
  private static final Pattern STATISTICS =
      Pattern.compile(
          "processed \\d+ insns .*|verification time .*|stack depth .*|insns processed .*"
              + "|subprog \\d+ \\(.*\\) \\w+ insns_self .*|(cur|old) state:.*|\\s*");

  /** Lines about the verifier's path: instructions, source, and states of registers. */
  private static final Pattern WAY =
      Pattern.compile(
          "mark_precise: .*|\\d+: .*|; .*|(from|propagating) .*|func#\\d+ .*|\\(\\d+\\) live stack"
              + " .*");

  /** Start of what 7.3 appends about an error after its message (kernel/bpf/diagnostics.c). */
  private static final String EXPLANATION = "Verification failed: ";

  /** The headings in that text; what is below them is indented. */
  private static final Set<String> PARTS = Set.of("Reason:", "At:", "Causal path:", "Suggestion:");

  /** Parses a log. */
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
   * The lines about the program, trimmed: all but statistics and the explanations that 7.3 appends.
   * More messages may follow an explanation.
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

  /** Everything in one line; "" if there is no reason. */
  public String text() {
    if (reason.isEmpty()) {
      return "";
    }
    String place = source.isEmpty() ? "" : source + ": ";
    return instruction < 0 ? reason : "%s%s (instruction %d)".formatted(place, reason, instruction);
  }
}
