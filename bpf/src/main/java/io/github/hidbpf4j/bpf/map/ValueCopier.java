package io.github.hidbpf4j.bpf.map;

import io.github.hidbpf4j.bpf.btf.BtfField;
import io.github.hidbpf4j.bpf.btf.BtfFieldType;
import io.github.hidbpf4j.bpf.btf.BtfRecord;
import io.github.hidbpf4j.bpf.memory.ArenaMemory;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Copies values except their special fields, which are neither overwritten nor exposed. Works on
 * precomputed ranges of ordinary bytes.
 */
final class ValueCopier {
  private final ArenaMemory memory;
  private final int size;
  private final int[] ordinary;
  private final int[] resources;
  private final boolean holdsResources;
  private final long lockOffset;

  /**
   * Creates a copier of values of {@code size} bytes.
   *
   * @param size bytes to copy: the value size, or that rounded up for per-CPU values seen by users
   */
  ValueCopier(ArenaMemory memory, BtfRecord record, int size) {
    this.memory = memory;
    this.size = size;
    int[] bounds = new int[2 * record.fields().size() + 2];
    int n = 0;
    int from = 0;
    for (BtfField f : record.fields()) {
      bounds[n++] = from;
      bounds[n++] = (int) f.offset();
      from = (int) f.end();
    }
    bounds[n++] = from;
    bounds[n] = size;
    this.ordinary = bounds;
    this.holdsResources = record.fields().stream().anyMatch(f -> f.type().holdsResource());
    this.resources =
        record.fields().stream()
            .filter(f -> f.type().holdsResource())
            .filter(f -> !isAsync(f))
            .flatMapToInt(f -> IntStream.of((int) f.offset(), (int) f.end()))
            .toArray();
    this.lockOffset = record.first(BtfFieldType.SPIN_LOCK).map(BtfField::offset).orElse(-1L);
  }

  /** Whether this is a timer or work queue, whose owner clears it under a lock of its own. */
  private static boolean isAsync(BtfField field) {
    return field.type() == BtfFieldType.TIMER || field.type() == BtfFieldType.WORKQUEUE;
  }

  /** Whether the owners of special fields must be told when a value is freed. */
  boolean holdsResources() {
    return holdsResources;
  }

  /** Copies the ordinary bytes inside the arena. */
  void copy(long from, long to) {
    for (int i = 0; i < ordinary.length; i += 2) {
      int start = ordinary[i];
      memory.copy(from + start, to + start, ordinary[i + 1] - start);
    }
  }

  /** Same, under the spin lock of the target. */
  void copyLocked(long from, long to) {
    SpinLock.lock(memory, to + lockOffset);
    try {
      copy(from, to);
    } finally {
      SpinLock.unlock(memory, to + lockOffset);
    }
  }

  /** Writes the ordinary bytes of a user's value. */
  void store(byte[] from, int at, long to) {
    for (int i = 0; i < ordinary.length; i += 2) {
      int start = ordinary[i];
      memory.putBytes(to + start, from, at + start, ordinary[i + 1] - start);
    }
  }

  /** Same, under the spin lock of the target. */
  void storeLocked(byte[] from, int at, long to) {
    SpinLock.lock(memory, to + lockOffset);
    try {
      store(from, at, to);
    } finally {
      SpinLock.unlock(memory, to + lockOffset);
    }
  }

  /** Reads a value for user space; special fields become zeros. */
  void load(long from, byte[] into, int at, boolean locked) {
    if (locked) {
      SpinLock.lock(memory, from + lockOffset);
    }
    try {
      Arrays.fill(into, at, at + size, (byte) 0);
      for (int i = 0; i < ordinary.length; i += 2) {
        int start = ordinary[i];
        memory.getBytes(from + start, into, at + start, ordinary[i + 1] - start);
      }
    } finally {
      if (locked) {
        SpinLock.unlock(memory, from + lockOffset);
      }
    }
  }

  /** Zeroes the ordinary bytes. */
  void clear(long value) {
    for (int i = 0; i < ordinary.length; i += 2) {
      zero(value, ordinary[i], ordinary[i + 1]);
    }
  }

  /** Zeroes the fields that hold resources, after their owners released them. */
  void clearResources(long value) {
    for (int i = 0; i < resources.length; i += 2) {
      zero(value, resources[i], resources[i + 1]);
    }
  }

  private void zero(long value, int from, int to) {
    int at = from;
    for (; at + 8 <= to; at += 8) {
      memory.putLong(value + at, 0);
    }
    for (; at < to; at++) {
      memory.putByte(value + at, (byte) 0);
    }
  }
}
