package io.github.hidbpf4j.bpf.vm;

import io.github.hidbpf4j.bpf.BpfException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The runs of a machine: those in progress, and idle ones that are kept for the next.
 *
 * <p>Taking a run and giving it back are one atomic operation each, which order them with grace
 * periods. They are most of what a short program costs, so the first run is biased: as long as one
 * thread is the only one that runs programs, it marks that run with plain stores. Another thread
 * that wants a run, or waits for runs to end, first ends this for good, and makes sure that the
 * owner knows: it asks for the owner's stack trace, for which HotSpot stops that thread at a
 * safepoint. (The kernel's membarrier() serves for the same; Java has nothing else like it.) The
 * owner looks whether the machine is shared after it has stored its mark. So it has either done
 * both before it was stopped, and its mark is seen; or it finds the machine shared, and takes the
 * mark back, which nobody else writes: what others have taken meanwhile is marked apart from it.
 * Which run is taken does not depend on any of this, and so the addresses of stacks do not either.
 */
final class RunPool {
  private static final int POOLED_RUNS = 64;
  private static final VarHandle OWNER;

  static {
    try {
      OWNER = MethodHandles.lookup().findVarHandle(RunPool.class, "owner", Thread.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final Machine machine;
  private final int maxRuns;
  private final Run first;
  private final AtomicReferenceArray<@Nullable Run> runs;

  /** Runs that are in progress and not in the pool. */
  private final AtomicInteger beyond = new AtomicInteger();

  /** The only thread that has taken runs so far; null before the first, and once it is shared. */
  private volatile @Nullable Thread owner;

  /** Whether several threads take runs, or are about to. */
  private volatile boolean shared;

  /** Whether it is shared and who was the owner knows. */
  private volatile boolean settled;

  /** Whether who gives a run back must look around: others may be waiting for that. */
  private volatile boolean watched;

  RunPool(Machine machine, int maxRuns) {
    this.machine = machine;
    this.maxRuns = maxRuns;
    runs = new AtomicReferenceArray<>(Math.clamp(maxRuns, 1, POOLED_RUNS));
    first = new Run(machine);
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
    Thread caller = Thread.currentThread();
    if (OWNER.getOpaque(this) == caller && first.takeAsOwner()) {
      if (!shared) {
        return first;
      }
      first.giveBackAsOwner();
    }
    return takeShared(caller);
  }

  /** Ends what {@link #take} began; whether somebody may be waiting for that. */
  boolean giveBack(Run run) {
    if (run.giveBack()) {
      if (!watched) {
        return false;
      }
      VarHandle.fullFence();
    } else {
      run.free();
      beyond.decrementAndGet();
    }
    return true;
  }

  private Run takeShared(Thread caller) {
    if (!settled && owner != caller) {
      claimOrShare(caller);
    }
    for (int i = 0; i < runs.length(); i++) {
      Run run = runs.getAcquire(i);
      if (run == null) {
        Run fresh = new Run(machine);
        run = runs.compareAndSet(i, null, fresh) ? fresh : runs.getAcquire(i);
      }
      if (run != null && run.tryTake()) {
        return run;
      }
    }
    if (beyond.incrementAndGet() > maxRuns - runs.length()) {
      beyond.decrementAndGet();
      throw new BpfException(
          "more than %d runs in progress: does a program run itself without end?"
              .formatted(maxRuns));
    }
    return new Run(machine);
  }

  private synchronized void claimOrShare(Thread caller) {
    if (owner == null && !shared && !caller.isVirtual()) {
      owner = caller;
    } else {
      endBias();
    }
  }

  /** From now on the calling thread sees which runs are taken. */
  void share() {
    if (!settled && owner != Thread.currentThread()) {
      shareWithOwner();
    }
  }

  /** Without an owner no run has begun, and who becomes it sees what was done before. */
  private synchronized void shareWithOwner() {
    if (owner != null) {
      endBias();
    }
  }

  /** With the lock, so that it is settled for who has waited for that. */
  private void endBias() {
    if (settled) {
      return;
    }
    Thread before = owner;
    shared = true;
    watched = true;
    owner = null;
    if (before != null && before.isAlive()) {
      before.getStackTrace();
    }
    settled = true;
  }

  /** Somebody waits for runs to end. */
  void watch() {
    watched = true;
  }

  /** Nobody does, if this says so. */
  synchronized void unwatch(BooleanSupplier nobodyWaits) {
    if (!shared && nobodyWaits.getAsBoolean()) {
      watched = false;
    }
  }
}
