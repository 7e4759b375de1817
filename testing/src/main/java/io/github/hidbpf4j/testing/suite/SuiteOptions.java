package io.github.hidbpf4j.testing.suite;

import io.github.hidbpf4j.bpf.vm.ExecutionCounts;
import io.github.hidbpf4j.testing.play.RealKernel;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * How a suite is run.
 *
 * @param kernels names of profiles; empty to use those of the snapshots and scenarios, or else
 *     {@link #DEFAULT_KERNELS}
 * @param update whether to write snapshots
 * @param prune whether an update removes snapshots that belong to no test any more
 * @param failFast whether to start no more tests after a failure
 * @param jobs how many tests to run in parallel
 * @param coverage receives execution counts, from any thread; null for no coverage
 * @param watcher observes the runs
 * @param real a real kernel, on which everything is played as well and compared with the replay
 *     under its profile; null for none
 */
public record SuiteOptions(
    List<String> kernels,
    boolean update,
    boolean prune,
    boolean failFast,
    int jobs,
    @Nullable Consumer<ExecutionCounts> coverage,
    RunWatcher watcher,
    @Nullable RealKernel real) {
  /** Debian's stable kernel, the long-term kernel, the newest. */
  public static final List<String> DEFAULT_KERNELS = List.of("6.12", "6.18", "7.3");

  /** One test after the other, on the kernels of the snapshots. */
  public static final SuiteOptions DEFAULT =
      new SuiteOptions(List.of(), false, false, false, 1, null);

  /** Options without a watcher of runs. */
  public SuiteOptions(
      List<String> kernels,
      boolean update,
      boolean prune,
      boolean failFast,
      int jobs,
      @Nullable Consumer<ExecutionCounts> coverage) {
    this(kernels, update, prune, failFast, jobs, coverage, RunWatcher.NONE, null);
  }

  /** Copies. */
  public SuiteOptions {
    kernels = List.copyOf(kernels);
  }

  /** {@return the same options with these kernels} */
  public SuiteOptions on(String... names) {
    return new SuiteOptions(List.of(names), update, prune, failFast, jobs, coverage, watcher, real);
  }

  /** {@return the same options, with snapshots being written} */
  public SuiteOptions updating() {
    return new SuiteOptions(kernels, true, prune, failFast, jobs, coverage, watcher, real);
  }

  /** {@return the same options with a watcher of runs} */
  public SuiteOptions watchedBy(RunWatcher newWatcher) {
    return new SuiteOptions(kernels, update, prune, failFast, jobs, coverage, newWatcher, real);
  }

  /** {@return the same options with a real kernel, and with one test at a time} */
  public SuiteOptions onReal(RealKernel kernel) {
    return new SuiteOptions(
        List.of(kernel.profile()), false, false, failFast, 1, coverage, watcher, kernel);
  }
}
