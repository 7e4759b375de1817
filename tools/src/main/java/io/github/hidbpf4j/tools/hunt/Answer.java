package io.github.hidbpf4j.tools.hunt;

import io.github.hidbpf4j.live.kernel.KernelLog;
import java.util.List;
import java.util.regex.Pattern;

/**
 * What a verifier says of a program.
 *
 * @param error error number, positive; 0 when the program was accepted
 * @param processed instructions looked at; -1 when the log does not say
 * @param line last line of the log that is no statistics; empty when the program was accepted
 */
record Answer(int error, long processed, String line) {
  /** What 7.3 writes at the end of a line that has none. */
  private static final Pattern UNENDED = Pattern.compile("verification time \\d+ usec$");

  /** Counts instructions after the kernel has rewritten them, which we do not. */
  private static final Pattern REWRITTEN = Pattern.compile("(No program to jit at insn )\\d+");

  /** Without numbers that are no rule. */
  Answer {
    line = REWRITTEN.matcher(line).replaceFirst("$1N");
  }

  boolean isAccepted() {
    return error == 0;
  }

  /** One line, read back by {@link #parse}. */
  String text() {
    return error + "\t" + processed + "\t" + line;
  }

  static Answer parse(String text) {
    String[] parts = text.split("\t", 3);
    return new Answer(Integer.parseInt(parts[0]), Long.parseLong(parts[1]), parts[2]);
  }

  /** Takes it from a log. */
  static Answer of(int error, List<String> log) {
    long processed = -1;
    for (String line : log) {
      if (line.startsWith("processed ")) {
        processed = Long.parseLong(line.split(" ", 3)[1]);
      }
    }
    List<String> said = KernelLog.said(log);
    String last = said.isEmpty() ? "" : said.getLast();
    last = UNENDED.matcher(last).replaceFirst("");
    return new Answer(error, processed, error == 0 ? "" : last.replace('\t', ' '));
  }
}
