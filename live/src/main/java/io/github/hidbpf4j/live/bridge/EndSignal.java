package io.github.hidbpf4j.live.bridge;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Signals to waiting threads that fixes were removed from their device. */
public final class EndSignal {
  private final CountDownLatch over = new CountDownLatch(1);

  /** Creates a signal that has not been given. */
  public EndSignal() {}

  /** Gives the signal, for good. */
  public void give() {
    over.countDown();
  }

  /**
   * Waits for the signal; an interrupt ends the wait.
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
