package io.github.hidbpf4j.bpf.map;

import io.github.hidbpf4j.bpf.memory.ArenaMemory;

/**
 * Memory of a hash map's elements, by number: 16 dead bytes, the key (read-only for programs), 8
 * dead bytes, then the value, or for per-CPU maps one value per CPU with 8 dead bytes after each.
 * Allocated at once for a preallocated map, else in chunks on demand. Elements stay live after they
 * are freed, as programs may still hold their address, as in the kernel. The most recently freed
 * element is reused first.
 */
final class ElementPool {
  private static final int BEFORE_KEY = 16;
  private static final int GAP = 8;
  private static final int CHUNK_BYTES = 1 << 16;

  /** Shape of an element. */
  record Shape(int keySize, int valueSize, int cpus, boolean perCpu, boolean readOnly) {
    long keyBytes() {
      return ArenaMap.roundUp((long) keySize);
    }

    long valueStride() {
      return ArenaMap.roundUp((long) valueSize) + (perCpu ? GAP : 0);
    }

    long bytes() {
      return BEFORE_KEY + keyBytes() + GAP + ArenaMap.times(valueStride(), cpus);
    }
  }

  private final ArenaMap map;
  private final ArenaMemory memory;
  private final Shape shape;
  private final long elementBytes;
  private final long valueOffset;
  private final int chunkShift;
  private final int capacity;
  private final long[] chunks;
  private final int[] nextFree;
  private int freeHead = -1;
  private int made;

  ElementPool(ArenaMap map, Shape shape, int capacity, boolean preallocate) {
    this.map = map;
    this.memory = map.memory;
    this.shape = shape;
    this.capacity = capacity;
    this.elementBytes = shape.bytes();
    this.valueOffset = BEFORE_KEY + shape.keyBytes() + GAP;
    this.nextFree = new int[capacity];
    if (preallocate) {
      this.chunkShift = 31;
      this.chunks = new long[1];
      grow(capacity);
    } else {
      int per = Math.clamp(CHUNK_BYTES / elementBytes, 1, 64);
      this.chunkShift = 31 - Integer.numberOfLeadingZeros(per);
      this.chunks = new long[((capacity - 1) >>> chunkShift) + 1];
    }
  }

  /** Arena bytes needed for this many elements. */
  static long bytes(Shape shape, long elements) {
    return ArenaMap.times(shape.bytes(), elements);
  }

  private void grow(int count) {
    long chunk = map.allocate(bytes(shape, count), "elements");
    memory.mark(chunk, count * elementBytes, false, false);
    chunks[made >>> chunkShift] = chunk;
    for (int i = 0; i < count; i++) {
      int element = made++;
      memory.mark(key(element), shape.keySize, true, false);
      for (int cpu = 0; cpu < shape.cpus; cpu++) {
        memory.mark(value(element, cpu), shape.valueSize, true, !shape.readOnly);
      }
      free(element);
    }
  }

  /** An element, or -1 when there are no more. May allocate when the map is not preallocated. */
  int allocate() {
    if (freeHead < 0) {
      if (made == capacity) {
        return -1;
      }
      grow(Math.min(1 << chunkShift, capacity - made));
    }
    int element = freeHead;
    freeHead = nextFree[element];
    return element;
  }

  void free(int element) {
    nextFree[element] = freeHead;
    freeHead = element;
  }

  /** Number of elements that have memory; their numbers are below this. */
  int made() {
    return made;
  }

  private long base(int element) {
    return chunks[element >>> chunkShift] + (element & ((1L << chunkShift) - 1)) * elementBytes;
  }

  /** Address of an element's key. */
  long key(int element) {
    return base(element) + BEFORE_KEY;
  }

  /** Address of the key that belongs to the value (of the first CPU) at this address. */
  long keyOf(long value) {
    return value - valueOffset + BEFORE_KEY;
  }

  /** Address of an element's value, of one CPU for per-CPU maps. */
  long value(int element, int cpu) {
    return base(element) + valueOffset + cpu * shape.valueStride();
  }
}
