package io.github.hidbpf4j.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.github.hidbpf4j.kernel.AsyncOps.InCallback;
import io.github.hidbpf4j.kernel.AsyncOps.MapKind;
import io.github.hidbpf4j.kernel.AsyncOps.Op;
import io.github.hidbpf4j.time.SystemClock;
import io.github.hidbpf4j.time.VirtualClock;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Timers and work queues under fire from several threads, in real time; and what they allocate. */
class AsyncStressTest {
  private static final int THREADS = 4;
  private static final int CALLS = 2500;
  private static final int KEYS = 4;

  private final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
  private Thread.UncaughtExceptionHandler before;

  @BeforeEach
  void catchFailures() {
    before = Thread.getDefaultUncaughtExceptionHandler();
    Thread.setDefaultUncaughtExceptionHandler((thread, e) -> failures.add(e));
  }

  @AfterEach
  void restore() {
    Thread.setDefaultUncaughtExceptionHandler(before);
  }

  private void onThreads(Consumer<SplittableRandom> body) throws InterruptedException {
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < THREADS; i++) {
      SplittableRandom random = new SplittableRandom(4711 + i);
      threads.add(Thread.ofPlatform().start(() -> body.accept(random)));
    }
    for (Thread t : threads) {
      t.join();
    }
  }

  private static int count(AsyncOps ops, int key) {
    byte[] value = ops.value(key);
    return (value[4] & 0xff) | (value[5] & 0xff) << 8 | (value[6] & 0xff) << 16;
  }

  /**
   * Every callback that ran counted once under its element's lock, and none is running at the end.
   */
  @Test
  void callbacksOfOneElementCountUnderItsLock() throws InterruptedException {
    try (SystemClock clock = new SystemClock(1)) {
      AsyncOps ops = new AsyncOps(MapKind.ARRAY, clock);
      for (int key = 0; key < KEYS; key++) {
        ops.prepare(key, InCallback.NOTHING, 0);
      }
      onThreads(
          random -> {
            for (int i = 0; i < CALLS; i++) {
              int key = random.nextInt(KEYS);
              switch (random.nextInt(8)) {
                case 0 -> {
                  assertThat(ops.op(Op.TIMER_CANCEL, key)).isBetween(0L, 1L);
                  assertThat(ops.op(Op.TIMER_SET_CALLBACK, key)).isZero();
                }
                case 1, 2, 3 -> assertThat(ops.op(Op.WQ_START, key)).isZero();
                default ->
                    assertThat(ops.op(Op.TIMER_START, key, 0, random.nextInt(100_000)))
                        .isIn(0L, -22L);
              }
            }
          });
      for (int key = 0; key < KEYS; key++) {
        assertThat(ops.op(Op.TIMER_CANCEL, key)).isBetween(0L, 1L);
      }
      long timers = 0;
      for (int key = 0; key < KEYS; key++) {
        timers += ops.timerRuns(key);
      }
      for (int turn = 0; turn < 3000 && !settled(ops); turn++) {
        clock.sleep(20_000_000);
      }
      assertThat(failures).isEmpty();
      long timersLater = 0;
      for (int key = 0; key < KEYS; key++) {
        assertThat((long) count(ops, key)).isEqualTo(ops.timerRuns(key) + ops.wqRuns(key));
        assertThat(ops.wqRuns(key)).isPositive();
        timersLater += ops.timerRuns(key);
      }
      assertThat(timersLater)
          .as("no timer fires once it is cancelled")
          .isEqualTo(timers)
          .isPositive();
    }
  }

  private static boolean settled(AsyncOps ops) {
    for (int key = 0; key < KEYS; key++) {
      if (count(ops, key) != ops.timerRuns(key) + ops.wqRuns(key)) {
        return false;
      }
    }
    return true;
  }

  /** Elements come and go, by users, programs and their own callbacks; nothing is left over. */
  @ParameterizedTest
  @EnumSource(
      value = MapKind.class,
      names = {"HASH", "HASH_MALLOC", "LRU"})
  void elementsMayGoAtAnyTime(MapKind kind) throws InterruptedException {
    try (SystemClock clock = new SystemClock(1)) {
      AsyncOps ops = new AsyncOps(kind, clock);
      InCallback[] reactions = {
        InCallback.NOTHING,
        InCallback.RESTART,
        InCallback.DELETE_SELF,
        InCallback.RESTART_AND_DELETE,
        InCallback.REPLACE_SELF,
        InCallback.CANCEL_SELF,
        InCallback.CANCEL_OTHER
      };
      onThreads(
          random -> {
            for (int i = 0; i < CALLS / 2; i++) {
              int key = random.nextInt(KEYS);
              InCallback what = reactions[random.nextInt(reactions.length)];
              switch (random.nextInt(10)) {
                case 0 -> ops.map().userDelete(AsyncOps.key(key));
                case 1 -> ops.op(Op.DELETE, key);
                case 2 -> ops.op(Op.TIMER_CANCEL, key);
                case 3 -> ops.op(Op.CREATE, key, what.ordinal(), random.nextInt(20_000));
                default -> {
                  ops.op(Op.TIMER_INIT, key, AsyncOps.MONOTONIC, 0);
                  ops.op(Op.TIMER_SET_CALLBACK, key);
                  ops.op(Op.WQ_INIT, key);
                  ops.op(Op.WQ_SET_CALLBACK, key);
                  ops.op(Op.WQ_START, key);
                  assertThat(ops.op(Op.TIMER_START, key, 0, random.nextInt(50_000)))
                      .isIn(0L, -2L, -22L);
                }
              }
            }
          });
      ops.releaseUsers();
      assertThat(ops.kernel.runtime().async().size()).isZero();
      long timers = 0;
      for (int key = 0; key < KEYS; key++) {
        timers += ops.timerRuns(key);
        assertThat(ops.wqRuns(key)).isPositive();
      }
      assertThat(timers).isPositive();
      long address = ops.map().address();
      ops.closeProgram();
      // A callback that was under way keeps both until it returns.
      for (int turn = 0;
          turn < 3000 && ops.kernel.runtime().maps().registry().map(address) != null;
          turn++) {
        clock.sleep(20_000_000);
      }
      assertThat(ops.kernel.runtime().maps().registry().map(address))
          .as("no callback keeps the program, and no program the map")
          .isNull();
      assertThat(failures).isEmpty();
    }
  }

  @Test
  void startingAndFiringAllocatesNothing() {
    VirtualClock clock = new VirtualClock(1);
    AsyncOps ops = new AsyncOps(MapKind.ARRAY, clock);
    ops.prepare(1, InCallback.FOREVER, 25_000);
    ops.op(Op.TIMER_START, 1);
    clock.advance(1_250_000_000);
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    // Code not yet compiled by the JIT may allocate, and compilation may be slow on a busy machine.
    long perRun = Long.MAX_VALUE;
    for (int round = 0; round < 30 && perRun != 0; round++) {
      long runs = ops.timerRuns(1);
      long works = ops.wqRuns(1);
      long bytes = threads.getTotalThreadAllocatedBytes();
      clock.advance(2_500_000_000L);
      bytes = threads.getTotalThreadAllocatedBytes() - bytes;
      runs = ops.timerRuns(1) - runs;
      assertThat(runs).isEqualTo(100_000);
      assertThat(ops.wqRuns(1) - works).isGreaterThanOrEqualTo(100_000);
      perRun = bytes / runs;
    }
    assertThat(perRun).as("bytes a turn").isZero();
  }
}
