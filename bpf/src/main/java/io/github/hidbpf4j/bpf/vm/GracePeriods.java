package io.github.hidbpf4j.bpf.vm;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Performs actions when all runs now in progress have ended: the kernel's {@code call_rcu}. A grace
 * period starts by recording which runs of the pool are in progress, and is over when each of them
 * has ended: later runs cannot find what was removed before. Actions requested meanwhile wait for
 * the next grace period.
 *
 * <p>Ending a run costs one volatile read, unless an action waits. No lock is taken, except where a
 * thread owns the first run (see {@link RunPool}): one thread at a time does the work, and others
 * leave it a note to check again.
 */
final class GracePeriods {
  private final RunPool pool;

  /** Actions whose grace period has not started. */
  private final ConcurrentLinkedQueue<Runnable> next = new ConcurrentLinkedQueue<>();

  /**
   * Number of requests to check; not 0 while a thread is processing them, which also handles later
   * ones.
   */
  private final AtomicInteger wishes = new AtomicInteger();

  /** Actions of the grace period in progress. */
  private final ArrayDeque<Runnable> current = new ArrayDeque<>();

  /** For each run of the pool awaited, its {@link BiasedFlag#turns}; 0 for the others. */
  private final long[] awaited;

  private boolean awaitsOthers;

  GracePeriods(RunPool pool) {
    this.pool = pool;
    this.awaited = new long[pool.size()];
  }

  /** Schedules an action; performs it at once when no run is in progress. */
  void after(Runnable action) {
    // Done first, so that no thread becomes the owner of a run between the check of it and the end
    // of this.
    pool.await();
    next.add(action);
    advance();
  }

  /** Continues because a run has ended. */
  void advance() {
    if (wishes.getAndIncrement() > 0) {
      return;
    }
    Throwable failure = null;
    int seen = 1;
    do {
      failure = perform(failure);
      seen = wishes.addAndGet(-seen);
    } while (seen > 0);
    // No switch over types: linking it costs some milliseconds at start-up.
    if (failure instanceof RuntimeException e) {
      throw e;
    }
    if (failure instanceof Error e) {
      throw e;
    }
    if (failure != null) {
      throw new IllegalStateException(failure);
    }
  }

  /** Performs all due actions; returns the first failure. */
  private @Nullable Throwable perform(@Nullable Throwable before) {
    Throwable failure = before;
    while (!current.isEmpty() || begin()) {
      if (!isOver()) {
        return failure;
      }
      for (Runnable action = current.poll(); action != null; action = current.poll()) {
        pool.awaitNoMore();
        try {
          action.run();
        } catch (RuntimeException | Error e) {
          // Other actions must still be performed.
          failure = failure == null ? e : failure;
        }
      }
    }
    return failure;
  }

  /** Starts a grace period for all waiting actions; returns false when there are none. */
  private boolean begin() {
    for (Runnable action = next.poll(); action != null; action = next.poll()) {
      current.add(action);
    }
    if (current.isEmpty()) {
      return false;
    }
    pool.settle();
    Arrays.fill(awaited, 0);
    for (int i = 0; i < awaited.length; i++) {
      Run run = pool.get(i);
      if (run == null) {
        // The pool fills from its start.
        break;
      }
      long turns = run.taken().turns();
      awaited[i] = BiasedFlag.isInProgress(turns) ? turns : 0;
    }
    awaitsOthers = true;
    return true;
  }

  private boolean isOver() {
    // Runs beyond the pool have no number: wait until there are none.
    if (awaitsOthers && pool.overflows()) {
      return false;
    }
    awaitsOthers = false;
    for (int i = 0; i < awaited.length; i++) {
      if (awaited[i] != 0) {
        Run run = pool.get(i);
        if (run != null && run.taken().isStillIn(awaited[i])) {
          return false;
        }
        awaited[i] = 0;
      }
    }
    return true;
  }
}
