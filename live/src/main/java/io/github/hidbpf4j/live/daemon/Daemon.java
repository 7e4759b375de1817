package io.github.hidbpf4j.live.daemon;

import io.github.hidbpf4j.live.bridge.Applicability;
import io.github.hidbpf4j.live.bridge.LiveDevice;
import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Takes care of all devices: applies the fixes that are for a device when it appears, and forgets
 * it when it goes. It detects both by listing devices whenever it is told that something may have
 * changed, so that lost or reordered events do no harm.
 */
public final class Daemon implements AutoCloseable {
  /**
   * How many devices may be bridged at a time; the kernel has 64 hidraw nodes, and a clone takes
   * one.
   */
  private static final int MOST_BRIDGES = 24;

  /** How long to wait for further changes after the first: a replug is a dozen events. */
  private static final long SETTLE_MILLIS = 100;

  private static final long NEVER = Long.MAX_VALUE;

  private final DeviceLister lister;
  private final Supplier<FixChooser> fixes;
  private final FixApplier applier;
  private final Consumer<String> log;
  private final Map<String, Charge> charges = new TreeMap<>();
  private final CountDownLatch over = new CountDownLatch(1);

  private final ArrayDeque<Order<?>> orders = new ArrayDeque<>();
  private boolean devicesChanged = true;
  private boolean tend;
  private boolean closing;
  private @Nullable Thread thread;
  private volatile Runnable idle = () -> {};
  private volatile long idleMillis = NEVER;
  private long idleAt = NEVER;
  private Runnable signOfLife = () -> {};
  private long signMillis = NEVER;
  private long signAt = NEVER;
  private long reportsBefore;

  /**
   * Creates a daemon that does not run yet.
   *
   * @param fixes finds what is installed, each time that something may have changed
   * @param log receives one line for each change of a device's state
   */
  public Daemon(
      DeviceLister lister, Supplier<FixChooser> fixes, FixApplier applier, Consumer<String> log) {
    this.log = log;
    this.lister = lister;
    this.fixes = fixes;
    this.applier = applier;
  }

  /**
   * Sets an action that runs once after devices or fixes have changed, when no device has sent
   * anything for some time. It runs on the daemon's thread, and may take a moment. To be called
   * before {@link #run}.
   *
   * @param millis for how long no device has sent anything
   */
  public void whenIdle(long millis, Runnable action) {
    idleMillis = millis;
    idle = action;
  }

  /**
   * Sets an action that runs at the start and regularly after it, on the daemon's thread, as long
   * as no bridge hangs: what misses it knows that the daemon hangs, or a bridge. A thread of its
   * own that asked the daemon's would wake up three threads each time. To be called before {@link
   * #run}.
   */
  public void whileAlive(long millis, Runnable action) {
    signOfLife = action;
    signMillis = millis;
    signAt = now();
  }

  /** Notifies it that devices or fixes may have changed. From any thread, at any rate. */
  public synchronized void changed() {
    devicesChanged = true;
    notifyAll();
  }

  private synchronized void tendSoon() {
    tend = true;
    notifyAll();
  }

  private static long now() {
    return System.nanoTime() / 1_000_000;
  }

  /** Runs until it is closed, on the calling thread. */
  public void run() {
    synchronized (this) {
      thread = Thread.currentThread();
    }
    try {
      boolean look = true;
      while (look || awaitChange()) {
        look = false;
        work();
      }
    } finally {
      charges.values().forEach(Charge::stop);
      synchronized (this) {
        closing = true;
        orders.forEach(Order::refuse);
        orders.clear();
      }
      over.countDown();
    }
  }

  /** Waits until there is something to do; false to end. */
  private synchronized boolean awaitChange() {
    try {
      while (!closing && !devicesChanged && !tend && orders.isEmpty()) {
        long left = dueAt() - now();
        if (left <= 0) {
          return true;
        }
        wait(Math.min(left, 3_600_000));
      }
    } catch (InterruptedException e) {
      closing = true;
    }
    return !closing;
  }

  private long dueAt() {
    long charge = charges.values().stream().mapToLong(Charge::dueAt).min().orElse(NEVER);
    return Math.min(Math.min(idleAt, signAt), charge);
  }

  private void work() {
    boolean rescan = takeChanged();
    if (rescan) {
      settle();
      rescan();
      idleAt = idleTime();
    } else if (now() >= idleAt) {
      idleOrLater();
    }
    synchronized (this) {
      tend = false;
    }
    for (Charge charge : charges.values()) {
      charge.tend(now());
    }
    for (Order<?> order = nextOrder(); order != null; order = nextOrder()) {
      order.obey();
    }
    if (now() >= signAt) {
      if (charges.values().stream().noneMatch(Charge::isStuck)) {
        signOfLife.run();
      }
      signAt = now() + signMillis;
    }
  }

