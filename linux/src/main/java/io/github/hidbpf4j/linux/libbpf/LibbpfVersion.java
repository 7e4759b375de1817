package io.github.hidbpf4j.linux.libbpf;

/** A version of libbpf; {@link LibbpfFeature} says what came with which. */
public record LibbpfVersion(int major, int minor) implements Comparable<LibbpfVersion> {
  @Override
  public int compareTo(LibbpfVersion other) {
    return major == other.major
        ? Integer.compare(minor, other.minor)
        : Integer.compare(major, other.major);
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
