package io.github.hidbpf4j.kernel.dispatch;

import io.github.hidbpf4j.time.Scheduler;
import io.github.hidbpf4j.time.Timer;
import io.github.hidbpf4j.time.Work;

/**
 * The one delayed work of a device under RFC v1 (patch 7/9 of 2024-02-09): when due, all {@code
 * hid_bpf_offload} programs of the device run one after another in process context, until one
 * returns a negative number. The programs themselves must know which request they serve.
 */
final class DelayedWork {
  private static final long MILLISECOND = 1_000_000;

  private final Scheduler scheduler;
  private final DeviceState state;
  private final Timer timer;
  private final Work work;
  private boolean queued;

  DelayedWork(Scheduler scheduler, DeviceState state) {
    this.scheduler = scheduler;
    this.state = state;
    String what = "delayed work of " + state.device().sysfsName();
    this.work = scheduler.newWork(what, this::run);
    this.timer = scheduler.newTimer(what, () -> queue());
  }

  /**
   * Schedules it; returns false, without effect, when it is already scheduled or the device is
   * gone.
   */
  synchronized boolean schedule(int milliseconds) {
    if (queued || timer.isArmed() || state.isDestroyed()) {
      return false;
    }
    if (milliseconds == 0) {
      queue();
    } else {
      timer.arm(scheduler.now() + Integer.toUnsignedLong(milliseconds) * MILLISECOND);
    }
    return true;
  }

  private synchronized void queue() {
    queued = true;
    boolean _ = work.queue();
  }

  synchronized void cancel() {
    queued = false;
    boolean _ = timer.cancel();
    boolean _ = work.cancel();
  }

  private void run() {
    synchronized (this) {
      queued = false;
    }
    state.core().runDelayedWork(state);
  }
}
