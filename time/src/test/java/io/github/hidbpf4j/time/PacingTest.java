package io.github.hidbpf4j.time;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Runs that keep starting each other do not stop time. */
@Timeout(60)
class PacingTest {
  private static final long MILLISECOND = 1_000_000;

  private final VirtualClock clock = new VirtualClock(1);
  private final long start = clock.now();
  private long runs;

  /** A timer that rearms itself. */
  private Timer again(long delay) {
    Timer[] timer = new Timer[1];
    timer[0] =
        clock.newTimer(
            "again",
            () -> {
              runs++;
              timer[0].arm(clock.now() + delay);
            });
    return timer[0];
  }

  private Work again() {
    Work[] work = new Work[1];
    work[0] =
        clock.newWork(
            "again",
            () -> {
              runs++;
              work[0].queue();
            });
    return work[0];
  }

  private void assertPaced(long millis, int chains) {
    assertThat(runs).isBetween(1000L * chains, 1200L * chains + millis);
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1, 100, -5, Long.MIN_VALUE / 2})
  void timersThatArmThemselves(long delay) {
    again(delay).arm(start);
    clock.advance(50 * MILLISECOND);
    assertPaced(50, 1);
    assertThat(clock.now()).isEqualTo(start + 50 * MILLISECOND);
  }

  @Test
  void timersOfATimeThatIsPast() {
    Timer[] timer = new Timer[1];
    timer[0] =
        clock.newTimer(
            "past",
            () -> {
              runs++;
              timer[0].arm(runs % 2 == 0 ? Long.MIN_VALUE : 1);
            });
    timer[0].arm(start);
    clock.advance(50 * MILLISECOND);
    assertPaced(50, 1);
  }

  @Test
  void workThatQueuesItselfAndWorkThatQueuesOther() {
    again().queue();
    Work[] two = new Work[2];
    Arrays.setAll(
        two,
        i ->
            clock.newWork(
                "two",
                () -> {
                  runs++;
                  two[1 - i].queue();
                }));
    two[0].queue();
    clock.advance(50 * MILLISECOND);
    assertPaced(50, 2);
    // Other due runs are not affected.
    AtomicLong at = new AtomicLong();
    clock.newSource("source", () -> at.set(clock.now())).arm(clock.now() + 12_345);
    long before = clock.now();
    clock.advance(MILLISECOND);
    assertThat(at).hasValue(before + 12_345);
  }

  @Test
  void timersAndWorkThatStartEachOther() {
    Work[] work = new Work[1];
    Timer timer = clock.newTimer("timer", () -> work[0].queue());
    work[0] =
        clock.newWork(
            "work",
            () -> {
              runs++;
              timer.arm(clock.now());
            });
    work[0].queue();
    clock.settle();
    assertThat(runs).isBetween(500L, 502L);
    assertThat(timer.isThrottled() || work[0].isThrottled()).isTrue();
    clock.advance(50 * MILLISECOND);
    assertThat(runs).isBetween(524L, 527L);
    assertThat(timer.cancel() || work[0].cancel()).isTrue();
    clock.runUntilIdle();
    assertThat(work[0].isQueued()).isFalse();
  }

  /** However many chains there are, and however many each of them starts. */
  @Test
  void manyChainsAreOneLoad() {
    List<Work> all = new ArrayList<>();
    for (int i = 0; i < 5000; i++) {
      int me = i;
      all.add(
          clock.newWork(
              "many",
              () -> {
                runs++;
                all.get(me).queue();
                all.get((7 * me + 1) % 5000).queue();
              }));
    }
    all.getFirst().queue();
    clock.advance(50 * MILLISECOND);
    assertThat(runs).isBetween(90_000L, 110_000L);
  }

  @Test
  void whatGivesTimeIsNotPutOff() {
    again(10_000).arm(start);
    clock.advance(100 * MILLISECOND);
    assertThat(runs).isEqualTo(10_001);
    Work[] waiting = new Work[1];
    AtomicLong waits = new AtomicLong();
    waiting[0] =
        clock.newWork(
            "waiting",
            () -> {
              waits.incrementAndGet();
              clock.sleep(10_000);
              assertThat(waiting[0].queue()).isTrue();
              assertThat(waiting[0].isThrottled()).isFalse();
            });
    waiting[0].queue();
    clock.advance(100 * MILLISECOND);
    assertThat(waits.get()).isBetween(9_999L, 10_001L);
  }

  /** Many events at one time, as in recordings without times, each with its work and timer. */
  @Test
  void sourcesBeginChains() {
    Timer timer = clock.newTimer("timer", () -> runs++);
    Work work = clock.newWork("work", () -> timer.arm(clock.now()));
    AtomicLong events = new AtomicLong();
    Timer[] source = new Timer[1];
    source[0] =
        clock.newSource(
            "source",
            () -> {
              work.queue();
              assertThat(clock.chainLength()).isZero();
              if (events.incrementAndGet() < 50_000) {
                source[0].arm(start);
              }
            });
    source[0].arm(start);
    clock.settle();
    assertThat(events).hasValue(50_000);
    assertThat(work.isThrottled()).isFalse();
    assertThat(clock.now()).isEqualTo(start);
  }

  @Test
  void runsKnowTheirPlace() {
    List<Integer> lengths = new ArrayList<>();
    Work[] work = new Work[1];
    work[0] =
        clock.newWork(
            "work",
            () -> {
              lengths.add(clock.chainLength());
              if (lengths.size() < 4) {
                work[0].queue();
              }
            });
    work[0].queue();
    clock.runUntilIdle();
    assertThat(lengths).containsExactly(0, 1, 2, 3);
    assertThat(clock.chainLength()).isZero();
  }

  /** Seeds that decide on preemption do not change this. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void withPreemption(long seed) {
    VirtualClock preempting = new VirtualClock(seed, MILLISECOND);
    Work[] work = new Work[1];
    work[0] =
        preempting.newWork(
            "work",
            () -> {
              runs++;
              preempting.preemptionPoint();
              work[0].queue();
            });
    work[0].queue();
    preempting.advance(50 * MILLISECOND);
    assertThat(runs).isBetween(1000L, 1200L);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void inRealTime(boolean byTimer) throws InterruptedException {
    try (SystemClock real = new SystemClock(1)) {
      CountDownLatch putOff = new CountDownLatch(5);
      Timer[] timer = new Timer[1];
      Work[] work = new Work[1];
      AtomicLong count = new AtomicLong();
      timer[0] =
          real.newTimer(
              "timer",
              () -> {
                count.incrementAndGet();
                timer[0].arm(real.now());
                if (timer[0].isThrottled()) {
                  putOff.countDown();
                }
              });
      work[0] =
          real.newWork(
              "work",
              () -> {
                count.incrementAndGet();
                if (putOff.getCount() > 0) {
                  work[0].queue();
                }
                if (work[0].isThrottled()) {
                  putOff.countDown();
                }
              });
      if (byTimer) {
        timer[0].arm(real.now());
      } else {
        work[0].queue();
      }
      putOff.await();
      assertThat(count.get()).isGreaterThan(1000);
      assertThat(count.get()).isLessThan(2000);
      assertThat(real.chainLength()).isZero();
    }
  }
}
