package io.github.hidbpf4j.testing.suite;

/** How a test ended. */
public enum Status {
  /** As expected. */
  PASSED,
  /** Not as expected, or it could not be run. */
  FAILED,
  /** Its snapshot was written, for the first time or anew. */
  UPDATED;

  /** {@return the word for it in outputs, such as {@code passed}} */
  public String text() {
    return name().toLowerCase(java.util.Locale.ROOT);
  }
}
