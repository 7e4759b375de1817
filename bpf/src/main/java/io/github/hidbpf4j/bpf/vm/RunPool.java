package io.github.hidbpf4j.bpf.vm;

import io.github.hidbpf4j.bpf.BpfException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * The runs of a machine: those in progress, and idle ones kept for reuse.
 *
 * <p>Taking a run and giving it back are one atomic operation each, which order them with grace
 * periods. They dominate the cost of a short program, so a thread can own the first run: as long as
 * one thread does most of the runs, it takes and gives back that run by plain stores (see {@link
 * BiasedFlag}). While an action waits for runs to end, no thread becomes the owner. Which run is
 * taken does not depend on this, hence neither do stack addresses.
 */
final class RunPool {
  private static final int POOLED_RUNS = 64;

  private final Machine machine;
  private final int maxRuns;
  private final Run first;
  private final BiasedFlag firstTaken;
  private final AtomicReferenceArray<@Nullable Run> runs;

  /** Number of runs in progress outside the pool. */
  private final AtomicInteger beyond = new AtomicInteger();

  /** Number of actions that wait for runs to end; read once at the end of each run. */
  private final AtomicInteger awaited = new AtomicInteger();

  RunPool(Machine machine, int maxRuns) {
    this.machine = machine;
    this.maxRuns = maxRuns;
    runs = new AtomicReferenceArray<>(Math.clamp(maxRuns, 1, POOLED_RUNS));
    firstTaken = new BiasedFlag(() -> awaited.get() > 0);
    first = new Run(machine, firstTaken, true);
    runs.set(0, first);
  }

  /** Capacity: {@link #get} accepts numbers below it. */
  int size() {
    return runs.length();
  }

  /** A run of the pool; null when none with this or a higher number was ever created. */
  @Nullable Run get(int number) {
    return runs.get(number);
  }

  /** Whether runs are in progress that did not fit in the pool. */
  boolean overflows() {
    return beyond.get() > 0;
  }

  /**
   * Takes an idle run, or a new one, for the calling thread. A run not yet seen as taken does its
   * reads later.
   *
   * @throws BpfException when too many are in progress
   */
  Run take() {
    return firstTaken.tryTakeAsOwner() ? first : takeShared();
  }

  /**
   * A run taken by {@link #take} has been given back by its {@link BiasedFlag}; returns whether an
   * action waits for runs to end. Not to be called if the flag says that nobody can have settled
   * it: whoever waits has settled the first run, which then has no owner.
   */
  boolean givenBack(Run run) {
    if (!run.isPooled()) {
      run.free();
      beyond.decrementAndGet();
    }
    return awaited.get() > 0;
  }

  private Run takeShared() {
    for (int i = 0; i < runs.length(); i++) {
      Run run = runs.getAcquire(i);
      if (run == null) {
        Run fresh = new Run(machine, new BiasedFlag(() -> true), true);
        run = runs.compareAndSet(i, null, fresh) ? fresh : runs.getAcquire(i);
      }
      if (run != null && run.taken().tryTake()) {
        return run;
      }
    }
    if (beyond.incrementAndGet() > maxRuns - runs.length()) {
      beyond.decrementAndGet();
      throw new BpfException(
          "more than %d runs in progress: does a program run itself without end?"
              .formatted(maxRuns));
    }
    Run beyondPool = new Run(machine, new BiasedFlag(() -> true), false);
    boolean _ = beyondPool.taken().tryTake();
    return beyondPool;
  }

  /** Records that one more action waits for runs to end. */
  void await() {
    awaited.incrementAndGet();
  }

  /** Records that one action less waits for runs to end. */
  void awaitNoMore() {
    awaited.decrementAndGet();
  }

  /** While actions wait: makes the calling thread see which runs are taken from now on. */
  void settle() {
    firstTaken.settle();
  }
}
