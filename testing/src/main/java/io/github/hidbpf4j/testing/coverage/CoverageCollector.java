package io.github.hidbpf4j.testing.coverage;

import io.github.hidbpf4j.bpf.vm.ExecutionCounts;
import java.util.function.Consumer;

/**
 * Adds up what replays execute: for {@link
 * io.github.hidbpf4j.kernel.replay.ReplaySetup.Builder#coverage}. Of any number of replays, at once
 * and one after the other; from any thread.
 */
public final class CoverageCollector implements Consumer<ExecutionCounts> {
  private Coverage sum = Coverage.NONE;

  /** Has collected nothing yet. */
  public CoverageCollector() {}

  @Override
  public void accept(ExecutionCounts counts) {
    add(Coverage.of(counts));
  }

  /** Adds what has been collected elsewhere. */
  public synchronized void add(Coverage more) {
    sum = sum.plus(more);
  }

  /** {@return the sum by now} */
  public synchronized Coverage result() {
    return sum;
  }
}
