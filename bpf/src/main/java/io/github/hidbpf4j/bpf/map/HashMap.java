package io.github.hidbpf4j.bpf.map;

import io.github.hidbpf4j.bpf.Errno;
import io.github.hidbpf4j.bpf.btf.BtfFieldType;
import io.github.hidbpf4j.bpf.program.MapSpec;

/**
 * BPF_MAP_TYPE_HASH and PERCPU_HASH. An update of an existing key inserts a new element in front
 * and recycles the old one, so that a value address held by a program still shows the old value
 * until the element is reused; per-CPU values change in place.
 */
class HashMap extends HashMapBase {
  private final boolean preallocated;

  /**
   * Element that an update of an existing key uses in a full map; the replaced element becomes the
   * next spare.
   */
  private int spare = -1;

  private int used;

  HashMap(MapSpec spec, MapEnvironment environment, MapFields fields, boolean perCpu) {
    this(spec, environment, fields, perCpu, spec.valueSize());
  }

  HashMap(
      MapSpec spec, MapEnvironment environment, MapFields fields, boolean perCpu, int slotSize) {
    super(spec, environment, fields, spec.maxEntries(), perCpu ? 0 : 1, perCpu, slotSize);
    this.preallocated = (spec.flags() & MapSpec.F_NO_PREALLOC) == 0;
    if (preallocated && !perCpu) {
      spare = pool.allocate();
    }
  }

  @Override
  public long update(long key, long value, long flags) {
    return perCpu ? updatePerCpu(key, value, flags, false) : insert(key, value, flags);
  }

  /** Updates a map with one value per key. */
  final long insert(long key, long value, long flags) {
    if (Long.compareUnsigned(flags & ~BPF_F_LOCK, BPF_EXIST) > 0) {
      return Errno.EINVAL.result();
    }
    boolean locked = (flags & BPF_F_LOCK) != 0;
    if (locked && !record().has(BtfFieldType.SPIN_LOCK)) {
      return Errno.EINVAL.result();
    }
    int hash = table.hash(key);
    lock.lock();
    try {
      int old = table.find(key, hash);
      long refused = checkFlags(old, flags);
      if (refused != 0) {
        return refused;
      }
      if (locked && old >= 0) {
        copier.copyLocked(value, pool.value(old, 0));
        return OK;
      }
      if (old < 0 && used >= maxEntries()) {
        return Errno.E2BIG.result();
      }
      int fresh = old >= 0 && preallocated ? spare : allocateElement();
      if (fresh < 0) {
        return Errno.ENOMEM.result();
      }
      table.setKey(fresh, key, hash);
      storeValue(fresh, value);
      table.link(fresh);
      if (old < 0) {
        used++;
        return OK;
      }
      table.unlink(old);
      dropValue(old);
      freeElementFields(old);
      if (preallocated) {
        spare = old;
      } else {
        pool.free(old);
      }
      return OK;
    } finally {
      lock.unlock();
    }
  }

  /** Sets the value of a new element. */
  void storeValue(int element, long value) {
    copier.copy(value, pool.value(element, 0));
  }

  /** Called when an element's value has left the map. */
  void dropValue(int element) {}

  private long updatePerCpu(long key, long value, long flags, boolean all) {
    if (Long.compareUnsigned(flags, BPF_EXIST) > 0) {
      return Errno.EINVAL.result();
    }
    int hash = table.hash(key);
    lock.lock();
    try {
      int old = table.find(key, hash);
      long refused = checkFlags(old, flags);
      if (refused != 0) {
        return refused;
      }
      if (old >= 0) {
        overwriteValues(old, value, all);
        return OK;
      }
      if (used >= maxEntries()) {
        return Errno.E2BIG.result();
      }
      int fresh = allocateElement();
      if (fresh < 0) {
        return Errno.ENOMEM.result();
      }
      table.setKey(fresh, key, hash);
      initializeValues(fresh, value, all);
      table.link(fresh);
      used++;
      return OK;
    } finally {
      lock.unlock();
    }
  }

  @Override
  long updateForUser(byte[] key, byte[] value, long flags) {
    return perCpu
        ? staged(key, value, (k, v) -> updatePerCpu(k, v, flags, true))
        : super.updateForUser(key, value, flags);
  }

  @Override
  final void recycle(int element) {
    used--;
    dropValue(element);
    pool.free(element);
  }
}
