package io.github.hidbpf4j.time;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SystemClockTest {
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

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

  @Test
  void semaphoreExcludesAndForgetsNoWaiter() throws Exception {
    BinarySemaphore s = clock.newSemaphore("s");
    int[] count = new int[1];
    Thread[] threads = new Thread[4];
    for (int i = 0; i < threads.length; i++) {
      threads[i] =
          Thread.ofPlatform()
              .start(
                  () -> {
                    for (int n = 0; n < 5_000; n++) {
                      assertThat(s.acquire()).isTrue();
                      count[0]++;
                      s.release();
                    }
                  });
    }
    for (Thread t : threads) {
      t.join();
    }
    assertThat(count[0]).isEqualTo(20_000);
    assertThat(s.isHeld()).isFalse();
  }

  @Test
  void semaphoreFreedByAnotherRunGoesToTheLongestWaiter() throws Exception {
    BinarySemaphore s = clock.newSemaphore("s");
    assertThat(s.acquire()).isTrue();
    List<Integer> order = new CopyOnWriteArrayList<>();
    Thread[] threads = new Thread[3];
    for (int i = 0; i < threads.length; i++) {
      int number = i;
      threads[i] =
          Thread.ofPlatform()
              .start(
                  () -> {
                    assertThat(s.acquire()).isTrue();
                    order.add(number);
                  });
      awaitParked(threads[i]);
    }
    for (int i = 0; i < threads.length; i++) {
      s.release();
      threads[i].join();
    }
    assertThat(order).containsExactly(0, 1, 2);
    assertThat(s.isHeld()).isTrue();
  }

  private static void awaitParked(Thread thread) {
    while (thread.getState() != Thread.State.WAITING
        && thread.getState() != Thread.State.TIMED_WAITING) {
      Thread.onSpinWait();
    }
  }

  @Test
  void timersFireInOrderOfDeadlineAndThenOfArming() throws Exception {
    long seed = 4711;
    SplittableRandom random = new SplittableRandom(seed);
    CountDownLatch began = new CountDownLatch(1);
    CountDownLatch go = new CountDownLatch(1);
    CountDownLatch over = new CountDownLatch(1);
    Timer gate =
        clock.newTimer(
            "gate",
            () -> {
              began.countDown();
              try {
                go.await();
              } catch (InterruptedException e) {
                throw new IllegalStateException(e);
              }
            });
    gate.arm(clock.now());
    began.await();
    List<Integer> fired = new CopyOnWriteArrayList<>();
    Timer[] timers = new Timer[300];
    for (int i = 0; i < timers.length; i++) {
      int number = i;
      timers[i] = clock.newTimer("t" + i, () -> fired.add(number));
    }
    // What is armed: deadline, then number of the arming, to the timer.
    Map<Integer, long[]> armed = new HashMap<>();
    for (int n = 0; n < 3_000; n++) {
      int i = random.nextInt(timers.length);
      if (random.nextInt(4) == 0) {
        assertThat(timers[i].cancel()).as("seed %d", seed).isEqualTo(armed.remove(i) != null);
      } else {
        long deadline = -random.nextInt(50);
        timers[i].arm(deadline);
        armed.put(i, new long[] {deadline, n});
      }
      assertThat(timers[i].isArmed()).isEqualTo(armed.containsKey(i));
    }
    clock.newTimer("end", over::countDown).arm(1);
    go.countDown();
    assertThat(over.await(60, TimeUnit.SECONDS)).isTrue();
    assertThat(fired)
        .as("seed %d", seed)
        .containsExactlyElementsOf(
            armed.entrySet().stream()
                .sorted(
                    Comparator.<Map.Entry<Integer, long[]>>comparingLong(e -> e.getValue()[0])
                        .thenComparingLong(e -> e.getValue()[1]))
                .map(Map.Entry::getKey)
                .toList());
  }

  @Test
  void aFailingBodyEndsNeitherTimersNorWork() throws Exception {
    CountDownLatch over = new CountDownLatch(2);
    Thread.UncaughtExceptionHandler before = Thread.getDefaultUncaughtExceptionHandler();
    List<String> seen = new CopyOnWriteArrayList<>();
    Thread.setDefaultUncaughtExceptionHandler((_, e) -> seen.add(String.valueOf(e.getMessage())));
    try {
      Work work =
          clock.newWork(
              "w",
              () -> {
                over.countDown();
                throw new IllegalStateException("work");
              });
      Timer timer =
          clock.newTimer(
              "t",
              () -> {
                work.queue();
                throw new IllegalStateException("timer");
              });
      timer.arm(0);
      while (over.getCount() > 1 || timer.isRunning() || work.isRunning()) {
        Thread.onSpinWait();
      }
      timer.arm(0);
      over.await();
      while (seen.size() < 4) {
        Thread.onSpinWait();
      }
    } finally {
      Thread.setDefaultUncaughtExceptionHandler(before);
    }
    assertThat(seen).containsExactlyInAnyOrder("timer", "work", "timer", "work");
  }

  @Test
  void armingAndFiringAllocatesNothing() throws Exception {
    int turns = 20_000;
    long[] least = {Long.MAX_VALUE};
    long[] before = new long[1];
    int[] left = {6 * turns};
    CountDownLatch over = new CountDownLatch(1);
    Timer[] timer = new Timer[2];
    timer[0] =
        clock.newSource(
            "t",
            () -> {
              timer[1].arm(Long.MAX_VALUE);
              boolean _ = timer[1].cancel();
              // The last rounds are warm; one clean one is the proof.
              if (--left[0] % turns == 0) {
                long now = THREADS.getCurrentThreadAllocatedBytes();
                least[0] = Math.min(least[0], now - before[0]);
                before[0] = THREADS.getCurrentThreadAllocatedBytes();
              }
              if (left[0] == 0) {
                over.countDown();
              } else {
                timer[0].arm(clock.now(ClockId.MONOTONIC));
              }
            });
    timer[1] = clock.newTimer("other", () -> {});
    timer[0].arm(0);
    assertThat(over.await(60, TimeUnit.SECONDS)).isTrue();
    assertThat(least[0]).isLessThan(1000);
  }

  @Test
  void startingABodyOnAnIdleThreadAllocatesNothing() {
    Thread[] carrier = new Thread[1];
    CountDownLatch[] ran = new CountDownLatch[1];
    Runnable body =
        () -> {
          carrier[0] = Thread.currentThread();
          ran[0].countDown();
        };
    long least = Long.MAX_VALUE;
    for (int i = 0; i < 300; i++) {
      ran[0] = new CountDownLatch(1);
      long before = THREADS.getCurrentThreadAllocatedBytes();
      Carriers.start(body);
      least = Math.min(least, THREADS.getCurrentThreadAllocatedBytes() - before);
      while (ran[0].getCount() > 0) {
        Thread.onSpinWait();
      }
      awaitParked(carrier[0]);
    }
    // A thread and what belongs to it would be more.
    assertThat(least).isLessThan(200);
  }
}
