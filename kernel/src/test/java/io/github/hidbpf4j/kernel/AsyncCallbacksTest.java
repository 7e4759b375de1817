package io.github.hidbpf4j.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hidbpf4j.kernel.AsyncOps.InCallback;
import io.github.hidbpf4j.kernel.AsyncOps.MapKind;
import io.github.hidbpf4j.kernel.AsyncOps.Op;
import io.github.hidbpf4j.time.VirtualClock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** bpf_timer and bpf_wq as in Linux 6.12, used by a program, in virtual time. */
class AsyncCallbacksTest {
  private static final int EPERM = -1;
  private static final int EBUSY = -16;
  private static final int EINVAL = -22;
  private static final int EDEADLK = -35;
  private static final long MS = 1_000_000;

  private final VirtualClock clock = new VirtualClock(1);

  private AsyncOps ops(MapKind kind) {
    return new AsyncOps(kind, clock);
  }

  @ParameterizedTest
  @EnumSource(MapKind.class)
  void callsComeInOneOrderOnly(MapKind kind) {
    AsyncOps ops = ops(kind);
    ops.create(3, InCallback.NOTHING, 0);
    assertThat(ops.op(Op.TIMER_START, 3)).isEqualTo(EINVAL);
    assertThat(ops.op(Op.TIMER_SET_CALLBACK, 3)).isEqualTo(EINVAL);
    assertThat(ops.op(Op.TIMER_CANCEL, 3)).isEqualTo(EINVAL);
    assertThat(ops.op(Op.TIMER_INIT, 3, AsyncOps.MONOTONIC, 0)).isZero();
    assertThat(ops.op(Op.TIMER_INIT, 3, AsyncOps.MONOTONIC, 0)).isEqualTo(EBUSY);
    assertThat(ops.op(Op.TIMER_START, 3)).isEqualTo(EINVAL);
    assertThat(ops.op(Op.TIMER_CANCEL, 3)).isZero();
    assertThat(ops.op(Op.TIMER_SET_CALLBACK, 3)).isZero();
    assertThat(ops.op(Op.TIMER_START, 3)).isZero();
    assertThat(ops.op(Op.WQ_START, 3)).isEqualTo(EINVAL);
    assertThat(ops.op(Op.WQ_SET_CALLBACK, 3)).isEqualTo(EINVAL);
    assertThat(ops.op(Op.WQ_INIT, 3, 1, 0)).isEqualTo(EINVAL);
    assertThat(ops.op(Op.WQ_INIT, 3)).isZero();
    assertThat(ops.op(Op.WQ_INIT, 3)).isEqualTo(EBUSY);
    assertThat(ops.op(Op.WQ_START, 3)).isEqualTo(EINVAL);
    assertThat(ops.op(Op.WQ_SET_BAD_FLAGS, 3)).isEqualTo(EINVAL);
    assertThat(ops.op(Op.WQ_SET_CALLBACK, 3)).isZero();
    assertThat(ops.op(Op.WQ_START, 3, 1, 0)).isEqualTo(EINVAL);
    assertThat(ops.op(Op.WQ_START, 3)).isZero();
    clock.settle();
    assertThat(ops.timerRuns(3)).isEqualTo(1);
    assertThat(ops.wqRuns(3)).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0", "1, 0", "7, 0", "2, -22", "3, -22", "4, -22", "8, -22", "9, -22", "11, -22", "15, -22",
    "16, -22", "17, -22", "-1, -22"
  })
  void clocks(int flags, long expected) {
    AsyncOps ops = ops(MapKind.HASH);
    ops.create(1, InCallback.NOTHING, 0);
    assertThat(ops.op(Op.TIMER_INIT, 1, flags, 0)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({"0, 0", "1, 0", "2, 0", "3, 0", "4, -22", "8, -22", "-1, -22"})
  void startFlags(int flags, long expected) {
    AsyncOps ops = ops(MapKind.HASH);
    ops.prepare(1, InCallback.NOTHING, 0);
    assertThat(ops.op(Op.TIMER_START, 1, flags, 0)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({"0", "1", "7"})
  void absoluteTimesAreInTheTimersClock(int clockId) {
    AsyncOps ops = ops(MapKind.ARRAY);
    assertThat(ops.op(Op.TIMER_INIT, 2, clockId, 0)).isZero();
    assertThat(ops.op(Op.TIMER_SET_CALLBACK, 2)).isZero();
    clock.advance(5 * MS);
    long due = clock.now() + 20 * MS;
    long ahead =
        clockId == 0 ? clock.now(io.github.hidbpf4j.time.ClockId.REALTIME) - clock.now() : 0;
    assertThat(ops.op(Op.TIMER_START, 2, 1, due + ahead)).isZero();
    clock.advance(50 * MS);
    assertThat(ops.variable("fired_at", 2)).isEqualTo(due);
    assertThat(ops.op(Op.TIMER_START, 2, 1, 5)).isZero();
    clock.settle();
    assertThat(ops.timerRuns(2)).as("a time gone by is due at once").isEqualTo(2);
  }

  @Test
  void hugeDelaysNeverEnd() {
    AsyncOps ops = ops(MapKind.ARRAY);
    ops.prepare(0, InCallback.NOTHING, 0);
    for (long delay : new long[] {Long.MIN_VALUE, -1, Long.MAX_VALUE}) {
      assertThat(ops.op(Op.TIMER_START, 0, 0, delay)).isZero();
      clock.advance(1000_000 * MS);
      assertThat(ops.timerRuns(0)).isZero();
      assertThat(ops.op(Op.TIMER_CANCEL, 0)).isEqualTo(1);
      assertThat(ops.op(Op.TIMER_SET_CALLBACK, 0)).isZero();
    }
  }

  @ParameterizedTest
  @EnumSource(MapKind.class)
  void callbacksGetMapKeyAndValue(MapKind kind) {
    AsyncOps ops = ops(kind);
    for (int key = 0; key < 8; key++) {
      ops.prepare(key, InCallback.NOTHING, 0);
      assertThat(ops.op(Op.TIMER_START, key, 0, (8 - key) * MS)).isZero();
      assertThat(ops.op(Op.WQ_START, key)).isZero();
    }
    clock.advance(20 * MS);
    for (int key = 0; key < 8; key++) {
      assertThat(ops.timerRuns(key)).isEqualTo(1);
      assertThat(ops.wqRuns(key)).isEqualTo(1);
      byte[] value = ops.value(key);
      assertThat(value[4]).as("both callbacks counted in their element").isEqualTo((byte) 2);
      assertThat(java.util.Arrays.copyOfRange(value, 8, 24)).containsOnly(0);
      assertThat(java.util.Arrays.copyOfRange(value, 32, 48)).containsOnly(0);
    }
    byte[] order = ops.bytes("fired_order");
    for (int i = 0; i < 8; i++) {
      assertThat(order[4 * i]).isEqualTo((byte) (7 - i));
    }
  }

  @Test
  void startingAgainMovesTheDeadline() {
    AsyncOps ops = ops(MapKind.HASH);
    ops.prepare(1, InCallback.NOTHING, 0);
    long begin = clock.now();
    for (int i = 0; i < 3; i++) {
      ops.op(Op.TIMER_START, 1, 0, 20 * MS);
      clock.advance(5 * MS);
    }
    clock.advance(100 * MS);
    assertThat(ops.timerRuns(1)).isEqualTo(1);
    assertThat(ops.variable("fired_at", 1)).isEqualTo(begin + 30 * MS);
  }

  @Test
  void cancelDropsTheCallback() {
    AsyncOps ops = ops(MapKind.HASH);
    ops.prepare(1, InCallback.NOTHING, 0);
    ops.op(Op.TIMER_START, 1, 0, 20 * MS);
    assertThat(ops.op(Op.TIMER_CANCEL, 1)).isEqualTo(1);
    assertThat(ops.op(Op.TIMER_CANCEL, 1)).isZero();
    assertThat(ops.op(Op.TIMER_START, 1)).isEqualTo(EINVAL);
    clock.advance(50 * MS);
    assertThat(ops.timerRuns(1)).isZero();
    assertThat(ops.op(Op.TIMER_INIT, 1, AsyncOps.MONOTONIC, 0)).isEqualTo(EBUSY);
    assertThat(ops.op(Op.TIMER_SET_OTHER, 1)).isZero();
    assertThat(ops.op(Op.TIMER_START, 1)).isZero();
    clock.settle();
    assertThat(ops.timerRuns(1)).isZero();
    assertThat(ops.variable("other_timer_runs")).isEqualTo(1);
  }

  @Test
  void theCallbackSetLastRuns() {
    AsyncOps ops = ops(MapKind.LRU);
    ops.prepare(1, InCallback.NOTHING, 0);
    ops.op(Op.TIMER_START, 1, 0, MS);
    ops.op(Op.TIMER_SET_OTHER, 1);
    ops.op(Op.WQ_SET_OTHER, 1);
    ops.op(Op.WQ_START, 1);
    clock.advance(2 * MS);
    assertThat(ops.timerRuns(1) + ops.wqRuns(1)).isZero();
    assertThat(ops.variable("other_timer_runs")).isEqualTo(1);
    assertThat(ops.variable("other_wq_runs")).isEqualTo(1);
  }

  @Test
  void aCallbackMayArmItsOwnTimer() {
    AsyncOps ops = ops(MapKind.ARRAY);
    ops.prepare(4, InCallback.RESTART, 7 * MS);
    ops.op(Op.TIMER_START, 4, 0, MS);
    long begin = clock.now();
    clock.advance(20 * MS);
    assertThat(ops.variable("restart_result")).isZero();
    assertThat(ops.timerRuns(4)).isEqualTo(2);
    assertThat(ops.variable("fired_at", 4)).isEqualTo(begin + 8 * MS);
  }

  @Test
  void cancelInTheOwnCallbackWouldDeadlock() {
    AsyncOps ops = ops(MapKind.HASH);
    ops.prepare(1, InCallback.CANCEL_SELF, 0);
    ops.op(Op.TIMER_START, 1);
    clock.settle();
    assertThat(ops.variable("in_callback_result")).isEqualTo(EDEADLK);
    assertThat(ops.op(Op.TIMER_START, 1)).as("the callback is kept").isZero();
  }

  @Test
  void aWorkItemMayCancelTheTimerOfItsOwnElement() {
    AsyncOps ops = ops(MapKind.HASH);
    ops.prepare(1, InCallback.CANCEL_SELF, 0);
    ops.op(Op.TIMER_START, 1, 0, MS);
    ops.op(Op.WQ_START, 1);
    clock.advance(5 * MS);
    assertThat(ops.variable("in_callback_result")).isEqualTo(1);
    assertThat(ops.timerRuns(1)).isZero();
  }

  @Test
  void aTimerMayCancelAnother() {
    AsyncOps ops = ops(MapKind.ARRAY);
    ops.prepare(2, InCallback.CANCEL_OTHER, 0);
    ops.prepare(3, InCallback.NOTHING, 0);
    ops.op(Op.TIMER_START, 2, 0, MS);
    ops.op(Op.TIMER_START, 3, 0, 2 * MS);
    clock.advance(5 * MS);
    assertThat(ops.variable("in_callback_result")).isEqualTo(1);
    assertThat(ops.timerRuns(3)).isZero();
  }

  @ParameterizedTest
  @EnumSource(
      value = MapKind.class,
      names = {"HASH", "HASH_MALLOC", "LRU"})
  void deletionCancelsAndFrees(MapKind kind) {
    AsyncOps ops = ops(kind);
    ops.prepare(1, InCallback.NOTHING, 0);
    ops.op(Op.TIMER_START, 1, 0, MS);
    ops.op(Op.WQ_START, 1);
    // The work item was queued by a run that has ended, so virtual time has run it.
    assertThat(ops.wqRuns(1)).isZero();
    assertThat(ops.op(Op.DELETE, 1)).isZero();
    clock.advance(5 * MS);
    assertThat(ops.timerRuns(1)).isZero();
    ops.create(1, InCallback.NOTHING, 0);
    assertThat(ops.op(Op.TIMER_START, 1)).isEqualTo(EINVAL);
    assertThat(ops.op(Op.TIMER_INIT, 1, AsyncOps.MONOTONIC, 0)).isZero();
    assertThat(ops.op(Op.WQ_INIT, 1)).isZero();
  }

  @ParameterizedTest
  @EnumSource(MapKind.class)
  void replacementCancelsAndFrees(MapKind kind) {
    AsyncOps ops = ops(kind);
    ops.prepare(1, InCallback.NOTHING, 0);
    ops.op(Op.TIMER_START, 1, 0, MS);
    assertThat(ops.op(Op.CREATE, 1)).isZero();
    clock.advance(5 * MS);
    assertThat(ops.timerRuns(1)).isZero();
    assertThat(ops.op(Op.TIMER_CANCEL, 1)).isEqualTo(EINVAL);
    ops.prepare(1, InCallback.NOTHING, 0);
    ops.op(Op.TIMER_START, 1);
    clock.settle();
    assertThat(ops.timerRuns(1)).isEqualTo(1);
  }

  @Test
  void evictionCancels() {
    AsyncOps ops = ops(MapKind.LRU);
    for (int key = 0; key < 100; key++) {
      ops.prepare(key, InCallback.NOTHING, 0);
      ops.op(Op.TIMER_START, key, 0, MS);
    }
    int alive = 0;
    for (int key = 0; key < 100; key++) {
      alive += ops.map().userLookup(AsyncOps.key(key)) == null ? 0 : 1;
    }
    clock.advance(5 * MS);
    byte[] fired = ops.bytes("fired");
    assertThat((int) fired[0]).isEqualTo(alive).isPositive();
  }

  @ParameterizedTest
  @EnumSource(
      value = InCallback.class,
      names = {"DELETE_SELF", "RESTART_AND_DELETE", "REPLACE_SELF"})
  void aCallbackMayDeleteItsOwnElement(InCallback what) {
    AsyncOps ops = ops(MapKind.HASH);
    ops.prepare(1, what, MS);
    ops.op(Op.TIMER_START, 1);
    clock.advance(5 * MS);
    assertThat(ops.variable("in_callback_result")).isZero();
    assertThat(ops.timerRuns(1)).isEqualTo(1);
    ops.prepare(1, what, MS);
    ops.op(Op.WQ_START, 1);
    clock.advance(5 * MS);
    assertThat(ops.variable("in_callback_result")).isZero();
    assertThat(ops.wqRuns(1)).as("what was queued meanwhile is gone").isEqualTo(1);
  }

  @Test
  void arraysDeleteNothing() {
    AsyncOps ops = ops(MapKind.ARRAY);
    ops.prepare(1, InCallback.NOTHING, 0);
    ops.op(Op.TIMER_START, 1, 0, MS);
    assertThat(ops.op(Op.DELETE, 1)).isEqualTo(EINVAL);
    clock.advance(5 * MS);
    assertThat(ops.timerRuns(1)).isEqualTo(1);
  }

  @Test
  void workQueuedWhileItRunsRunsOnceMore() {
    AsyncOps ops = ops(MapKind.HASH);
    ops.prepare(1, InCallback.RESTART, 0);
    ops.op(Op.WQ_START, 1);
    clock.settle();
    assertThat(ops.variable("restart_result")).isZero();
    assertThat(ops.wqRuns(1)).isEqualTo(2);
  }

  @ParameterizedTest
  @EnumSource(MapKind.class)
  void withoutUsersOfTheMapNothingRuns(MapKind kind) {
    AsyncOps ops = ops(kind);
    ops.prepare(1, InCallback.NOTHING, 0);
    ops.create(2, InCallback.NOTHING, 0);
    ops.op(Op.TIMER_START, 1, 0, MS);
    ops.releaseUsers();
    clock.advance(5 * MS);
    assertThat(ops.timerRuns(1)).isZero();
    assertThat(ops.op(Op.TIMER_START, 1)).isEqualTo(EINVAL);
    assertThat(ops.op(Op.TIMER_INIT, 2, AsyncOps.MONOTONIC, 0)).isEqualTo(EPERM);
    assertThat(ops.op(Op.WQ_INIT, 2)).isEqualTo(EPERM);
  }

  @Test
  void callbacksKeepTheirProgram() {
    AsyncOps ops = ops(MapKind.ARRAY);
    ops.prepare(1, InCallback.NOTHING, 0);
    ops.op(Op.TIMER_START, 1, 0, MS);
    ops.closeProgram();
    clock.advance(5 * MS);
    assertThat(ops.timerRuns(1)).isEqualTo(1);
    // Without users of the map, the callback is dropped, with it the program, and with that the
    // map.
    long address = ops.map().address();
    ops.releaseUsers();
    assertThat(ops.kernel.runtime().maps().registry().map(address)).isNull();
  }
}
