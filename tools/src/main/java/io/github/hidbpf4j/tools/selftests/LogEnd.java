package io.github.hidbpf4j.tools.selftests;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Extracts the end of a verifier's log: its last line except for the totals, which are missing in
 * the kernels' logs, and without what depends on the run: times, and names of objects.
 */
final class LogEnd {
  private static final Pattern TIME = Pattern.compile("verification time \\d+ usec$");
  private static final Pattern FUNCTION =
      Pattern.compile("(subprog \\d+ \\(.*\\) \\w+) insns_self \\d+ insns_total \\d+ (stack \\d+)");

  /** Names of section maps are prefixed with the object's name, which was different there. */
  private static final Pattern SECTION_MAP =
      Pattern.compile("map=\\w*(?=\\.(?:bss|data|rodata|kconfig))");

  private static final String NO_NAME = "(<unknown>)";
  private static final Pattern NAME = Pattern.compile("^(subprog \\d+ )\\(.*\\)(?= \\w+ insns)");

  private LogEnd() {}

  /** Kinds of last lines. */
  enum Kind {
    /** None: there are only totals. */
    NONE,
    /** The counts of a function. */
    COUNTS,
    /** An instruction, or a state. */
    WALK,
    /** Anything else: a message of the verifier. */
    MESSAGE
  }

  /** The last line of one of our logs; empty for none. */
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

  /** A line as in a kernel's answer, without what libbpf adds and what depends on the run. */
  static String ofKernel(String line) {
    return line.startsWith("libbpf:") ? "" : plain(TIME.matcher(line).replaceFirst(""));
  }

  private static String plain(String line) {
    return SECTION_MAP.matcher(line).replaceAll("map=");
  }

  /** The kind of a line. */
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
   * One of our lines as the kernel that was asked through libbpf would write it: if it rejected the
   * object's BTF, which libbpf ignores, functions have no names.
   */
  static String asNamed(String line, String kernel) {
    return kernel.contains(NO_NAME) ? NAME.matcher(line).replaceFirst("$1" + NO_NAME) : line;
  }

  /** A line without the numbers of processed instructions: function and stack remain. */
  static String withoutCounts(String line) {
    Matcher function = FUNCTION.matcher(line);
    return function.matches() ? function.group(1) + " " + function.group(2) : line;
  }
}
