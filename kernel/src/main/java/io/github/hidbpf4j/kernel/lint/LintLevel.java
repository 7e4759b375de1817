package io.github.hidbpf4j.kernel.lint;

import java.util.Locale;

/** Severity of a message; the most severe first. */
public enum LintLevel {
  /** The object does not do its job. */
  ERROR,
  /** The object fails with some devices or kernels, or at times. */
  WARNING,
  /** Worth a look. */
  HINT;

  /** Its name in output. */
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Whether it is at least as severe. */
  public boolean reaches(LintLevel least) {
    return compareTo(least) <= 0;
  }
}
