package io.github.hidbpf4j.tools.hunt;

import io.github.hidbpf4j.live.kernel.KernelLog;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A verifier's verdict on a program.
 *
 * @param error error number, positive; 0 if the program was accepted
 * @param processed number of processed instructions; -1 if the log does not say
 * @param line last line of the log except for statistics; empty if the program was accepted
 */
record Answer(int error, long processed, String line) {
  /** What 7.3 appends to a line without a line end. */
  private static final Pattern UNENDED = Pattern.compile("verification time \\d+ usec$");

  /** This message counts instructions after the kernel has rewritten them, which we do not do. */
  private static final Pattern REWRITTEN = Pattern.compile("(No program to jit at insn )\\d+");

  /** Removes numbers that follow no rule. */
  Answer {
    line = REWRITTEN.matcher(line).replaceFirst("$1N");
  }

  boolean isAccepted() {
    return error == 0;
  }

  /** Formats it as one line, which {@link #parse} reads. */
  String text() {
    return error + "\t" + processed + "\t" + line;
  }

  static Answer parse(String text) {
    String[] parts = text.split("\t", 3);
    return new Answer(Integer.parseInt(parts[0]), Long.parseLong(parts[1]), parts[2]);
  }

  /** Extracts the answer from a log. */
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
