package io.github.hidbpf4j.time;

import java.util.concurrent.locks.LockSupport;

/**
 * Performs an action periodically in real time, on a daemon thread, until it is closed: to show a
 * waiting user some progress.
 */
public final class Ticker implements AutoCloseable {
  private final Runnable body;
  private final long interval;
  private final Thread thread;
  private volatile boolean closed;

  /**
   * Starts a ticker.
   *
   * @param delay nanoseconds until the first time
   * @param interval nanoseconds between times
   * @param body action for each time, on the ticker's thread
   */
  public Ticker(long delay, long interval, Runnable body) {
    this.body = body;
    this.interval = interval;
    this.thread = Thread.ofPlatform().daemon().name("hidbpf4j-ticker").start(() -> run(delay));
  }

  private void run(long delay) {
    long next = System.nanoTime() + delay;
    while (!closed) {
      long left = next - System.nanoTime();
      if (left > 0) {
        LockSupport.parkNanos(this, left);
      } else {
        body.run();
        next = System.nanoTime() + interval;
      }
    }
  }

  /** Stops it; the body no longer runs when this returns. */
  @Override
  public void close() {
    closed = true;
    LockSupport.unpark(thread);
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException _) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
