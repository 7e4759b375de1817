package io.github.hidbpf4j.bpf.map;

import io.github.hidbpf4j.bpf.Errno;
import io.github.hidbpf4j.bpf.memory.OutOfArenaException;
import io.github.hidbpf4j.bpf.program.MapSpec;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Base class of hash maps of all kinds (Linux 6.12 kernel/bpf/hashtab.c): the number of buckets is
 * the number of entries rounded up to a power of two, jhash with the map's seed, iteration bucket
 * by bucket and newest first. Lookups take no lock; changes take the map's single lock, where the
 * kernel has one per bucket.
 */
abstract class HashMapBase extends ArenaMap {
  /** Limit that bounds the Java heap used for buckets. */
  private static final long MOST_BUCKETS = 1 << 22;

  final ReentrantLock lock = new ReentrantLock();
  final ElementPool pool;
  final HashTable table;
  final boolean perCpu;
  final int cpus;
  private final long entries;

  /** Copies per-CPU values as seen by user space, padding included. */
  private final ValueCopier longCopier;

  /**
   * Creates a hash map.
   *
   * @param entries number of entries after rounding
   * @param spares elements in addition to the entries
   * @param slotSize size in bytes of a value in the arena
   */
  HashMapBase(
      MapSpec spec,
      MapEnvironment environment,
      MapFields fields,
      long entries,
      int spares,
      boolean perCpu,
      int slotSize) {
    super(spec, environment, fields);
    this.perCpu = perCpu;
    this.cpus = perCpu ? environment.cpus() : 1;
    this.entries = entries;
    boolean preallocate = (spec.flags() & MapSpec.F_NO_PREALLOC) == 0;
    ElementPool.Shape shape =
        new ElementPool.Shape(
            keySize, slotSize, cpus, perCpu, readOnlyForPrograms() || slotSize != valueSize);
    long least = ElementPool.bytes(shape, preallocate ? entries + spares : 1);
    if (entries > MOST_BUCKETS || least > memory.mask()) {
      throw outOfSpace();
    }
    this.pool = new ElementPool(this, shape, (int) entries + spares, preallocate);
    int buckets = entries == 1 ? 1 : Integer.highestOneBit((int) entries - 1) << 1;
    int seed = (spec.flags() & MapSpec.F_ZERO_SEED) != 0 ? 0 : environment.random().getAsInt();
    this.table = new HashTable(memory, pool, keySize, seed, buckets, (int) entries + spares);
    this.longCopier =
        perCpu ? new ValueCopier(memory, fields.record(), roundUp(valueSize)) : copier;
    memory.putInt(address() + MapStruct.MAX_ENTRIES, (int) entries);
  }

  private MapException outOfSpace() {
    free();
    return new MapException(spec(), Errno.ENOMEM, "no room for %d entries".formatted(entries));
  }

  @Override
  public final long maxEntries() {
    return entries;
  }

  final int currentCpu() {
    return perCpu ? environment.currentCpu() : 0;
  }

  /** Called when a program has found an element, for LRU maps. */
  void touched(int element) {}

  /** Frees an unlinked element whose fields have been released. */
  abstract void recycle(int element);

  @Override
  public long lookup(long key) {
    int element = table.find(key, table.hash(key));
    if (element < 0) {
      return 0;
    }
    touched(element);
    return pool.value(element, currentCpu());
  }

  @Override
  public final long lookupPerCpu(long key, int cpu) {
    if (!perCpu || Integer.compareUnsigned(cpu, cpus) >= 0) {
      return 0;
    }
    int element = table.find(key, table.hash(key));
    if (element < 0) {
      return 0;
    }
    touched(element);
    return pool.value(element, cpu);
  }

  /** -EEXIST, -ENOENT or 0 depending on the flags and on whether the key exists. */
  static long checkFlags(int old, long flags) {
    long kind = flags & ~BPF_F_LOCK;
    if (old >= 0 && kind == BPF_NOEXIST) {
      return Errno.EEXIST.result();
    }
    return old < 0 && kind == BPF_EXIST ? Errno.ENOENT.result() : OK;
  }

  /** Lets the owners of special fields release all values of an element. */
  final void freeElementFields(int element) {
    if (copier.holdsResources()) {
      for (int cpu = 0; cpu < cpus; cpu++) {
        freeFields(pool.value(element, cpu));
      }
    }
  }

