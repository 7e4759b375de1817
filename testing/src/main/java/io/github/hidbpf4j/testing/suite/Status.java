package io.github.hidbpf4j.testing.suite;

import java.util.Locale;

/** How a test ended. */
public enum Status {
  /** As expected. */
  PASSED,
  /** Not as expected, or it could not be run. */
  FAILED,
  /** Its snapshot was written or rewritten. */
  UPDATED,
  /** Not run under a requested kernel that it is not about. */
  SKIPPED;

  /** {@return the word for it in outputs, such as {@code passed}} */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
