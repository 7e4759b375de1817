package io.github.hidbpf4j.bpf.async;

import io.github.hidbpf4j.bpf.map.BpfMap;
import io.github.hidbpf4j.bpf.program.AsyncKind;
import io.github.hidbpf4j.time.ClockId;
import io.github.hidbpf4j.time.Scheduler;
import io.github.hidbpf4j.time.Timer;
import io.github.hidbpf4j.time.Work;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The object behind a {@code struct bpf_timer}: a one-shot high-resolution timer whose callback
 * runs in softirq context. Under the proposals of 2024 the callback may be sleepable instead:
 * expiry then queues a work item.
 */
final class BpfTimer extends AsyncCallback {
  /** The latest time a timer can be set to: {@code KTIME_SEC_MAX} seconds. */
  static final long LATEST = 9_223_372_036L * 1_000_000_000L;

  /** How long a thread that waits for a callback sleeps between checks, in nanoseconds. */
  private static final long POLL = 10_000;

  /** Number of timer callbacks that are cancelling this timer now. */
  final AtomicInteger cancelling = new AtomicInteger();

  /** Whether the flag for sleepable callbacks was given at init. */
  final boolean sleepableAtInit;

  /** Whether the callback is sleepable; guarded by the owner's lock. */
  boolean sleepable;

  /** Whether {@code bpf_timer_cancel} last dropped the callback; guarded by the owner's lock. */
  boolean dropped;

  private final Scheduler scheduler;
  private final ClockId clock;
  private final Timer timer;
  private volatile @Nullable Work work;

  BpfTimer(
      AsyncCallbacks owner,
      Scheduler scheduler,
      ClockId clock,
      boolean sleepableAtInit,
      BpfMap map,
      long field,
      long value,
      long key,
      int handle) {
    super(owner, map, field, value, key, handle);
    this.scheduler = scheduler;
    this.clock = clock;
    this.sleepableAtInit = sleepableAtInit;
    this.timer = scheduler.newTimer("bpf_timer of " + map.spec().name(), this::expire);
  }

  private void expire() {
    Work queue = work;
    boolean defer;
    synchronized (owner.lock) {
      defer = sleepable;
    }
    if (defer && queue != null) {
      boolean _ = queue.queue();
    } else {
      call(AsyncKind.TIMER);
    }
  }

  /** Makes the work item that runs sleepable callbacks; call with the owner's lock held. */
  void makeSleepable() {
    if (work == null) {
      work =
          scheduler.newWork(
              "sleepable bpf_timer of " + map.spec().name(), () -> call(AsyncKind.SLEEPABLE_TIMER));
    }
    sleepable = true;
  }

  /** Arms the timer, or moves its deadline. */
  void start(long nanos, boolean absolute) {
    long now = scheduler.now(ClockId.MONOTONIC);
    startedAt = now;
    dueAt = absolute ? onMonotonic(nanos, now) : after(now, nanos);
    timer.arm(dueAt);
  }

  /** Queues the work item without a timer; returns false when it was queued already. */
  boolean startWork() {
    Work queue = work;
    if (queue == null || !queue.queue()) {
      return false;
    }
    startedAt = scheduler.now(ClockId.MONOTONIC);
    dueAt = startedAt;
    return true;
  }

  /** A delay that is negative as a signed number, or overflows, never ends. */
  private static long after(long now, long nanos) {
    long deadline = now + nanos;
    return nanos < 0 || deadline < 0 || deadline > LATEST ? LATEST : deadline;
  }

  private long onMonotonic(long time, long now) {
    if (clock != ClockId.REALTIME) {
      return Math.min(time, LATEST);
    }
    long ahead = scheduler.now(ClockId.REALTIME) - now;
    return time < 0 ? 0 : time - ahead;
  }

  @Override
  AsyncKind kind() {
    return sleepable ? AsyncKind.SLEEPABLE_TIMER : AsyncKind.TIMER;
  }

  @Override
  boolean isPending() {
    Work queue = work;
    return timer.isArmed() || queue != null && queue.isQueued();
  }

  @Override
  boolean isRunning() {
    Work queue = work;
    return timer.isRunning() || queue != null && queue.isRunning();
  }

  @Override
  boolean isThrottled() {
    Work queue = work;
    return timer.isArmed() ? timer.isThrottled() : queue != null && queue.isThrottled();
  }

  @Override
  boolean discard() {
    boolean pending = timer.cancel();
    Work queue = work;
    return queue != null && queue.cancel() || pending;
  }

  /**
   * Dequeues the timer and waits until its callback has returned. Only a caller that may sleep
   * waits for work.
   *
   * @return whether it was pending
   */
  boolean stop() {
    boolean pending = false;
    while (true) {
      if (timer.isRunning()) {
        // If this spun, nothing else would run in virtual time, so sleep even in softirq context.
        scheduler.sleep(POLL);
        continue;
      }
      pending |= timer.cancel();
      if (timer.isRunning()) {
        continue;
      }
      Work queue = work;
      if (queue == null) {
        return pending;
      }
      pending |= queue.cancel();
      if (!queue.isRunning() || !scheduler.maySleep()) {
        return pending;
      }
      scheduler.sleep(POLL);
    }
  }
}
