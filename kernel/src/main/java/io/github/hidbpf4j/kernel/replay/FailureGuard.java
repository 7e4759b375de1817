package io.github.hidbpf4j.kernel.replay;

import io.github.hidbpf4j.time.BinarySemaphore;
import io.github.hidbpf4j.time.ClockId;
import io.github.hidbpf4j.time.Completion;
import io.github.hidbpf4j.time.Scheduler;
import io.github.hidbpf4j.time.Timer;
import io.github.hidbpf4j.time.Work;
import org.jspecify.annotations.Nullable;

/**
 * A real-time scheduler that captures and reports the first exception in its timers and work items,
 * which would go unnoticed on their threads.
 */
public final class FailureGuard implements Scheduler {
  private final Scheduler scheduler;
  private @Nullable Throwable failure;
  private @Nullable Runnable listener;

  /** Wraps this scheduler. */
  public FailureGuard(Scheduler scheduler) {
    this.scheduler = scheduler;
  }

  /** Sets an action for the first failure; it runs immediately if there already was one. */
  public void onFailure(Runnable told) {
    boolean now;
    synchronized (this) {
      listener = told;
      now = failure != null;
    }
    if (now) {
      told.run();
    }
  }

  /** Throws the first failure, if any. */
  public synchronized void rethrow() {
    switch (failure) {
      case null -> {}
      case RuntimeException e -> throw e;
      case Error e -> throw e;
      default -> throw new IllegalStateException(failure);
    }
  }

  private Runnable guarded(Runnable body) {
    return () -> {
      try {
        body.run();
      } catch (Throwable t) {
        failed(t);
      }
    };
  }

  private void failed(Throwable t) {
    Runnable told;
    synchronized (this) {
      if (failure != null) {
        return;
      }
      failure = t;
      told = listener;
    }
    if (told != null) {
      told.run();
    }
  }

  @Override
  public Timer newTimer(String what, Runnable body) {
    return scheduler.newTimer(what, guarded(body));
  }

  @Override
  public Timer newSource(String what, Runnable body) {
    return scheduler.newSource(what, guarded(body));
  }

  @Override
  public int chainLength() {
    return scheduler.chainLength();
  }

  @Override
  public Work newWork(String what, Runnable body) {
    return scheduler.newWork(what, guarded(body));
  }

  @Override
  public BinarySemaphore newSemaphore(String what) {
    return scheduler.newSemaphore(what);
  }

  @Override
  public Completion newCompletion(String what) {
    return scheduler.newCompletion(what);
  }

  @Override
  public void sleep(long nanos) {
    scheduler.sleep(nanos);
  }

  @Override
  public void preemptionPoint() {
    scheduler.preemptionPoint();
  }

  @Override
  public boolean preempts() {
    return scheduler.preempts();
  }

  @Override
  public boolean isOneAtATime() {
    return scheduler.isOneAtATime();
  }

  @Override
  public boolean maySleep() {
    return scheduler.maySleep();
  }

  @Override
  public int nextRandom() {
    return scheduler.nextRandom();
  }

  @Override
  public long now(ClockId clock) {
    return scheduler.now(clock);
  }
}
