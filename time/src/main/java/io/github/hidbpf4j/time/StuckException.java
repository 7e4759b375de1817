package io.github.hidbpf4j.time;

import java.util.List;

/** A run in virtual time cannot complete: nothing left to run can end its wait. */
public final class StuckException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  StuckException(String what, List<String> waiting) {
    super(what + " waits forever; waiting runs: " + waiting);
  }
}
