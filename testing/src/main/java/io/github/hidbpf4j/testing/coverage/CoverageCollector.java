package io.github.hidbpf4j.testing.coverage;

import io.github.hidbpf4j.bpf.vm.ExecutionCounts;
import java.util.function.Consumer;

/**
 * Adds up what replays execute: for {@link
 * io.github.hidbpf4j.kernel.replay.ReplaySetup.Builder#coverage}. Takes any number of replays, one
 * after another or in parallel; thread-safe.
 */
public final class CoverageCollector implements Consumer<ExecutionCounts> {
  private Coverage sum = Coverage.NONE;

  /** Creates an empty collector. */
  public CoverageCollector() {}

  @Override
  public void accept(ExecutionCounts counts) {
    add(Coverage.of(counts));
  }

  /** Adds coverage that was collected elsewhere. */
  public synchronized void add(Coverage more) {
    sum = sum.plus(more);
  }

  /** {@return the sum so far} */
  public synchronized Coverage result() {
    return sum;
  }
}
