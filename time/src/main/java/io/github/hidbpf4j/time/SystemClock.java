package io.github.hidbpf4j.time;

import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Real time, for live devices. Timers run one after another on a thread of their own (one softirq
 * CPU); each work item runs on a platform thread while it lasts. What waits, waits for real.
 * Closing it stops the timers; bodies that run end by themselves.
 */
public final class SystemClock implements Scheduler, AutoCloseable {
  private static final long TAI_AHEAD = 37_000_000_000L;

  private final long origin = System.nanoTime();
  private final ScheduledThreadPoolExecutor softirq;
  private final ThreadLocal<Boolean> inSoftirq = ThreadLocal.withInitial(() -> false);
  private final SplittableRandom random;

  /** Real time whose random numbers come from this seed. */
  public SystemClock(long seed) {
    random = new SplittableRandom(seed);
    softirq =
        (ScheduledThreadPoolExecutor)
            Executors.newScheduledThreadPool(
                1, Thread.ofPlatform().daemon().name("hidbpf4j-softirq").factory());
    softirq.setRemoveOnCancelPolicy(true);
  }

  @Override
  public long now(ClockId clock) {
    return switch (clock) {
      case MONOTONIC, BOOTTIME -> System.nanoTime() - origin;
      case REALTIME -> realtime();
      case TAI -> realtime() + TAI_AHEAD;
    };
  }

  private static long realtime() {
    java.time.Instant t = java.time.Instant.now();
    return t.getEpochSecond() * 1_000_000_000L + t.getNano();
  }

  @Override
  public void sleep(long nanos) {
    long until = System.nanoTime() + nanos;
    for (long left = nanos; left > 0; left = until - System.nanoTime()) {
      LockSupport.parkNanos(left);
    }
  }

  @Override
  public void preemptionPoint() {}

  @Override
  public boolean preempts() {
    return false;
  }

  @Override
  public boolean maySleep() {
    return !inSoftirq.get();
  }

  @Override
  public int nextRandom() {
    synchronized (random) {
      return random.nextInt();
    }
  }

  @Override
  public Timer newTimer(String what, Runnable body) {
    return new SystemTimer(body);
  }

  @Override
  public Work newWork(String what, Runnable body) {
    return new SystemWork(body);
  }

  @Override
  public BinarySemaphore newSemaphore(String what) {
    return new SystemSemaphore();
  }

  @Override
  public Completion newCompletion(String what) {
    return new SystemCompletion();
  }

  @Override
  public void close() {
    softirq.shutdownNow();
  }

  private final class SystemTimer implements Timer {
    private final Runnable body;
    private @Nullable Future<?> pending;

    /** Counts armings: what was scheduled for an earlier one does nothing. */
    private long arming;

    private boolean running;

    SystemTimer(Runnable body) {
      this.body = body;
    }

    @Override
    public synchronized void arm(long deadline) {
      boolean _ = cancel();
      long mine = arming;
      pending = softirq.schedule(() -> fire(mine), deadline - now(), TimeUnit.NANOSECONDS);
    }

    private void fire(long mine) {
      synchronized (this) {
        if (mine != arming || pending == null) {
          return;
        }
        pending = null;
        running = true;
      }
      inSoftirq.set(true);
      try {
        body.run();
      } catch (Throwable t) {
        uncaught(t);
      } finally {
        synchronized (this) {
          running = false;
        }
      }
    }

    @Override
    public synchronized boolean cancel() {
      arming++;
      Future<?> f = pending;
      pending = null;
      if (f != null) {
        boolean _ = f.cancel(false);
      }
      return f != null;
    }

    @Override
    public synchronized boolean isArmed() {
      return pending != null;
    }

    @Override
    public synchronized boolean isRunning() {
      return running;
    }
  }

  /** As if the thread ended by it, but it goes on. */
  private static void uncaught(Throwable t) {
    Thread thread = Thread.currentThread();
    thread.getUncaughtExceptionHandler().uncaughtException(thread, t);
  }

  private static final class SystemWork implements Work {
    private final Runnable body;
    private boolean queued;
    private boolean running;

    SystemWork(Runnable body) {
      this.body = body;
    }

    @Override
    public synchronized boolean queue() {
      if (queued) {
        return false;
      }
      queued = true;
      if (!running) {
        running = true;
        Carriers.start(this::drain);
      }
      return true;
    }

    private void drain() {
      BooleanSupplier next =
          () -> {
            synchronized (this) {
              boolean go = queued;
              queued = false;
              running = go;
              return go;
            }
          };
      while (next.getAsBoolean()) {
        try {
          body.run();
        } catch (Throwable t) {
          uncaught(t);
        }
      }
    }

    @Override
    public synchronized boolean cancel() {
      boolean was = queued;
      queued = false;
      return was;
    }

    @Override
    public synchronized boolean isRunning() {
      return running;
    }
  }

  private static final class SystemSemaphore implements BinarySemaphore {
    private final Semaphore semaphore = new Semaphore(1, true);
    private volatile @Nullable Thread holder;

    @Override
    public boolean tryAcquire() {
      boolean got = semaphore.tryAcquire();
      if (got) {
        holder = Thread.currentThread();
      }
      return got;
    }

    @Override
    public boolean acquire() {
      if (holder == Thread.currentThread()) {
        return false;
      }
      semaphore.acquireUninterruptibly();
      holder = Thread.currentThread();
      return true;
    }

    @Override
    public void release() {
      holder = null;
      semaphore.release();
    }

    @Override
    public boolean isHeld() {
      return semaphore.availablePermits() == 0;
    }
  }

  private static final class SystemCompletion implements Completion {
    private final CountDownLatch latch = new CountDownLatch(1);

    @Override
    public boolean await(long timeout) {
      try {
        return latch.await(timeout, TimeUnit.NANOSECONDS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return false;
      }
    }

    @Override
    public void complete() {
      latch.countDown();
    }
  }
}
