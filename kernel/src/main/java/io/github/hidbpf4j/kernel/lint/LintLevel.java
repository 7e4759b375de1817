package io.github.hidbpf4j.kernel.lint;

import java.util.Locale;

/** How sure it is that something is wrong; the gravest first. */
public enum LintLevel {
  /** It does not do what it is for. */
  ERROR,
  /** It fails with some devices, kernels or at some times. */
  WARNING,
  /** Worth a look. */
  HINT;

  /** Its name in output. */
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Whether it is at least as grave. */
  public boolean reaches(LintLevel least) {
    return compareTo(least) <= 0;
  }
}
