package io.github.hidbpf4j.time;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SystemClockTest {
  private final SystemClock clock = new SystemClock(1);

  @AfterEach
  void close() {
    clock.close();
  }

  @Test
  void timersRunInSoftirqContextAndNotBeforeTheirDeadline() throws Exception {
    CountDownLatch fired = new CountDownLatch(1);
    long deadline = clock.now() + 2_000_000;
    long[] at = new long[1];
    boolean[] maySleep = {true};
    Timer t =
        clock.newTimer(
            "t",
            () -> {
              at[0] = clock.now();
              maySleep[0] = clock.maySleep();
              fired.countDown();
            });
    t.arm(deadline);
    assertThat(fired.await(10, TimeUnit.SECONDS)).isTrue();
    assertThat(at[0]).isGreaterThanOrEqualTo(deadline);
    assertThat(maySleep[0]).isFalse();
    assertThat(clock.maySleep()).isTrue();
    assertThat(t.isArmed()).isFalse();
  }

  @Test
  void workNeverRunsConcurrentlyWithItselfAndLosesNoQueueing() throws Exception {
    AtomicInteger inside = new AtomicInteger();
    AtomicInteger overlaps = new AtomicInteger();
    AtomicInteger seen = new AtomicInteger();
    AtomicInteger requests = new AtomicInteger();
    Work w =
        clock.newWork(
            "w",
            () -> {
              if (inside.incrementAndGet() > 1) {
                overlaps.incrementAndGet();
              }
              seen.set(requests.get());
              inside.decrementAndGet();
            });
    Thread[] threads = new Thread[4];
    for (int i = 0; i < threads.length; i++) {
      threads[i] =
          Thread.ofPlatform()
              .start(
                  () -> {
                    for (int n = 0; n < 2_000; n++) {
                      requests.incrementAndGet();
                      w.queue();
                    }
                  });
    }
    for (Thread t : threads) {
      t.join();
    }
    while (w.isRunning()) {
      Thread.onSpinWait();
    }
    assertThat(seen.get()).isEqualTo(8_000);
    assertThat(overlaps.get()).isZero();
  }

  @Test
  void semaphoreKnowsItsHolder() {
    BinarySemaphore s = clock.newSemaphore("s");
    assertThat(s.acquire()).isTrue();
    assertThat(s.acquire()).isFalse();
    assertThat(s.tryAcquire()).isFalse();
    s.release();
    assertThat(s.isHeld()).isFalse();
  }

  @Test
  void completionTimesOut() {
    Completion c = clock.newCompletion("c");
    assertThat(c.await(1)).isFalse();
    c.complete();
    assertThat(c.await(1)).isTrue();
  }
}
