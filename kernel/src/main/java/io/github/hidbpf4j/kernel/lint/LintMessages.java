package io.github.hidbpf4j.kernel.lint;

import io.github.hidbpf4j.bpf.program.LineInfo;
import io.github.hidbpf4j.kernel.analysis.AnalyzedProgram;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Collects the messages of rules, each once per program and source line. */
final class LintMessages {
  private final Map<String, LintMessage> all = new LinkedHashMap<>();

  /** Adds a message about a node of a program. */
  void add(LintRule rule, AnalyzedProgram program, int node, String text) {
    LineInfo line = program.line(program.paths().slot(node));
    add(
        new LintMessage(
            rule,
            rule.id(),
            program.name(),
            line == null ? "" : line.shownFile(),
            line == null ? 0 : line.line(),
            text));
  }

  /** Adds a message about a whole program, map or variable. */
  void add(LintRule rule, String name, String text) {
    add(new LintMessage(rule, rule.id(), name, "", 0, text));
  }

  void add(LintMessage message) {
    String place = message.line() == 0 ? message.text() : message.file() + message.line();
    all.putIfAbsent(message.id() + "\0" + message.program() + "\0" + place, message);
  }

  List<LintMessage> all() {
    return List.copyOf(all.values());
  }
}
