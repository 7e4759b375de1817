package io.github.hidbpf4j.testing.coverage;

import io.github.hidbpf4j.hid.HidException;

/** Thrown when a coverage file cannot be used; the message names the file and the place in it. */
public final class CoverageException extends HidException {
  private static final long serialVersionUID = 1L;

  CoverageException(String message) {
    super(message);
  }
}
