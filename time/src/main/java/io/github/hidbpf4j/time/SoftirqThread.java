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

  /** A binary heap of the armed timers, soonest first; guarded by this, as their fields are. */
  private @Nullable Entry[] heap = new @Nullable Entry[16];

  private int size;
  private long armings;
  private boolean closed;
  private @Nullable Thread thread;

  SoftirqThread(long origin) {
    this.origin = origin;
  }

  /** A timer of this thread. */
  Timer newTimer(Runnable body) {
    return new Entry(body);
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
          }
        }
      }
      if (due != null) {
        fire(due);
      } else {
        // An interrupt that a body left behind would keep the thread from parking.
        boolean _ = Thread.interrupted();
        LockSupport.parkNanos(this, left);
      }
    }
  }

  private void fire(Entry due) {
    try {
      due.body.run();
    } catch (Throwable t) {
      // As if the thread ended by it, but it goes on.
      Thread me = Thread.currentThread();
      me.getUncaughtExceptionHandler().uncaughtException(me, t);
    } finally {
      synchronized (this) {
        due.running = false;
      }
    }
  }

  private synchronized void arm(Entry entry, long deadline) {
    if (entry.index != NOT_ARMED) {
      removeAt(entry.index);
    }
    if (closed) {
      return;
    }
    entry.deadline = deadline;
    entry.arming = armings++;
    if (size == heap.length) {
      heap = Arrays.copyOf(heap, 2 * size);
    }
    up(entry, size++);
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
      down(last, index);
      if (last.index == index) {
        up(last, index);
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
  private void up(Entry entry, int from) {
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
  private void down(Entry entry, int from) {
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
    long deadline;
    long arming;
    int index = NOT_ARMED;
    boolean running;

    Entry(Runnable body) {
      this.body = body;
    }

    boolean isBefore(Entry other) {
      return deadline != other.deadline ? deadline < other.deadline : arming < other.arming;
    }

    @Override
    public void arm(long at) {
      SoftirqThread.this.arm(this, at);
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
