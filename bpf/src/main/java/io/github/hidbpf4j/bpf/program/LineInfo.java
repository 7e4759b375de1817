package io.github.hidbpf4j.bpf.program;

/**
 * Source line of an instruction, from {@code .BTF.ext}.
 *
 * @param slot index of the first slot it applies to
 * @param file source file as passed to the compiler
 * @param line 1-based line number
 * @param column 1-based column, 0 when unknown
 * @param text the source line, without its newline
 */
public record LineInfo(int slot, String file, int line, int column, String text) {
  /** {@return the file name without a leading {@code ./}, for display} */
  public String shownFile() {
    return file.startsWith("./") ? file.substring(2) : file;
  }

  /**
   * {@return the source line without indentation and with single spaces} A line of a macro may be
   * wide and end in a backslash.
   */
  public String shownText() {
    return text.strip().replaceAll("\\s+", " ");
  }
}
