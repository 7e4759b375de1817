package io.github.hidbpf4j.bpf.map;

import io.github.hidbpf4j.bpf.Errno;
import io.github.hidbpf4j.bpf.btf.BtfFieldType;
import io.github.hidbpf4j.bpf.program.MapSpec;

/**
 * BPF_MAP_TYPE_ARRAY and PERCPU_ARRAY: all elements exist from the start, zeroed. Elements of an
 * array lie {@code round_up(value_size, 8)} bytes apart, as in the kernel; those of a per-CPU array
 * have dead bytes between them.
 */
final class ArrayMap extends IndexedMap {
  private final boolean perCpu;
  private final int cpus;
  private final long stride;
  private final long values;
  private final ValueCopier userCopier;
  private final KeyCells keyCells;

  /** The indexes 0, 1, ... in the arena, created when a callback first needs one; 0 before. */
  private long indexes;

  ArrayMap(MapSpec spec, MapEnvironment environment, MapFields fields, boolean perCpu) {
    super(spec, environment, fields);
    this.perCpu = perCpu;
    this.cpus = perCpu ? environment.cpus() : 1;
    long rounded = roundUp((long) valueSize);
    this.stride = perCpu ? rounded + 8 : rounded;
    this.values = allocate(times(times(stride, spec.maxEntries()), cpus), "values");
    this.keyCells = new KeyCells(memory, allocate(KeyCells.BYTES, "iteration keys"));
    this.userCopier =
        perCpu ? new ValueCopier(memory, fields.record(), roundUp(valueSize)) : copier;
    if (stride != valueSize) {
      long count = (long) entries * cpus;
      for (long i = 0; i < count; i++) {
        memory.mark(values + i * stride, stride, false, false);
        memory.mark(values + i * stride, valueSize, true, !readOnlyForPrograms());
      }
    } else if (readOnlyForPrograms()) {
      memory.mark(values, stride * entries, true, false);
    }
  }

  private long value(int index, int cpu) {
    return values + (Integer.toUnsignedLong(index) * cpus + cpu) * stride;
  }

  private int currentCpu() {
    return perCpu ? environment.currentCpu() : 0;
  }

  @Override
  public long lookup(long key) {
    int index = index(key);
    return isOutside(index) ? 0 : value(index, currentCpu());
  }

  @Override
  public long lookupPerCpu(long key, int cpu) {
    int index = index(key);
    return !perCpu || Integer.compareUnsigned(cpu, cpus) >= 0 || isOutside(index)
        ? 0
        : value(index, cpu);
  }

  @Override
  public long update(long key, long value, long flags) {
    int index = index(key);
    long refused = checkUpdate(index, flags);
    if (refused != 0) {
      return refused;
    }
    long target = value(index, currentCpu());
    if ((flags & BPF_F_LOCK) != 0 && !perCpu) {
      copier.copyLocked(value, target);
    } else {
      copier.copy(value, target);
    }
    freeFields(target);
    return OK;
  }

  private long checkUpdate(int index, long flags) {
    if (Long.compareUnsigned(flags & ~BPF_F_LOCK, BPF_EXIST) > 0) {
      return Errno.EINVAL.result();
    }
    if (isOutside(index)) {
      return Errno.E2BIG.result();
    }
    if ((flags & BPF_NOEXIST) != 0) {
      return Errno.EEXIST.result();
    }
    if ((flags & BPF_F_LOCK) != 0 && !record().has(BtfFieldType.SPIN_LOCK)) {
      return Errno.EINVAL.result();
    }
    return OK;
  }

  @Override
  public synchronized long keyOf(long value) {
    if (indexes == 0) {
      long table = allocate(4L * entries, "indexes");
      for (int i = 0; i < entries; i++) {
        memory.putInt(table + 4L * i, i);
      }
      memory.mark(table, 4L * entries, true, false);
      indexes = table;
    }
    return indexes + (value - values) / stride * 4;
  }

  @Override
  public long forEach(ElementVisitor visitor) {
    long cell = keyCells.allocate();
    if (cell == 0) {
      return Errno.EBUSY.result();
    }
    try {
      int cpu = currentCpu();
      long visited = 0;
      while (visited < Integer.toUnsignedLong(entries)) {
        int index = (int) visited++;
        keyCells.put(cell, index);
        if (visitor.visit(cell, value(index, cpu)) != 0) {
          break;
        }
      }
      return visited;
    } finally {
      keyCells.free(cell);
    }
  }

  @Override
  public long directValueAddress() {
    return perCpu || entries != 1 ? 0 : values;
  }

  @Override
  public long userValueSize() {
    return perCpu ? roundUp((long) valueSize) * cpus : valueSize;
  }

  @Override
  long readForUser(long key, byte[] value, boolean locked) {
    int index = index(key);
    if (isOutside(index)) {
      return Errno.ENOENT.result();
    }
    for (int cpu = 0; cpu < cpus; cpu++) {
      userCopier.load(value(index, cpu), value, cpu * roundUp(valueSize), locked);
    }
    return OK;
  }

  /** Not staged, because a data section can be large. */
  @Override
  long updateForUser(byte[] key, byte[] value, long flags) {
    return staged(key, null, (k, _) -> storeForUser(index(k), value, flags));
  }

  private long storeForUser(int index, byte[] value, long flags) {
    if (perCpu && Long.compareUnsigned(flags, BPF_EXIST) > 0) {
      return Errno.EINVAL.result();
    }
    long refused = checkUpdate(index, flags);
    if (refused != 0) {
      return refused;
    }
    for (int cpu = 0; cpu < cpus; cpu++) {
      long target = value(index, cpu);
      if ((flags & BPF_F_LOCK) != 0) {
        userCopier.storeLocked(value, 0, target);
      } else {
        userCopier.store(value, cpu * roundUp(valueSize), target);
      }
      freeFields(target);
    }
    return OK;
  }

  @Override
  void initialize(byte[] data) {
    if (perCpu || entries != 1 || data.length != valueSize) {
      throw new MapException(
          spec(),
          Errno.EINVAL,
          "%d bytes of initial contents, expected one entry of %d bytes"
              .formatted(data.length, valueSize));
    }
    copier.store(data, 0, values);
  }

  @Override
  protected void lastUserReleased() {
    if (hasAsync()) {
      for (int i = 0; i < entries; i++) {
        releaseAsync(value(i, 0));
      }
    }
  }

  @Override
  void dispose() {
    if (copier.holdsResources()) {
      for (int i = 0; i < entries * cpus; i++) {
        freeFields(values + i * stride);
      }
    }
  }
}
