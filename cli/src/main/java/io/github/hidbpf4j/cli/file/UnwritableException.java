package io.github.hidbpf4j.cli.file;

import java.io.IOException;

/**
 * Thrown when an output that was opened cannot be written any more: no space, or its reader is
 * gone.
 */
public final class UnwritableException extends IOException {
  private static final long serialVersionUID = 1L;

  /** Creates an error with the output's name and the system's message. */
  public UnwritableException(String name, IOException cause) {
    super(name + ": cannot be written: " + cause.getMessage(), cause);
  }
}
