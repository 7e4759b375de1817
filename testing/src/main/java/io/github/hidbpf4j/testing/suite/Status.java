package io.github.hidbpf4j.testing.suite;

import java.util.Locale;

/** How a test ended. */
public enum Status {
  /** As expected. */
  PASSED,
  /** Not as expected, or it could not be run. */
  FAILED,
  /** Its snapshot was written, for the first time or anew. */
  UPDATED,
  /** Not run, for a kernel that was asked for and that it is not about. */
  SKIPPED;

  /** {@return the word for it in outputs, such as {@code passed}} */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
