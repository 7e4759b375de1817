package io.github.hidbpf4j.kernel.lint;

/**
 * A message of a rule.
 *
 * @param rule the rule
 * @param id the rule's id, or that of the finding that {@link LintRule#FINDING} stands for
 * @param program name of the program, map or variable
 * @param file source file; empty if unknown
 * @param line source line; 0 if unknown
 * @param text what was found, in one line
 */
public record LintMessage(
    LintRule rule, String id, String program, String file, int line, String text) {
  /** {@code file.c:12: }; empty if the place is unknown. */
  public String where() {
    return file.isEmpty() ? "" : file + ":" + line + ": ";
  }
}
