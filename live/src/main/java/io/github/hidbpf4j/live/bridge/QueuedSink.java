package io.github.hidbpf4j.live.bridge;

import io.github.hidbpf4j.kernel.event.EventSink;
import io.github.hidbpf4j.kernel.event.KernelEvent;
import java.util.ArrayList;
import java.util.List;

/**
 * Decouples a device from a view that may be slow, such as a terminal: events wait in a queue for
 * the view's thread. Events that arrive while it is full are not shown, but counted.
 */
public final class QueuedSink implements EventSink, AutoCloseable {
  private static final int MOST_WAITING = 8_192;

  private final EventSink view;
  private final Runnable idle;
  private final Thread thread;
  private List<KernelEvent> waiting = new ArrayList<>();
  private boolean closed;
  private long lost;

  /**
   * Starts the view's thread.
   *
   * @param view receives the events, on the queue's thread
   * @param idle run there whenever the queue is empty, to flush what was printed
   */
  public QueuedSink(EventSink view, Runnable idle) {
    this.view = view;
    this.idle = idle;
    this.thread = Thread.ofPlatform().daemon().name("hidbpf-view").start(this::run);
  }

  @Override
  public boolean wantsHookRuns() {
    return view.wantsHookRuns();
  }

  @Override
  public boolean isForFindingsOnly() {
    return view.isForFindingsOnly();
  }

  @Override
  public synchronized void event(KernelEvent event) {
    if (waiting.size() >= MOST_WAITING) {
      lost++;
      return;
    }
    waiting.add(event);
    notifyAll();
  }

  /** How many events were not shown. */
  public synchronized long lost() {
    return lost;
  }

  private synchronized List<KernelEvent> next() throws InterruptedException {
    while (waiting.isEmpty() && !closed) {
      wait();
    }
    List<KernelEvent> taken = waiting;
    waiting = new ArrayList<>();
    return taken;
  }

  private void run() {
    try {
      for (List<KernelEvent> some = next(); !some.isEmpty(); some = next()) {
        some.forEach(view::event);
        idle.run();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Shows what is queued, and ends. */
  @Override
  public void close() {
    synchronized (this) {
      closed = true;
      notifyAll();
    }
    try {
      thread.join(2_000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
