package io.github.hidbpf4j.time;

import java.util.List;

/** A run of virtual time cannot end: it waits for what nothing left to run can bring. */
public final class StuckException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  StuckException(String what, List<String> waiting) {
    super(what + " waits for ever; waiting runs: " + waiting);
  }
}
