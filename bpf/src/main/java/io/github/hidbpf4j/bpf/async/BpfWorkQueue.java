package io.github.hidbpf4j.bpf.async;

import io.github.hidbpf4j.bpf.map.BpfMap;
import io.github.hidbpf4j.bpf.program.AsyncKind;
import io.github.hidbpf4j.time.Scheduler;
import io.github.hidbpf4j.time.Timer;
import io.github.hidbpf4j.time.Work;
import org.jspecify.annotations.Nullable;

/**
 * The object behind a {@code struct bpf_wq}: a work item whose callback runs in process context,
 * where it may sleep, and never concurrently with itself. Started while queued, it runs once;
 * started while running, it runs once more. With the flag {@code WQ_BH} the callback runs in
 * softirq context instead, where it must not sleep.
 */
final class BpfWorkQueue extends AsyncCallback {
  private final Work work;

  /** Runs the callback in softirq context; null for a callback in process context. */
  private final @Nullable Timer softirq;

  BpfWorkQueue(
      AsyncCallbacks owner,
      Scheduler scheduler,
      boolean bottomHalf,
      BpfMap map,
      long field,
      long value,
      long key,
      int handle) {
    super(owner, map, field, value, key, handle);
    String what = "bpf_wq of " + map.spec().name();
    this.work = scheduler.newWork(what, () -> call(AsyncKind.WORK));
    this.softirq = bottomHalf ? scheduler.newTimer(what, () -> call(AsyncKind.WORK)) : null;
  }

  boolean isSoftirq() {
    return softirq != null;
  }

  /** Queues it; returns false when it was queued already. */
  boolean start(long now) {
    if (softirq != null) {
      if (softirq.isArmed()) {
        return false;
      }
      softirq.arm(now);
    } else if (!work.queue()) {
      return false;
    }
    startedAt = now;
    dueAt = now;
    return true;
  }

  @Override
  AsyncKind kind() {
    return AsyncKind.WORK;
  }

  @Override
  boolean isPending() {
    return softirq == null ? work.isQueued() : softirq.isArmed();
  }

  @Override
  boolean isRunning() {
    return softirq == null ? work.isRunning() : softirq.isRunning();
  }

  @Override
  boolean isThrottled() {
    return softirq == null ? work.isThrottled() : softirq.isThrottled();
  }

  @Override
  boolean discard() {
    return softirq == null ? work.cancel() : softirq.cancel();
  }
}
