package io.github.hidbpf4j.bpf.proto;

import org.jspecify.annotations.Nullable;

/**
 * A release of Linux; as a property of a function, the first that has it.
 *
 * @param major first number
 * @param minor second number
 */
public record KernelRelease(int major, int minor)
    implements FunctionProperty, Comparable<KernelRelease> {
  /** Present in every kernel distinguished here: introduced in 6.3 or earlier. */
  public static final KernelRelease OLD = new KernelRelease(0, 0);

  /** In no release: only proposed. */
  public static final KernelRelease PROPOSED = new KernelRelease(Integer.MAX_VALUE, 0);

  /** A release of Linux 6. */
  public static KernelRelease linux6(int minor) {
    return new KernelRelease(6, minor);
  }

  /** A release of Linux 7. */
  public static KernelRelease linux7(int minor) {
    return new KernelRelease(7, minor);
  }

  /** Whether this release is the same as or later than another. */
  public boolean isAtLeast(KernelRelease other) {
    return compareTo(other) >= 0;
  }

  @Override
  public int compareTo(KernelRelease other) {
    return major != other.major
        ? Integer.compare(major, other.major)
        : Integer.compare(minor, other.minor);
  }

  // Written by hand: the javac-generated method of a record is linked at first use, which delays
  // start-up.
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof KernelRelease that && that.major == major && that.minor == minor;
  }

  @Override
  public int hashCode() {
    return 31 * major + minor;
  }

  /** {@code 6.12}. */
  @Override
  public String toString() {
    return major + "." + minor;
  }
}
