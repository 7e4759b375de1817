package io.github.hidbpf4j.testing.suite;

import io.github.hidbpf4j.bpf.vm.ExecutionCounts;
import io.github.hidbpf4j.testing.play.RealKernel;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * How a suite is run.
 *
 * @param kernels names of profiles; none for those of the snapshots and scenarios, else {@link
 *     #DEFAULT_KERNELS}
 * @param update whether snapshots are written
 * @param prune whether an update removes snapshots that nothing belongs to any more
 * @param failFast whether nothing more is begun after a failure
 * @param jobs how many tests are run at a time
 * @param coverage receives execution counts, from any thread; null for no coverage
 * @param watcher looks on at the runs
 * @param real a real kernel, on which all is played as well, and compared with the replay under its
 *     profile; null for none
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

  /** {@return the same on these kernels} */
  public SuiteOptions on(String... names) {
    return new SuiteOptions(List.of(names), update, prune, failFast, jobs, coverage, watcher, real);
  }

  /** {@return the same, where snapshots are written} */
  public SuiteOptions updating() {
    return new SuiteOptions(kernels, true, prune, failFast, jobs, coverage, watcher, real);
  }

  /** {@return the same options with a watcher of runs} */
  public SuiteOptions watchedBy(RunWatcher newWatcher) {
    return new SuiteOptions(kernels, update, prune, failFast, jobs, coverage, newWatcher, real);
  }

  /** {@return the same on a real kernel: one test after the other} */
  public SuiteOptions onReal(RealKernel kernel) {
    return new SuiteOptions(
        List.of(kernel.profile()), false, false, failFast, 1, coverage, watcher, kernel);
  }
}
