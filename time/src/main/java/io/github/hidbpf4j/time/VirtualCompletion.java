package io.github.hidbpf4j.time;

import org.jspecify.annotations.Nullable;

/** A completion of virtual time: one run waits for it, up to a timeout. */
final class VirtualCompletion implements Completion {
  private final VirtualClock clock;
  private boolean done;
  private @Nullable VirtualRun waiter;

  VirtualCompletion(VirtualClock clock) {
    this.clock = clock;
  }

  @Override
  public boolean await(long timeout) {
    if (done) {
      return true;
    }
    VirtualRun run = clock.currentRun("await");
    waiter = run;
    VirtualTimer timer =
        new VirtualTimer(clock, "timeout of " + run.what, true, () -> clock.wake(run));
    long now = clock.present();
    timer.arm(timeout > Long.MAX_VALUE - now ? Long.MAX_VALUE : now + timeout);
    clock.park(run);
    timer.cancel();
    waiter = null;
    return done;
  }

  @Override
  public void complete() {
    done = true;
    VirtualRun run = waiter;
    if (run != null) {
      clock.wake(run);
    }
  }
}
