package io.github.hidbpf4j.bpf.btf.header;

import io.github.hidbpf4j.bpf.BpfException;

/**
 * A header that cannot be parsed, or BTF that no header can express. The message of a parse error
 * starts with {@code FILE:LINE:COLUMN: }, as in compilers; lines and columns count from 1.
 */
public final class HeaderException extends BpfException {
  private static final long serialVersionUID = 1L;
  private final String file;
  private final int line;
  private final int column;

  HeaderException(CToken at, String message) {
    super(at.file() + ":" + at.line() + ":" + at.column() + ": " + message);
    this.file = at.file();
    this.line = at.line();
    this.column = at.column();
  }

  HeaderException(String message) {
    super(message);
    this.file = "";
    this.line = 0;
    this.column = 0;
  }

  /**
   * The header's name as given to the parser; empty when the error is not about a header's text.
   */
  public String file() {
    return file;
  }

  /** Line from 1, or 0. */
  public int line() {
    return line;
  }

  /** Column in characters from 1, or 0. */
  public int column() {
    return column;
  }
}
