package io.github.hidbpf4j.bpf.vm;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * What is to be done when all runs that are in progress now have ended: the kernel's {@code
 * call_rcu}. A grace period begins by writing down which runs of the pool are in progress, and is
 * over when each of them has ended: runs that begin later read later, and cannot find what was
 * taken away before. What is asked for meanwhile waits for the next one.
 *
 * <p>Who ends a run pays one volatile read, unless something waits. No lock is taken, but where a
 * thread owns the first run (see {@link RunPool}): one thread at a time does what is to be done,
 * and others leave it a note to look again.
 */
final class GracePeriods {
  private final RunPool pool;

  /** Actions whose grace period has not begun. */
  private final ConcurrentLinkedQueue<Runnable> next = new ConcurrentLinkedQueue<>();

  /** Times that somebody wants it looked at; not 0 while one thread does, whose the rest is. */
  private final AtomicInteger wishes = new AtomicInteger();

  /** Actions of the grace period in progress. */
  private final ArrayDeque<Runnable> current = new ArrayDeque<>();

  /** For each run of the pool that it waits for, its {@link BiasedFlag#turns}; 0 for the others. */
  private final long[] awaited;

  private boolean awaitsOthers;

  GracePeriods(RunPool pool) {
    this.pool = pool;
    this.awaited = new long[pool.size()];
  }

  /** Has an action performed, at once when no run is in progress. */
  void after(Runnable action) {
    // First, so that nobody becomes the owner of a run between a look at it and the end of this.
    pool.await();
    next.add(action);
    advance();
  }

  /** Goes on, as a run has ended. */
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
    // No switch over types: linking it takes a start some milliseconds.
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

  /** Performs all that may be performed; returns the first failure there was. */
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
          // What else waits must not suffer by it.
          failure = failure == null ? e : failure;
        }
      }
    }
    return failure;
  }

  /** Begins a grace period for all that waits for one; false when nothing does. */
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
    // Those beyond the pool have no number: until there was none of them.
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
