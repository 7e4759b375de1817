package io.github.hidbpf4j.live.bridge;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Tells those who wait that fixes are off their device. */
public final class EndSignal {
  private final CountDownLatch over = new CountDownLatch(1);

  /** A signal that was not given yet. */
  public EndSignal() {}

  /** Gives it, for good. */
  public void give() {
    over.countDown();
  }

  /**
   * Waits for it; an interrupt ends the wait.
   *
   * @param millis how long at most
   * @return whether it was given
   */
  public boolean await(long millis) {
    try {
      return over.await(millis, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
