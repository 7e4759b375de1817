package io.github.hidbpf4j.bpf.helper;

import io.github.hidbpf4j.bpf.Errno;
import io.github.hidbpf4j.bpf.memory.ArenaAtomics;
import io.github.hidbpf4j.bpf.memory.ArenaMemory;
import io.github.hidbpf4j.bpf.proto.LockFunctions;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Locks that are refused rather than deadlock: {@code struct bpf_res_spin_lock}, 32 bits in the
 * arena, 0 free, otherwise the number of the thread that holds it ({@code kernel/bpf/rqspinlock.c},
 * Linux 6.15). Who holds a lock always gives it back soon, so there is no time limit: a wait ends
 * in -EDEADLK when those who wait for each other form a circle.
 */
final class ResilientLocks {
  private final Map<Integer, Long> waiting = new ConcurrentHashMap<>();

  void addTo(HelperRegistry.Builder b) {
    HelperFunction unlock = ResilientLocks::unlock;
    b.kfunc(LockFunctions.RES_SPIN_LOCK, this::lock)
        .kfunc(LockFunctions.RES_SPIN_UNLOCK, unlock)
        // Nothing interrupts a program here: the flags are what was there before.
        .kfunc(LockFunctions.RES_SPIN_LOCK_IRQSAVE, this::lock)
        .kfunc(LockFunctions.RES_SPIN_UNLOCK_IRQRESTORE, unlock);
  }

  private long lock(RunContext run, long lock, long r2, long r3, long r4, long r5) {
    ArenaMemory memory = run.memory();
    int self = (int) Thread.currentThread().threadId() | Integer.MIN_VALUE;
    run.preemptDisable();
    if (take(memory, lock, self)) {
      return 0;
    }
    try {
      waiting.put(self, lock);
      while (!isCircle(memory, lock, self)) {
        Thread.onSpinWait();
        if (take(memory, lock, self)) {
          return 0;
        }
      }
    } finally {
      waiting.remove(self);
    }
    run.preemptEnable();
    return Errno.EDEADLK.result();
  }

  private static long unlock(RunContext run, long lock, long r2, long r3, long r4, long r5) {
    ArenaMemory memory = run.memory();
    ArenaAtomics.INT.setRelease(memory.segment(), memory.offset(lock) & ~3L, 0);
    run.preemptEnable();
    return 0;
  }

  private static boolean take(ArenaMemory memory, long lock, int self) {
    return ArenaAtomics.INT.compareAndSet(memory.segment(), memory.offset(lock) & ~3L, 0, self);
  }

  /** Whether a lock is held by this thread, or by one that waits for it in the end. */
  private boolean isCircle(ArenaMemory memory, long lock, int self) {
    long at = lock;
    for (int i = 0; i <= waiting.size(); i++) {
      int holder = (int) ArenaAtomics.INT.getVolatile(memory.segment(), memory.offset(at) & ~3L);
      if (holder == self) {
        return true;
      }
      @Nullable Long next = waiting.get(holder);
      if (next == null) {
        return false;
      }
      at = next;
    }
    return false;
  }
}
