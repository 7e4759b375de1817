package io.github.hidbpf4j.testing.coverage;

import io.github.hidbpf4j.hid.HidException;

/** A file of coverage that cannot be used: the message names it and the place in it. */
public final class CoverageException extends HidException {
  private static final long serialVersionUID = 1L;

  CoverageException(String message) {
    super(message);
  }
}
