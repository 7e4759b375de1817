package io.github.hidbpf4j.kernel.lint;

/**
 * What a rule has found.
 *
 * @param rule the rule
 * @param id the rule's id, or that of the finding that {@link LintRule#FINDING} stands for
 * @param program name of the program, map or variable
 * @param file source file; empty where it is not known
 * @param line source line; 0 where it is not known
 * @param text what was found, in a line
 */
public record LintMessage(
    LintRule rule, String id, String program, String file, int line, String text) {
  /** {@code file.c:12: }; empty where the place is not known. */
  public String where() {
    return file.isEmpty() ? "" : file + ":" + line + ": ";
  }
}
