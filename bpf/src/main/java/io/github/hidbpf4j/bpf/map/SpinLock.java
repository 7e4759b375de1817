package io.github.hidbpf4j.bpf.map;

import io.github.hidbpf4j.bpf.memory.ArenaAtomics;
import io.github.hidbpf4j.bpf.memory.ArenaMemory;

/**
 * A {@code struct bpf_spin_lock} in the arena: 32 bits, 0 free, 1 held. The helpers {@code
 * bpf_spin_lock} and {@code bpf_spin_unlock} use it too, so that programs and BPF_F_LOCK copies
 * exclude each other. An engine does not suspend a run that holds one, as the kernel keeps
 * interrupts off: a waiter spins.
 */
public final class SpinLock {
  private SpinLock() {}

  /** Acquires the lock at this address, spinning until it is free. */
  public static void lock(ArenaMemory memory, long address) {
    while (!tryLock(memory, address)) {
      Thread.onSpinWait();
    }
  }

  /** Acquires the lock if it is free. */
  public static boolean tryLock(ArenaMemory memory, long address) {
    return ArenaAtomics.INT.compareAndSet(memory.segment(), memory.offset(address) & ~3L, 0, 1);
  }

  /** Releases the lock. */
  public static void unlock(ArenaMemory memory, long address) {
    ArenaAtomics.INT.setRelease(memory.segment(), memory.offset(address) & ~3L, 0);
  }
}
