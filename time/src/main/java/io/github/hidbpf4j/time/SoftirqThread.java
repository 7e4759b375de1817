package io.github.hidbpf4j.time;

import java.util.Arrays;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Timers of real time: one thread runs their bodies, one after another, in order of deadline and
 * then of arming. Arming, moving, cancelling and firing allocate nothing once the heap has its
 * size, and cost the logarithm of the number of armed timers.
 */
final class SoftirqThread {
  private static final int NOT_ARMED = -1;

  /** What {@link System#nanoTime} was at time 0. */
  private final long origin;

  private final ThreadLocal<Chain> chain;
  private final Pacing pacing;

  /** A binary heap of the armed timers, soonest first; guarded by this, as their fields are. */
  private @Nullable Entry[] heap = new @Nullable Entry[16];

  private int size;
  private long armings;
  private boolean closed;
  private @Nullable Thread thread;

  SoftirqThread(long origin, ThreadLocal<Chain> chain, Pacing pacing) {
    this.origin = origin;
    this.chain = chain;
    this.pacing = pacing;
  }

  /** A timer of this thread; one that comes from outside is never put off. */
  Timer newTimer(Runnable body, boolean source) {
    return new Entry(body, source);
  }

  /** Whether the calling thread is the one that runs timers. */
  synchronized boolean isCurrent() {
    return Thread.currentThread() == thread;
  }

  /** Fires no more timers; a body that runs ends by itself. */
  synchronized void close() {
    closed = true;
    while (size > 0) {
      removeAt(0);
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
        Entry first = heap[0];
        if (first != null) {
          long now = System.nanoTime() - origin;
          left = first.deadline - now;
          if (first.deadline <= now) {
            removeAt(0);
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
      // As if the thread ended by it, but it goes on.
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
    if (entry.index != NOT_ARMED) {
      removeAt(entry.index);
    }
    if (closed) {
      return;
    }
    entry.owed = owed;
    entry.deadline = owed == 0 ? at : pacing.release(System.nanoTime() - origin, at, owed);
    entry.putOff = entry.deadline > at;
    entry.arming = armings++;
    if (size == heap.length) {
      heap = Arrays.copyOf(heap, 2 * size);
    }
    siftUp(entry, size++);
    if (entry.index == 0) {
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

  private void removeAt(int index) {
    Entry gone = at(index);
    Entry last = at(--size);
    heap[size] = null;
    gone.index = NOT_ARMED;
    if (gone != last) {
      siftDown(last, index);
      if (last.index == index) {
        siftUp(last, index);
      }
    }
  }

  private Entry at(int index) {
    Entry entry = heap[index];
    if (entry == null) {
      throw new IllegalStateException("no timer at " + index + " of " + size);
    }
    return entry;
  }

  /** Puts an entry where there is room, or nearer to the top. */
  private void siftUp(Entry entry, int from) {
    int index = from;
    while (index > 0) {
      int parent = (index - 1) >>> 1;
      Entry above = at(parent);
      if (!entry.isBefore(above)) {
        break;
      }
      put(above, index);
      index = parent;
    }
    put(entry, index);
  }

  /** Puts an entry where there is room, or farther from the top. */
  private void siftDown(Entry entry, int from) {
    int index = from;
    while (2 * index + 1 < size) {
      int child = 2 * index + 1;
      if (child + 1 < size && at(child + 1).isBefore(at(child))) {
        child++;
      }
      Entry below = at(child);
      if (!below.isBefore(entry)) {
        break;
      }
      put(below, index);
      index = child;
    }
    put(entry, index);
  }

  private void put(Entry entry, int index) {
    heap[index] = entry;
    entry.index = index;
  }

  private final class Entry implements Timer {
    final Runnable body;
    final boolean source;
    long deadline;
    long arming;
    int index = NOT_ARMED;
    boolean running;
    boolean putOff;

    /** What its next run owes. */
    long owed;

    Entry(Runnable body, boolean source) {
      this.body = body;
      this.source = source;
    }

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
        boolean armed = index != NOT_ARMED;
        if (armed) {
          removeAt(index);
        }
        return armed;
      }
    }

    @Override
    public boolean isArmed() {
      synchronized (SoftirqThread.this) {
        return index != NOT_ARMED;
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
