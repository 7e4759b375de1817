package io.github.hidbpf4j.time;

import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Real-time timers: one thread runs their bodies, one after another, in order of deadline and then
 * of arming. Arming, moving, cancelling and firing allocate nothing once the {@link TimerHeap} has
 * its size.
 */
final class SoftirqThread {
  /** The value of {@link System#nanoTime} at time 0. */
  private final long origin;

  private final ThreadLocal<Chain> chain;
  private final Pacing pacing;

  /** The armed timers; guarded by this, like their fields. */
  private final TimerHeap<Entry> armed = new TimerHeap<>();

  private long armings;
  private boolean closed;
  private @Nullable Thread thread;

  SoftirqThread(long origin, ThreadLocal<Chain> chain, Pacing pacing) {
    this.origin = origin;
    this.chain = chain;
    this.pacing = pacing;
  }

  /** Creates a timer of this thread; a timer for outside events is never throttled. */
  Timer newTimer(Runnable body, boolean source) {
    return new Entry(body, source);
  }

  /** Whether the calling thread is the one that runs timers. */
  synchronized boolean isCurrent() {
    return Thread.currentThread() == thread;
  }

  /** Stops firing timers; a running body completes. */
  synchronized void close() {
    closed = true;
    for (Entry entry = armed.first(); entry != null; entry = armed.first()) {
      armed.remove(entry);
    }
    if (thread != null) {
      LockSupport.unpark(thread);
    }
  }

  private void run() {
    while (true) {
      Entry due = null;
      long owed = 0;
      long left = Long.MAX_VALUE;
      synchronized (this) {
        if (closed) {
          return;
        }
        Entry first = armed.first();
        if (first != null) {
          long now = System.nanoTime() - origin;
          left = first.deadline - now;
          if (first.deadline <= now) {
            armed.remove(first);
            first.running = true;
            due = first;
            owed = first.owed;
          }
        }
      }
      if (due != null) {
        fire(due, owed);
      } else {
        // An interrupt that a body left behind would keep the thread from parking.
        boolean _ = Thread.interrupted();
        LockSupport.parkNanos(this, left);
      }
    }
  }

  private void fire(Entry due, long owed) {
    Chain mine = chain.get();
    mine.begin(owed, due.source);
    try {
      due.body.run();
    } catch (Throwable t) {
      // As if the thread died of it, but it continues.
      Thread me = Thread.currentThread();
      me.getUncaughtExceptionHandler().uncaughtException(me, t);
    } finally {
      mine.end();
      synchronized (this) {
        due.running = false;
      }
    }
  }

  private synchronized void arm(Entry entry, long at, long owed) {
    if (entry.isThere()) {
      armed.remove(entry);
    }
    if (closed) {
      return;
    }
    entry.owed = owed;
    entry.deadline = owed == 0 ? at : pacing.release(System.nanoTime() - origin, at, owed);
    entry.putOff = entry.deadline > at;
    entry.arming = armings++;
    armed.add(entry);
    if (armed.first() == entry) {
      wake();
    }
  }

  private void wake() {
    Thread t = thread;
    if (t == null) {
      thread = Thread.ofPlatform().daemon().name("hidbpf4j-softirq").start(this::run);
    } else {
      LockSupport.unpark(t);
    }
  }

  private final class Entry extends TimerHeap.Slot<Entry> implements Timer {
    final Runnable body;
    final boolean source;
    long deadline;
    long arming;
    boolean running;
    boolean putOff;

    /** Debt of its next run. */
    long owed;

    Entry(Runnable body, boolean source) {
      this.body = body;
      this.source = source;
    }

    @Override
    boolean isBefore(Entry other) {
      return deadline != other.deadline ? deadline < other.deadline : arming < other.arming;
    }

    @Override
    public void arm(long at) {
      long now = System.nanoTime() - origin;
      long owes = source ? 0 : chain.get().owed(at <= now ? 0 : at - now);
      SoftirqThread.this.arm(this, at, owes);
    }

    @Override
    public boolean isThrottled() {
      synchronized (SoftirqThread.this) {
        return putOff;
      }
    }

    @Override
    public boolean cancel() {
      synchronized (SoftirqThread.this) {
        boolean wasArmed = isThere();
        if (wasArmed) {
          armed.remove(this);
        }
        return wasArmed;
      }
    }

    @Override
    public boolean isArmed() {
      synchronized (SoftirqThread.this) {
        return isThere();
      }
    }

    @Override
    public boolean isRunning() {
      synchronized (SoftirqThread.this) {
        return running;
      }
    }
  }
}
