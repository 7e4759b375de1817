package io.github.hidbpf4j.time;

/** A timer of virtual time; its body runs in softirq context. */
final class VirtualTimer extends TimerHeap.Slot<VirtualTimer> implements Timer {
  private final VirtualClock clock;
  final Runnable body;
  final VirtualRun run;

  /** When it is due, and its place among those that are due at the same time. */
  long deadline;

  long order;
  private boolean putOff;

  /** Debt of its next run. */
  long owed;

  /** Number of running bodies: more than one if one waits, which it should not. */
  int running;

  VirtualTimer(VirtualClock clock, String what, boolean source, Runnable body) {
    this.clock = clock;
    this.body = body;
    this.run = new VirtualRun(what, false, source);
  }

  @Override
  public void arm(long at) {
    clock.arm(this, at);
    putOff = deadline > at;
  }

  @Override
  public boolean cancel() {
    if (!isThere()) {
      return false;
    }
    clock.disarm(this);
    return true;
  }

  @Override
  public boolean isArmed() {
    return isThere();
  }

  @Override
  public boolean isThrottled() {
    return putOff;
  }

  @Override
  public boolean isRunning() {
    return running > 0;
  }

  @Override
  boolean isBefore(VirtualTimer other) {
    return deadline != other.deadline ? deadline < other.deadline : order < other.order;
  }
}
