package io.github.hidbpf4j.bpf.asm;

import io.github.hidbpf4j.bpf.BpfException;

/** Malformed assembly text: where, what was found, what was expected. */
public final class AssemblerException extends BpfException {
  private static final long serialVersionUID = 1L;
  private final int line;
  private final int column;

  /**
   * An error at a place in the text.
   *
   * @param line line number, from 1
   * @param column column number, from 1
   * @param problem what was found and what was expected, without the place
   */
  public AssemblerException(int line, int column, String problem) {
    super("assembly line " + line + ", column " + column + ": " + problem);
    this.line = line;
    this.column = column;
  }

  /** {@return the line number, from 1} */
  public int line() {
    return line;
  }

  /** {@return the column number, from 1} */
  public int column() {
    return column;
  }
}
