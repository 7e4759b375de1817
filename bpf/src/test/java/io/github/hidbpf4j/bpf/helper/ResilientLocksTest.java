package io.github.hidbpf4j.bpf.helper;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hidbpf4j.bpf.Errno;
import io.github.hidbpf4j.bpf.proto.Kfunc;
import io.github.hidbpf4j.bpf.proto.LockFunctions;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

/** Locks that fail rather than deadlock. */
class ResilientLocksTest {
  private final FakeRun run = new FakeRun();
  private final long one = run.bytes(new byte[8]);
  private final long two = run.bytes(new byte[8]);
  private final HelperRegistry functions = registry();

  private static HelperRegistry registry() {
    HelperRegistry.Builder b = HelperRegistry.builder();
    new ResilientLocks().addTo(b);
    return b.build();
  }

  private long call(FakeRun by, Kfunc function, long lock) {
    return Objects.requireNonNull(functions.kfunc(function.name())).call(by, lock, 0, 0, 0, 0);
  }

  @Test
  void aLockOfItsOwnIsRefused() {
    assertThat(call(run, LockFunctions.RES_SPIN_LOCK, one)).isZero();
    assertThat(run.preemptDisabled).isOne();
    assertThat(call(run, LockFunctions.RES_SPIN_LOCK, one)).isEqualTo(Errno.EDEADLK.result());
    assertThat(call(run, LockFunctions.RES_SPIN_LOCK_IRQSAVE, two)).isZero();
    assertThat(run.preemptDisabled).isEqualTo(2);
    assertThat(call(run, LockFunctions.RES_SPIN_UNLOCK_IRQRESTORE, two)).isZero();
    assertThat(call(run, LockFunctions.RES_SPIN_UNLOCK, one)).isZero();
    assertThat(run.preemptDisabled).isZero();
    assertThat(call(run, LockFunctions.RES_SPIN_LOCK, one)).isZero();
  }

  @Test
  void whoWaitsInACircleIsRefusedAndTheOtherGoesOn() throws Exception {
    CyclicBarrier bothHold = new CyclicBarrier(2);
    try (ExecutorService threads = Executors.newFixedThreadPool(2)) {
      CompletableFuture<Long> a =
          CompletableFuture.supplyAsync(() -> takeBoth(one, two, bothHold), threads);
      CompletableFuture<Long> b =
          CompletableFuture.supplyAsync(() -> takeBoth(two, one, bothHold), threads);
      long deadlock = Errno.EDEADLK.result();
      assertThat(a.get() == deadlock || b.get() == deadlock).isTrue();
      assertThat(a.get()).isIn(0L, deadlock);
      assertThat(b.get()).isIn(0L, deadlock);
    }
    assertThat(run.memory.getInt(one)).isZero();
    assertThat(run.memory.getInt(two)).isZero();
  }

  private long takeBoth(long first, long second, CyclicBarrier bothHold) {
    FakeRun own = run.sharing();
    assertThat(call(own, LockFunctions.RES_SPIN_LOCK, first)).isZero();
    try {
      bothHold.await();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
    long result = call(own, LockFunctions.RES_SPIN_LOCK, second);
    if (result == 0) {
      assertThat(call(own, LockFunctions.RES_SPIN_UNLOCK, second)).isZero();
    }
    assertThat(call(own, LockFunctions.RES_SPIN_UNLOCK, first)).isZero();
    return result;
  }
}
