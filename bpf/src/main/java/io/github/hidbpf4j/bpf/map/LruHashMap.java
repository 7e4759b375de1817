package io.github.hidbpf4j.bpf.map;

import io.github.hidbpf4j.bpf.Errno;
import io.github.hidbpf4j.bpf.program.MapSpec;

/**
 * BPF_MAP_TYPE_LRU_HASH and LRU_PERCPU_HASH: never full, as a new key evicts one that was not used
 * recently. An element is allocated, and perhaps another evicted, before it is known whether the
 * update succeeds, as in the kernel. Lookups by programs count as use, those by user space do not.
 */
final class LruHashMap extends HashMapBase {
  private final LruLists lru;

  LruHashMap(MapSpec spec, MapEnvironment environment, MapFields fields, boolean perCpu) {
    super(
        spec,
        environment,
        fields,
        MapFactory.lruEntries(spec, environment.cpus()),
        0,
        perCpu,
        spec.valueSize());
    this.lru =
        new LruLists(
            pool.made(),
            environment.cpus(),
            (spec.flags() & MapSpec.F_NO_COMMON_LRU) == 0,
            this::evict);
  }

  /**
   * Removes an element from the table on behalf of the lists; returns false when it is not in the
   * table yet.
   */
  private boolean evict(int element) {
    if (!table.unlink(element)) {
      return false;
    }
    freeElementFields(element);
    return true;
  }

  @Override
  void touched(int element) {
    lru.touch(element);
  }

  @Override
  void recycle(int element) {
    lru.free(element);
  }

  /** Allocates an element for this hash; -1 when there is none. */
  private int allocateFor(long key, int hash) {
    int element = lru.allocate(environment.currentCpu());
    if (element >= 0) {
      table.setKey(element, key, hash);
    }
    return element;
  }

  @Override
  public long update(long key, long value, long flags) {
    return update(key, value, flags, false);
  }

  private long update(long key, long value, long flags, boolean all) {
    if (Long.compareUnsigned(flags, BPF_EXIST) > 0) {
      return Errno.EINVAL.result();
    }
    int hash = table.hash(key);
    lock.lock();
    try {
      return perCpu
          ? updateInPlace(key, value, flags, hash, all)
          : replace(key, value, flags, hash);
    } finally {
      lock.unlock();
    }
  }

  private long replace(long key, long value, long flags, int hash) {
    int fresh = allocateFor(key, hash);
    if (fresh < 0) {
      return Errno.ENOMEM.result();
    }
    copier.copy(value, pool.value(fresh, 0));
    int old = table.find(key, hash);
    long refused = checkFlags(old, flags);
    if (refused != 0) {
      freeElementFields(fresh);
      lru.free(fresh);
      return refused;
    }
    table.link(fresh);
    if (old >= 0) {
      lru.touch(fresh);
      remove(old);
    }
    return OK;
  }

  private long updateInPlace(long key, long value, long flags, int hash, boolean all) {
    int fresh = -1;
    if (flags != BPF_EXIST) {
      fresh = allocateFor(key, hash);
      if (fresh < 0) {
        return Errno.ENOMEM.result();
      }
    }
    int old = table.find(key, hash);
    long refused = checkFlags(old, flags);
    if (refused == OK) {
      if (old < 0) {
        initializeValues(fresh, value, all);
        table.link(fresh);
        return OK;
      }
      lru.touch(old);
      overwriteValues(old, value, all);
    }
    if (fresh >= 0) {
      lru.free(fresh);
    }
    return refused;
  }

  @Override
  long updateForUser(byte[] key, byte[] value, long flags) {
    return staged(key, value, (k, v) -> update(k, v, flags, true));
  }
}
