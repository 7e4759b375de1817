package io.github.hidbpf4j.time;

import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Platform threads that carry runs: as many as wait at the same time, exiting after a second
 * without use. Starting a body on an idle thread does not allocate.
 */
final class Carriers {
  private static final long KEEP = 1_000_000_000L;

  /** One pool for all clocks of the process. */
  private static final Carriers ALL = new Carriers();

  private final Object lock = new Object();

  /** Top of the stack of idle carriers; guarded by the lock, like all fields of carriers. */
  private @Nullable Carrier idle;

  private int count;

  private Carriers() {}

  static void start(Runnable body) {
    ALL.carry(body);
  }

  private void carry(Runnable body) {
    Carrier carrier;
    synchronized (lock) {
      carrier = idle;
      if (carrier != null) {
        idle = carrier.below;
        carrier.below = null;
        carrier.body = body;
      }
    }
    if (carrier == null) {
      new Carrier(body).start();
    } else {
      LockSupport.unpark(carrier.thread);
    }
  }

  private final class Carrier implements Runnable {
    final Thread thread;
    @Nullable Runnable body;
    @Nullable Carrier below;

    Carrier(Runnable first) {
      int number;
      synchronized (lock) {
        number = ++count;
        body = first;
      }
      thread = Thread.ofPlatform().daemon().name("hidbpf4j-carrier-" + number).unstarted(this);
    }

    void start() {
      thread.start();
    }

    @Override
    public void run() {
      Runnable work;
      synchronized (lock) {
        work = body;
      }
      while (work != null) {
        try {
          work.run();
        } catch (Throwable t) {
          // As if the thread died of it, but it continues.
          thread.getUncaughtExceptionHandler().uncaughtException(thread, t);
        }
        work = next();
      }
    }

    /** The next task; null when the thread should exit after idling too long. */
    private @Nullable Runnable next() {
      synchronized (lock) {
        body = null;
        below = idle;
        idle = this;
      }
      long until = System.nanoTime() + KEEP;
      while (true) {
        // The interrupt was meant for the previous task, and would keep the thread from parking.
        boolean _ = Thread.interrupted();
        long left = until - System.nanoTime();
        LockSupport.parkNanos(this, left);
        synchronized (lock) {
          if (body != null) {
            return body;
          }
          if (until - System.nanoTime() <= 0) {
            leave();
            return null;
          }
        }
      }
    }

    /** Removes itself from the stack. */
    private void leave() {
      if (idle == this) {
        idle = below;
        return;
      }
      for (Carrier c = idle; c != null; c = c.below) {
        if (c.below == this) {
          c.below = below;
          return;
        }
      }
    }
  }
}
