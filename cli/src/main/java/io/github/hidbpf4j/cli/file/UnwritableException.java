package io.github.hidbpf4j.cli.file;

import java.io.IOException;

/** An output that could be opened and takes no more: no space, or who reads it is gone. */
public final class UnwritableException extends IOException {
  private static final long serialVersionUID = 1L;

  /** An error with the output's name and what the system says. */
  public UnwritableException(String name, IOException cause) {
    super(name + ": cannot be written: " + cause.getMessage(), cause);
  }
}
