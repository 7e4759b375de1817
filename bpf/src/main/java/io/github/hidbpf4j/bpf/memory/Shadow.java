package io.github.hidbpf4j.bpf.memory;

import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * Records which bytes of an arena are live, one shadow byte for 8 bytes of memory: 0 for none, n
 * for the first n bytes, -n for the first n bytes, read-only for programs. Allocations start on
 * 8-byte boundaries, so only the end of one can be partial. Pages of the shadow are created on
 * first use.
 */
final class Shadow {
  private static final int GRANULE_SHIFT = 3;
  private static final int PAGE_SHIFT = 12;
  private static final int PAGE = 1 << PAGE_SHIFT;
  private final AtomicReferenceArray<byte[]> pages;

  Shadow(int bits) {
    pages = new AtomicReferenceArray<>(1 << Math.max(0, bits - GRANULE_SHIFT - PAGE_SHIFT));
  }

  /** Marks {@code size} bytes from {@code offset} (8-byte aligned) live or dead. */
  void mark(long offset, long size, boolean live, boolean writable) {
    for (long done = 0; done < size; done += 8) {
      int bytes = (int) Math.min(8, size - done);
      int value = live ? (writable ? bytes : -bytes) : 0;
      set((offset + done) >>> GRANULE_SHIFT, (byte) value);
    }
  }

  private void set(long granule, byte value) {
    int page = (int) (granule >>> PAGE_SHIFT);
    byte[] bytes = pages.getAcquire(page);
    if (bytes == null) {
      if (value == 0) {
        return;
      }
      // Two threads may mark different bytes of a page that neither has seen: only one page may
      // win.
      byte[] fresh = new byte[PAGE];
      byte[] other = pages.compareAndExchange(page, null, fresh);
      bytes = other == null ? fresh : other;
    }
    bytes[(int) granule & (PAGE - 1)] = value;
  }

  private int get(long granule) {
    byte[] bytes = pages.getAcquire((int) (granule >>> PAGE_SHIFT));
    return bytes == null ? 0 : bytes[(int) granule & (PAGE - 1)];
  }

  /**
   * Whether all of {@code size} > 0 bytes from {@code offset} may be accessed; the range must lie
   * inside the arena.
   */
  boolean allows(long offset, long size, boolean write) {
    int end = ((int) offset & 7) + (int) Math.min(size, 16);
    if (end <= 8) {
      int state = get(offset >>> GRANULE_SHIFT);
      return (write ? state : Math.abs(state)) >= end;
    }
    long last = offset + size - 1;
    long lastGranule = last >>> GRANULE_SHIFT;
    for (long g = offset >>> GRANULE_SHIFT; g <= lastGranule; g++) {
      int state = get(g);
      if (write ? state <= 0 : state == 0) {
        return false;
      }
      int need = g == lastGranule ? (int) (last & 7) + 1 : 8;
      if (Math.abs(state) < need) {
        return false;
      }
    }
    return true;
  }
}
