package io.github.hidbpf4j.bpf.vm;

import io.github.hidbpf4j.bpf.BpfException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * The runs of a machine: those in progress, and idle ones that are kept for the next.
 *
 * <p>Taking a run and giving it back are one atomic operation each, which order them with grace
 * periods. They are most of what a short program costs, so the first run is one that a thread can
 * own: as long as one thread runs most of what is run, it takes and gives back that run by plain
 * stores (see {@link BiasedFlag}). While somebody waits for runs to end there is no new owner.
 * Which run is taken does not depend on any of this, and so the addresses of stacks do not either.
 */
final class RunPool {
  private static final int POOLED_RUNS = 64;

  /** Of runs that the pool has no room for. */
  private static final BiasedFlag NONE = new BiasedFlag(() -> true);

  private final Machine machine;
  private final int maxRuns;
  private final Run first;
  private final AtomicReferenceArray<@Nullable Run> runs;

  /** Runs that are in progress and not in the pool. */
  private final AtomicInteger beyond = new AtomicInteger();

  /** Actions that wait for runs to end: one read where the end of each run asks. */
  private final AtomicInteger awaited = new AtomicInteger();

  RunPool(Machine machine, int maxRuns) {
    this.machine = machine;
    this.maxRuns = maxRuns;
    runs = new AtomicReferenceArray<>(Math.clamp(maxRuns, 1, POOLED_RUNS));
    first = new Run(machine, new BiasedFlag(() -> awaited.get() > 0));
    runs.set(0, first);
  }

  /** Runs that there is room for: {@link #get} knows numbers below. */
  int size() {
    return runs.length();
  }

  /** A run of the pool; null when there has not been one of this number, nor of a higher one. */
  @Nullable Run get(int number) {
    return runs.get(number);
  }

  /** Whether runs are in progress that the pool had no room for. */
  boolean overflows() {
    return beyond.get() > 0;
  }

  /**
   * A run that is idle, or a new one, for the calling thread. What a run that is not seen as taken
   * reads, it reads later.
   *
   * @throws BpfException when too many are in progress
   */
  Run take() {
    return first.taken().tryTakeAsOwner() ? first : takeShared();
  }

  /** Ends what {@link #take} began; whether somebody waits for runs to end. */
  boolean giveBack(Run run) {
    BiasedFlag taken = run.taken();
    if (taken == NONE) {
      run.free();
      beyond.decrementAndGet();
    } else {
      taken.giveBack();
    }
    return awaited.get() > 0;
  }

  private Run takeShared() {
    for (int i = 0; i < runs.length(); i++) {
      Run run = runs.getAcquire(i);
      if (run == null) {
        Run fresh = new Run(machine, new BiasedFlag(() -> true));
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
    return new Run(machine, NONE);
  }

  /** One action more waits for runs to end. */
  void await() {
    awaited.incrementAndGet();
  }

  /** One less. */
  void awaitNoMore() {
    awaited.decrementAndGet();
  }

  /** While actions wait, the calling thread sees which runs are taken from now on. */
  void settle() {
    first.taken().settle();
  }
}
