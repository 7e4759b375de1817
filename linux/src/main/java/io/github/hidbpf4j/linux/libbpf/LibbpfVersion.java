package io.github.hidbpf4j.linux.libbpf;

import java.util.Comparator;

/** A version of libbpf; {@link LibbpfFeature} says what came with which. */
public record LibbpfVersion(int major, int minor) implements Comparable<LibbpfVersion> {
  private static final Comparator<LibbpfVersion> ORDER =
      Comparator.comparingInt(LibbpfVersion::major).thenComparingInt(LibbpfVersion::minor);

  @Override
  public int compareTo(LibbpfVersion other) {
    return ORDER.compare(this, other);
  }

  /** Whether it is this version or a later one. */
  public boolean isAtLeast(LibbpfVersion other) {
    return compareTo(other) >= 0;
  }

  /** {@code 1.5}. */
  @Override
  public String toString() {
    return major + "." + minor;
  }
}
