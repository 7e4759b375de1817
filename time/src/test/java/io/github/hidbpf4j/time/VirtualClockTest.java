package io.github.hidbpf4j.time;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class VirtualClockTest {
  private final VirtualClock clock = new VirtualClock(1);
  private final List<String> log = new ArrayList<>();
  private final long start = clock.now();

  private void note(String what) {
    log.add(what + "@" + (clock.now() - start));
  }

  private Timer timer(String name) {
    return clock.newTimer(name, () -> note(name));
  }

  @Test
  void timersFireInOrderOfDeadlineThenOfArming() {
    timer("c").arm(start + 20);
    timer("a").arm(start + 10);
    timer("b").arm(start + 10);
    clock.advance(15);
    assertThat(log).containsExactly("a@10", "b@10");
    assertThat(clock.now() - start).isEqualTo(15);
    clock.runUntilIdle();
    assertThat(log).containsExactly("a@10", "b@10", "c@20");
  }

  @Test
  void armingAgainMovesTheDeadlineAndCancelStopsIt() {
    Timer t = timer("t");
    t.arm(start + 5);
    t.arm(start + 9);
    assertThat(t.isArmed()).isTrue();
    clock.advance(7);
    assertThat(log).isEmpty();
    assertThat(t.cancel()).isTrue();
    assertThat(t.cancel()).isFalse();
    clock.runUntilIdle();
    assertThat(log).isEmpty();
  }

  @Test
  void workIsCoalescedWhileQueuedAndRunsOnceMoreWhenQueuedWhileRunning() {
    Work[] w = new Work[1];
    int[] runs = {0};
    w[0] =
        clock.newWork(
            "w",
            () -> {
              note("w");
              if (runs[0]++ == 0) {
                assertThat(w[0].isRunning()).isTrue();
                assertThat(w[0].queue()).isTrue();
                assertThat(w[0].queue()).isFalse();
                clock.sleep(3);
              }
            });
    assertThat(w[0].queue()).isTrue();
    assertThat(w[0].queue()).isFalse();
    clock.runUntilIdle();
    assertThat(log).containsExactly("w@0", "w@3");
  }

  @Test
  void cancelledWorkDoesNotRun() {
    Work w = clock.newWork("w", () -> note("w"));
    w.queue();
    assertThat(w.cancel()).isTrue();
    assertThat(w.cancel()).isFalse();
    clock.runUntilIdle();
    assertThat(log).isEmpty();
  }

  @Test
  void dueTimersGoBeforeWorkOfTheSameInstant() {
    Work w = clock.newWork("w", () -> note("w"));
    clock
        .newTimer(
            "first",
            () -> {
              note("first");
              w.queue();
            })
        .arm(start + 1);
    timer("second").arm(start + 1);
    timer("later").arm(start + 2);
    clock.runUntilIdle();
    assertThat(log).containsExactly("first@1", "second@1", "w@1", "later@2");
  }

  @Test
  void aRunThatSleepsLetsOthersRun() {
    timer("t").arm(start + 4);
    clock.call(
        "main",
        () -> {
          note("before");
          clock.sleep(10);
          note("after");
        });
    assertThat(log).containsExactly("before@0", "t@4", "after@10");
  }

  @Test
  void semaphoreIsHandedToTheLongestWaiter() {
    BinarySemaphore s = clock.newSemaphore("s");
    for (String name : List.of("a", "b", "c")) {
      clock
          .newWork(
              name,
              () -> {
                assertThat(s.acquire()).isTrue();
                note(name);
                clock.sleep(5);
                s.release();
              })
          .queue();
    }
    timer("busy").arm(start + 7);
    clock.runUntilIdle();
    assertThat(log).containsExactly("a@0", "b@5", "busy@7", "c@10");
    assertThat(s.isHeld()).isFalse();
  }

  @Test
  void acquiringWhatOneHoldsIsReportedInsteadOfWaitingForEver() {
    BinarySemaphore s = clock.newSemaphore("s");
    clock.call(
        "main",
        () -> {
          assertThat(s.acquire()).isTrue();
          assertThat(s.tryAcquire()).isFalse();
          assertThat(s.acquire()).isFalse();
          s.release();
          assertThat(s.isHeld()).isFalse();
        });
  }

  @Test
  void completionEndsTheWaitOrTimesOut() {
    Completion c = clock.newCompletion("c");
    clock.newTimer("answer", c::complete).arm(start + 3);
    Completion never = clock.newCompletion("never");
    clock.call(
        "main",
        () -> {
          assertThat(c.await(10)).isTrue();
          note("answered");
          assertThat(never.await(10)).isFalse();
          note("timed out");
          assertThat(c.await(0)).isTrue();
        });
    assertThat(log).containsExactly("answered@3", "timed out@13");
  }

  @Test
  void aTimerBodyThatWaitsWhereItMustNotIsSuspendedAllTheSame() {
    clock
        .newTimer(
            "bad",
            () -> {
              assertThat(clock.maySleep()).isFalse();
              note("bad begins");
              clock.sleep(10);
              note("bad ends");
            })
        .arm(start + 1);
    timer("other").arm(start + 5);
    clock.runUntilIdle();
    assertThat(log).containsExactly("bad begins@1", "other@5", "bad ends@11");
  }

  @Test
  void whatWaitsForEverIsNamed() {
    BinarySemaphore s = clock.newSemaphore("s");
    assertThat(s.tryAcquire()).isTrue();
    assertThatThrownBy(() -> clock.call("main", s::acquire))
        .isInstanceOf(StuckException.class)
        .hasMessageContaining("main");
    assertThat(clock.stuckRuns()).containsExactly("main");
  }

  @Test
  void whatARunThrowsReachesTheHost() {
    assertThatThrownBy(
            () ->
                clock.call(
                    "main",
                    () -> {
                      clock.sleep(1);
                      throw new IllegalArgumentException("no");
                    }))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("no");
    clock.call("again", () -> note("fine"));
    assertThat(log).containsExactly("fine@1");
  }

  @Test
  void drivingTimeFromInsideARunIsRefused() {
    assertThatThrownBy(() -> clock.call("main", () -> clock.advance(1)))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void waitingOutsideARunIsRefused() {
    assertThatThrownBy(() -> clock.sleep(1)).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void clocksAgree() {
    assertThat(clock.now(ClockId.BOOTTIME)).isEqualTo(clock.now());
    assertThat(clock.now(ClockId.TAI) - clock.now(ClockId.REALTIME)).isEqualTo(37_000_000_000L);
  }

  private static List<String> explored(long seed) {
    VirtualClock clock = new VirtualClock(seed, 1_000);
    List<String> log = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      String name = "t" + i;
      clock.newTimer(name, () -> log.add(name)).arm(clock.now() + 10);
    }
    for (int i = 0; i < 2; i++) {
      String name = "w" + i;
      clock
          .newWork(
              name,
              () -> {
                for (int step = 0; step < 3; step++) {
                  log.add(name + "." + step);
                  clock.preemptionPoint();
                }
              })
          .queue();
    }
    clock.runUntilIdle();
    return log;
  }

  @Test
  void explorationFollowsTheSeedAndReachesManyOrders() {
    List<List<String>> outcomes =
        LongStream.range(0, 200).mapToObj(VirtualClockTest::explored).toList();
    for (int seed = 0; seed < 200; seed += 17) {
      assertThat(explored(seed)).as("seed %d", seed).isEqualTo(outcomes.get(seed));
    }
    assertThat(outcomes.stream().distinct().count()).isGreaterThan(30);
    assertThat(outcomes)
        .allSatisfy(o -> assertThat(o).hasSize(9))
        .anySatisfy(o -> assertThat(o.indexOf("t0")).isBetween(1, 5));
  }

  @Test
  void manyBlockingRunsKeepTheirOrder() {
    for (int i = 0; i < 300; i++) {
      int n = i;
      clock
          .newWork(
              "w" + n,
              () -> {
                clock.sleep(1000 - n);
                log.add(Integer.toString(n));
              })
          .queue();
    }
    clock.runUntilIdle();
    List<String> expected = new ArrayList<>();
    for (int i = 299; i >= 0; i--) {
      expected.add(Integer.toString(i));
    }
    assertThat(log).isEqualTo(expected);
  }

  @Test
  void aRunThatHasWaitedCanBePreempted() {
    for (int seed = 0; seed < 50; seed++) {
      VirtualClock explorer = new VirtualClock(seed, 1_000);
      int[] ended = {0};
      for (int i = 0; i < 3; i++) {
        explorer
            .newWork(
                "w" + i,
                () -> {
                  explorer.sleep(10);
                  for (int point = 0; point < 20; point++) {
                    explorer.preemptionPoint();
                  }
                  ended[0]++;
                })
            .queue();
      }
      explorer.runUntilIdle();
      assertThat(explorer.stuckRuns()).as("seed %d", seed).isEmpty();
      assertThat(ended[0]).as("seed %d", seed).isEqualTo(3);
    }
  }
}
