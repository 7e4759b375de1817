package io.github.hidbpf4j.testing.suite;

import java.util.List;

/**
 * How a suite is run.
 *
 * @param kernels names of profiles; none for those of the snapshots and scenarios, else {@link
 *     #DEFAULT_KERNELS}
 * @param update whether snapshots are written
 * @param failFast whether nothing more is begun after a failure
 * @param jobs how many tests are run at a time
 */
public record SuiteOptions(List<String> kernels, boolean update, boolean failFast, int jobs) {
  /** Debian's stable kernel, the long-term kernel, the newest. */
  public static final List<String> DEFAULT_KERNELS = List.of("6.12", "6.18", "7.3");

  /** Copies. */
  public SuiteOptions {
    kernels = List.copyOf(kernels);
  }
}
