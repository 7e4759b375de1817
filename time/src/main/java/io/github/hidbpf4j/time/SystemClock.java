package io.github.hidbpf4j.time;

import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Real time, for live devices. Timers run one after another on a dedicated thread (one softirq
 * CPU); each work item runs on its own platform thread. Waits really block. Closing it stops the
 * timers; running bodies complete. It and everything it creates are thread-safe; callers must know
 * which threads may wait, except the timers' thread, which must not.
 */
public final class SystemClock implements Scheduler, AutoCloseable {
  private static final long TAI_AHEAD = 37_000_000_000L;

  private final long origin = System.nanoTime();
  private final ThreadLocal<Chain> chain = ThreadLocal.withInitial(Chain::new);
  private final Pacing pacing = new Pacing();
  private final SoftirqThread softirq = new SoftirqThread(origin, chain, pacing);
  private final SplittableRandom random;

  /**
   * Creates a real-time clock; {@link ClockId#MONOTONIC} starts at 0 now.
   *
   * @param seed determines the numbers of {@link #nextRandom}
   */
  public SystemClock(long seed) {
    random = new SplittableRandom(seed);
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
    chain.get().waited(nanos);
  }

  @Override
  public void preemptionPoint() {}

  @Override
  public boolean preempts() {
    return false;
  }

  @Override
  public boolean maySleep() {
    return !softirq.isCurrent();
  }

  @Override
  public int nextRandom() {
    synchronized (random) {
      return random.nextInt();
    }
  }

  @Override
  public Timer newTimer(String what, Runnable body) {
    return softirq.newTimer(body, false);
  }

  @Override
  public Timer newSource(String what, Runnable body) {
    return softirq.newTimer(body, true);
  }

  @Override
  public int chainLength() {
    return chain.get().length();
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
    softirq.close();
  }

  /** As if the thread died of it, but it continues. */
  private static void uncaught(Throwable t) {
    Thread thread = Thread.currentThread();
    thread.getUncaughtExceptionHandler().uncaughtException(thread, t);
  }

  private final class SystemWork implements Work, Runnable {
    private final Runnable body;
    private boolean queued;
    private boolean running;

    /** Debt of the next run, and when it may start. */
    private long owed;

    private long release;
    private boolean putOff;

    /** Starts it later. */
    private @Nullable Timer later;

    SystemWork(Runnable body) {
      this.body = body;
    }

    @Override
    public synchronized boolean queue() {
      if (queued) {
        return false;
      }
      queued = true;
      owed = chain.get().owed(0);
      long now = now();
      release = pacing.release(now, now, owed);
      putOff = release > now;
      if (!running) {
        start();
      }
      return true;
    }

    private void start() {
      if (release <= now()) {
        running = true;
        Carriers.start(this);
        return;
      }
      Timer timer = later;
      if (timer == null) {
        timer = softirq.newTimer(this::startNow, true);
        later = timer;
      }
      timer.arm(release);
    }

    private synchronized void startNow() {
      if (queued && !running) {
        running = true;
        Carriers.start(this);
      }
    }

    /**
     * Continues with the next run; returns its debt, or a negative number when there is none now.
     */
    private synchronized long next(boolean first) {
      if (!first && queued && release > now()) {
        running = false;
        start();
        return -1;
      }
      running = queued;
      queued = false;
      return running ? owed : -1;
    }

    @Override
    public void run() {
      Chain mine = chain.get();
      for (long owes = next(true); owes >= 0; owes = next(false)) {
        mine.begin(owes, false);
        try {
          body.run();
        } catch (Throwable t) {
          uncaught(t);
        } finally {
          mine.end();
        }
      }
    }

    @Override
    public synchronized boolean cancel() {
      boolean was = queued;
      queued = false;
      if (later != null) {
        boolean _ = later.cancel();
      }
      return was;
    }

    @Override
    public synchronized boolean isRunning() {
      return running;
    }

    @Override
    public synchronized boolean isQueued() {
      return queued;
    }

    @Override
    public synchronized boolean isThrottled() {
      return putOff;
    }
  }

  /**
   * Taken and released once per report of a device, so without waiters it costs one atomic exchange
   * and one volatile store. The holder is the state; waiters are in a queue.
   */
  private static final class SystemSemaphore implements BinarySemaphore {
    /** Number of the thread that holds it, 0 for none; not a reference, to avoid GC barriers. */
    private final AtomicLong holder = new AtomicLong();

    private final ConcurrentLinkedQueue<Thread> waiters = new ConcurrentLinkedQueue<>();

    /** Number of threads waiting or about to: cheaper to check than the queue. */
    private final AtomicInteger waiting = new AtomicInteger();

    @Override
    public boolean tryAcquire() {
      return holder.compareAndSet(0, Thread.currentThread().threadId());
    }

    @Override
    public boolean acquire() {
      Thread me = Thread.currentThread();
      if (isHeldByCaller()) {
        return false;
      }
      if (waiting.get() > 0 || !tryAcquire()) {
        waitFor(me);
      }
      return true;
    }

    private void waitFor(Thread me) {
      waiters.add(me);
      waiting.incrementAndGet();
      boolean interrupted = false;
      // Checked after the entry in the queue: a thread that releases it meanwhile sees the entry.
      while (waiters.peek() != me || !tryAcquire()) {
        LockSupport.park(this);
        interrupted |= Thread.interrupted();
      }
      waiters.remove();
      waiting.decrementAndGet();
      if (!isHeld()) {
        // Released by another run before we left the queue: we got the wake-up of the next waiter.
        wakeNext();
      }
      if (interrupted) {
        me.interrupt();
      }
    }

    @Override
    public void release() {
      holder.set(0);
      if (waiting.get() > 0) {
        wakeNext();
      }
    }

    private void wakeNext() {
      Thread next = waiters.peek();
      if (next != null) {
        LockSupport.unpark(next);
      }
    }

    @Override
    public boolean isHeld() {
      return holder.get() != 0;
    }

    @Override
    public boolean isHeldByCaller() {
      return holder.get() == Thread.currentThread().threadId();
    }
  }

  private final class SystemCompletion implements Completion {
    private final CountDownLatch latch = new CountDownLatch(1);

    @Override
    public boolean await(long timeout) {
      try {
        long begin = System.nanoTime();
        boolean done = latch.await(timeout, TimeUnit.NANOSECONDS);
        chain.get().waited(System.nanoTime() - begin);
        return done;
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
