package io.github.hidbpf4j.time;

import org.jspecify.annotations.Nullable;

/** A work item of virtual time; its body runs in process context, and may wait. */
final class VirtualWork implements Work {
  private final VirtualClock clock;
  private final Runnable body;
  private final VirtualRun run;
  private final VirtualClock.Ready entry = new VirtualClock.Ready.StartWork(this);
  private boolean queued;
  private boolean running;

  /** Debt of the next run, and when it may start. */
  private long owed;

  private long release;
  private boolean putOff;

  /** Makes it ready later. */
  private @Nullable VirtualTimer later;

  VirtualWork(VirtualClock clock, String what, Runnable body) {
    this.clock = clock;
    this.body = body;
    this.run = new VirtualRun(what, true, false);
  }

  private void ready() {
    if (release <= clock.present()) {
      clock.ready(entry);
      return;
    }
    VirtualTimer timer = later;
    if (timer == null) {
      timer = new VirtualTimer(clock, "delay of " + run.what, true, () -> clock.ready(entry));
      later = timer;
    }
    timer.arm(release);
  }

  @Override
  public boolean queue() {
    if (queued) {
      return false;
    }
    queued = true;
    owed = clock.owed(0);
    release = clock.release(owed);
    putOff = release > clock.present();
    if (!running) {
      ready();
    }
    return true;
  }

  @Override
  public boolean cancel() {
    if (!queued) {
      return false;
    }
    queued = false;
    clock.unready(this);
    if (later != null) {
      boolean _ = later.cancel();
    }
    return true;
  }

  @Override
  public boolean isRunning() {
    return running;
  }

  @Override
  public boolean isQueued() {
    return queued;
  }

  @Override
  public boolean isThrottled() {
    return putOff;
  }

  void execute() {
    queued = false;
    running = true;
    clock.execute(run, owed, body);
    running = false;
    if (queued) {
      ready();
    }
  }
}
