package io.github.hidbpf4j.tools.selftests;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How a verifier's log ends: its last line but the totals, which were left out where the kernels
 * were asked, without what differs by who asked: times, and names of objects.
 */
final class LogEnd {
  private static final Pattern TIME = Pattern.compile("verification time \\d+ usec$");
  private static final Pattern FUNCTION =
      Pattern.compile("(subprog \\d+ \\(.*\\) \\w+) insns_self \\d+ insns_total \\d+ (stack \\d+)");

  /** Maps of an object's sections have the object's name before, which was another there. */
  private static final Pattern SECTION_MAP =
      Pattern.compile("map=\\w*(?=\\.(?:bss|data|rodata|kconfig))");

  private static final String NO_NAME = "(<unknown>)";
  private static final Pattern NAME = Pattern.compile("^(subprog \\d+ )\\(.*\\)(?= \\w+ insns)");

  private LogEnd() {}

  /** What a last line is about. */
  enum Kind {
    /** There is none: nothing but totals. */
    NONE,
    /** The counts of a function. */
    COUNTS,
    /** An instruction, or a state. */
    WALK,
    /** Anything else: what the verifier has to say. */
    MESSAGE
  }

  /** The last line of a log of ours; empty for none. */
  static String of(String log) {
    String last = "";
    for (String line : log.lines().toList()) {
      if (!line.contains("processed ")
          && !line.startsWith("verification time")
          && !line.startsWith("stack depth")
          && !line.isEmpty()) {
        last = line;
      }
    }
    return plain(last);
  }

  /** A line as a kernel's answer has it, without what libbpf adds and what differs by run. */
  static String ofKernel(String line) {
    return line.startsWith("libbpf:") ? "" : plain(TIME.matcher(line).replaceFirst(""));
  }

  private static String plain(String line) {
    return SECTION_MAP.matcher(line).replaceAll("map=");
  }

  /** What a line is about. */
  static Kind kind(String line) {
    if (line.isEmpty()) {
      return Kind.NONE;
    }
    if (FUNCTION.matcher(line).matches()) {
      return Kind.COUNTS;
    }
    return line.matches("(from )?\\d+.*:.*|SCC exit .*|old state: .*|\\(\\d+\\) .*")
        ? Kind.WALK
        : Kind.MESSAGE;
  }

  /**
   * A line of ours as the kernel would have it that was asked through libbpf: where it refused the
   * object's BTF, which libbpf takes lightly, functions have no names.
   */
  static String asNamed(String line, String kernel) {
    return kernel.contains(NO_NAME) ? NAME.matcher(line).replaceFirst("$1" + NO_NAME) : line;
  }

  /** A line without how often instructions were looked at: function and stack remain. */
  static String withoutCounts(String line) {
    Matcher function = FUNCTION.matcher(line);
    return function.matches() ? function.group(1) + " " + function.group(2) : line;
  }
}