  /** Runs the idle action, unless a device is in use: then it waits longer. */
  private void idleOrLater() {
    long reports = charges.values().stream().mapToLong(Charge::reports).sum();
    if (reports == reportsBefore) {
      idleAt = NEVER;
      idle.run();
    } else {
      reportsBefore = reports;
      idleAt = idleTime();
    }
  }

  private long idleTime() {
    return idleMillis == NEVER ? NEVER : now() + idleMillis;
  }

  private synchronized boolean takeChanged() {
    boolean was = devicesChanged;
    devicesChanged = false;
    return was;
  }

  private synchronized @Nullable Order<?> nextOrder() {
    return orders.pollFirst();
  }

  /** Waits for events that belong together, but no longer than that. */
  private synchronized void settle() {
    long end = now() + SETTLE_MILLIS;
    try {
      for (long left = SETTLE_MILLIS; left > 0 && !closing; left = end - now()) {
        wait(left);
      }
    } catch (InterruptedException e) {
      closing = true;
    }
    devicesChanged = false;
  }

  private void rescan() {
    Map<String, LiveDevice> there = new LinkedHashMap<>();
    for (LiveDevice device : lister.list()) {
      // A bridge's clone must never be bridged. With fixes in the kernel, a device needs no hidraw
      // node, and has none for a moment while its descriptor is changed.
      Charge known = charges.get(device.sysfsName());
      boolean without = !applier.needsHidraw() || known != null && known.isInKernel();
      if ((device.hidraw() != null || without) && !Applicability.isClone(device)) {
        there.put(device.sysfsName(), device);
      }
    }
    charges
        .entrySet()
        .removeIf(
            entry -> {
              LiveDevice now = there.get(entry.getKey());
              boolean gone = now == null || !isSame(now, entry.getValue());
              if (gone) {
                entry.getValue().stop();
              }
              return gone;
            });
    FixChooser installed = fixes.get();
    int bridged = 0;
    for (LiveDevice device : there.values()) {
      Charge charge =
          charges.computeIfAbsent(
              device.sysfsName(), name -> new Charge(device, applier, this::tendSoon, log));
      FixChooser.Choice choice = installed.choose(device);
      if (!choice.fixes().isEmpty() && bridged++ >= MOST_BRIDGES) {
        choice =
            new FixChooser.Choice(
                List.of(), "", List.of("more than %d devices at a time".formatted(MOST_BRIDGES)));
      }
      charge.choose(device, choice, now());
    }
  }

  /**
   * Node numbers are reused at once; the number at the end of the name is not. When programs in the
   * kernel change the descriptor, the kernel creates new nodes.
   */
  private static boolean isSame(LiveDevice now, Charge charge) {
    LiveDevice before = charge.device();
    return now.sysfsName().equals(before.sysfsName())
        && (charge.isInKernel() || Objects.equals(now.hidraw(), before.hidraw()));
  }

  // ---- orders

  /** A question of another thread to the daemon's thread. */
  private record Order<T>(Supplier<T> question, CompletableFuture<T> answer) {
    void obey() {
      try {
        answer.complete(question.get());
      } catch (RuntimeException e) {
        answer.completeExceptionally(e);
      }
    }

    void refuse() {
      answer.completeExceptionally(ending());
    }
  }

  private static IllegalStateException ending() {
    return new IllegalStateException("the daemon is ending");
  }

  /**
   * Asks the daemon's thread.
   *
   * @throws IllegalStateException if the daemon ends before it answers
   */
  private <T> T ask(Supplier<T> question) {
    Order<T> order = new Order<>(question, new CompletableFuture<>());
    synchronized (this) {
      if (closing) {
        throw ending();
      }
      orders.addLast(order);
      notifyAll();
    }
    try {
      return order.answer().join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof RuntimeException cause ? cause : e;
    }
  }

  /** The status of all devices. */
  public List<DeviceStatus> status() {
    return ask(() -> charges.values().stream().map(Charge::status).toList());
  }

  /** Removes the fixes from a device; false if there is no such device. */
  public boolean detach(String sysfsName) {
    return ask(
        () -> {
          Charge charge = charges.get(sysfsName);
          if (charge != null) {
            charge.detach();
          }
          return charge != null;
        });
  }

  /** Applies the fixes again; false if there is no such device, or nothing is for it. */
  public boolean reattach(String sysfsName) {
    return ask(
        () -> {
          Charge charge = charges.get(sysfsName);
          return charge != null && charge.reattach(now());
        });
  }

  /** Ends the daemon; all devices work as without it when this returns. */
  @Override
  public void close() {
    boolean begun;
    synchronized (this) {
      closing = true;
      begun = thread != null;
      notifyAll();
    }
    if (begun && Thread.currentThread() != thread) {
      try {
        over.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