  @Override
  public long delete(long key) {
    int hash = table.hash(key);
    lock.lock();
    try {
      int element = table.find(key, hash);
      if (element < 0) {
        return Errno.ENOENT.result();
      }
      remove(element);
      return OK;
    } finally {
      lock.unlock();
    }
  }

  /** Unlinks an element, frees its fields and recycles it; call with the lock held. */
  final void remove(int element) {
    table.unlink(element);
    freeElementFields(element);
    recycle(element);
  }

  /** An element from the pool; -1 when the pool or the arena is exhausted. */
  final int allocateElement() {
    try {
      return pool.allocate();
    } catch (OutOfArenaException _) {
      return -1;
    }
  }

  // Values of per-CPU maps.

  /**
   * Sets the value of a new element: that of the current CPU, with the others zeroed; or those of
   * all CPUs.
   */
  final void initializeValues(int element, long value, boolean all) {
    int current = currentCpu();
    for (int cpu = 0; cpu < cpus; cpu++) {
      if (all) {
        longCopier.copy(value + (long) cpu * roundUp(valueSize), pool.value(element, cpu));
        freeFields(pool.value(element, cpu));
      } else if (cpu == current) {
        copier.copy(value, pool.value(element, cpu));
      } else {
        copier.clear(pool.value(element, cpu));
      }
    }
  }

  /** Overwrites values in place. */
  final void overwriteValues(int element, long value, boolean all) {
    if (all) {
      initializeValues(element, value, true);
    } else {
      long target = pool.value(element, currentCpu());
      copier.copy(value, target);
      freeFields(target);
    }
  }

  @Override
  public final long keyOf(long value) {
    return pool.keyOf(value);
  }

  @Override
  public final long forEach(ElementVisitor visitor) {
    int cpu = currentCpu();
    long visited = 0;
    for (int bucket = 0; bucket < table.buckets(); bucket++) {
      int element = table.first(bucket);
      // A visitor that deletes and re-adds elements can make the walk visit them twice, as in the
      // kernel; this bounds it.
      for (int left = pool.made(); element >= 0 && left > 0; left--) {
        int following = table.after(element);
        visited++;
        if (visitor.visit(pool.key(element), pool.value(element, cpu)) != 0) {
          return visited;
        }
        element = following;
      }
    }
    return visited;
  }

  // Operations of user space.

  @Override
  public long userValueSize() {
    return perCpu ? roundUp((long) valueSize) * cpus : valueSize;
  }

  @Override
  long readForUser(long key, byte[] value, boolean locked) {
    int element = table.find(key, table.hash(key));
    if (element < 0) {
      return Errno.ENOENT.result();
    }
    loadValues(element, value, locked);
    return OK;
  }

  private void loadValues(int element, byte[] value, boolean locked) {
    for (int cpu = 0; cpu < cpus; cpu++) {
      longCopier.load(pool.value(element, cpu), value, cpu * roundUp(valueSize), locked);
    }
  }

  @Override
  long lookUpAndDeleteForUser(long key, byte[] value, long flags) {
    lock.lock();
    try {
      int element = table.find(key, table.hash(key));
      if (element < 0) {
        return Errno.ENOENT.result();
      }
      loadValues(element, value, (flags & BPF_F_LOCK) != 0 && !perCpu);
      remove(element);
      return OK;
    } finally {
      lock.unlock();
    }
  }

  @Override
  final long nextKey(long key, byte[] next) {
    int bucket = 0;
    if (key != 0) {
      int hash = table.hash(key);
      int element = table.find(key, hash);
      if (element >= 0) {
        int following = table.after(element);
        if (following >= 0) {
          memory.getBytes(pool.key(following), next, 0, keySize);
          return OK;
        }
        bucket = table.bucket(hash) + 1;
      }
    }
    for (; bucket < table.buckets(); bucket++) {
      int element = table.first(bucket);
      if (element >= 0) {
        memory.getBytes(pool.key(element), next, 0, keySize);
        return OK;
      }
    }
    return Errno.ENOENT.result();
  }

  @Override
  protected void lastUserReleased() {
    if (!hasAsync()) {
      return;
    }
    for (int element = 0; element < pool.made(); element++) {
      releaseAsync(pool.value(element, 0));
    }
  }

  @Override
  void dispose() {
    // If the constructor failed, there is no pool yet.
    @Nullable ElementPool elements = pool;
    if (elements != null && copier.holdsResources()) {
      for (int element = 0; element < elements.made(); element++) {
        freeElementFields(element);
      }
    }
  }
}
