package io.github.hidbpf4j.time;

import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/** A binary semaphore of virtual time: waiting runs get it in order of arrival. */
final class VirtualSemaphore implements BinarySemaphore {
  private final VirtualClock clock;
  private final ArrayDeque<VirtualRun> waiters = new ArrayDeque<>();
  private boolean held;
  private @Nullable VirtualRun holder;

  VirtualSemaphore(VirtualClock clock) {
    this.clock = clock;
  }

  @Override
  public boolean tryAcquire() {
    if (held) {
      return false;
    }
    held = true;
    holder = clock.current();
    return true;
  }

  @Override
  public boolean acquire() {
    if (tryAcquire()) {
      return true;
    }
    VirtualRun run = clock.currentRun("acquire");
    if (holder == run) {
      return false;
    }
    waiters.addLast(run);
    clock.park(run);
    return true;
  }

  @Override
  public void release() {
    VirtualRun next = waiters.pollFirst();
    holder = next;
    held = next != null;
    if (next != null) {
      clock.wake(next);
    }
  }

  @Override
  public boolean isHeld() {
    return held;
  }

  @Override
  public boolean isHeldByCaller() {
    return held && holder != null && holder == clock.current();
  }
}
