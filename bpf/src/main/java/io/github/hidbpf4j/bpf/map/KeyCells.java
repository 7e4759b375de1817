package io.github.hidbpf4j.bpf.map;

import io.github.hidbpf4j.bpf.memory.ArenaMemory;
import java.util.concurrent.atomic.AtomicLong;

/**
 * 4-byte cells for the index that an iteration over an array passes to its callback. The kernel
 * keeps it on its stack; here up to 64 concurrent iterations of a map, nested or on other threads,
 * take a cell each without allocating.
 */
final class KeyCells {
  private static final int STRIDE = 16;
  static final int BYTES = 64 * STRIDE;

  private final ArenaMemory memory;
  private final long base;
  private final AtomicLong free = new AtomicLong(-1);

  /** Creates the cells in {@link #BYTES} allocated bytes. */
  KeyCells(ArenaMemory memory, long base) {
    this.memory = memory;
    this.base = base;
    memory.mark(base, BYTES, false, false);
    for (int i = 0; i < 64; i++) {
      memory.mark(base + (long) i * STRIDE, 4, true, false);
    }
  }

  /** Address of a cell, or 0 when all are in use. */
  long allocate() {
    while (true) {
      long now = free.get();
      if (now == 0) {
        return 0;
      }
      long bit = Long.lowestOneBit(now);
      if (free.compareAndSet(now, now & ~bit)) {
        return base + (long) Long.numberOfTrailingZeros(bit) * STRIDE;
      }
    }
  }

  void put(long cell, int index) {
    memory.putInt(cell, index);
  }

  void free(long cell) {
    long bit = 1L << ((cell - base) / STRIDE);
    long now;
    do {
      now = free.get();
    } while (!free.compareAndSet(now, now | bit));
  }
}
