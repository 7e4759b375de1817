package io.github.hidbpf4j.bpf.proto;

import java.util.Comparator;

/**
 * First release of Linux that has a function.
 *
 * @param major first number
 * @param minor second number
 */
public record KernelRelease(int major, int minor)
    implements FunctionProperty, Comparable<KernelRelease> {
  /** Every kernel that is told apart here has it: it came with 6.3 or earlier. */
  public static final KernelRelease OLD = new KernelRelease(0, 0);

  /** No release has it: it was proposed. */
  public static final KernelRelease PROPOSED = new KernelRelease(Integer.MAX_VALUE, 0);

  private static final Comparator<KernelRelease> ORDER =
      Comparator.comparingInt(KernelRelease::major).thenComparingInt(KernelRelease::minor);

  /** A release of Linux 6. */
  public static KernelRelease linux6(int minor) {
    return new KernelRelease(6, minor);
  }

  @Override
  public int compareTo(KernelRelease other) {
    return ORDER.compare(this, other);
  }

  /** {@code 6.12}. */
  @Override
  public String toString() {
    return major + "." + minor;
  }
}
