package io.github.hidbpf4j.bpf.map;

import io.github.hidbpf4j.bpf.Errno;
import io.github.hidbpf4j.bpf.btf.BtfRecord;
import io.github.hidbpf4j.bpf.btf.BtfRecordException;
import io.github.hidbpf4j.bpf.memory.ArenaMemory;
import io.github.hidbpf4j.bpf.program.MapSpec;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * A live map. It has two interfaces, as in the kernel: that of programs works on arena addresses,
 * allocates nothing and returns an address, 0 or a negative errno; that of user space ({@code
 * bpf(2)}) works on byte arrays. Operations that a type lacks return {@code -EOPNOTSUPP} (524 where
 * the kernel uses ENOTSUPP).
 *
 * <p>Both are thread-safe. The interface of programs is for runs and for holders of a reference:
 * the addresses that it returns are valid for as long. The interface of user space holds the map
 * for the duration of a call, and throws {@link IllegalStateException} when the map has already
 * been freed.
 */
public abstract class BpfMap {
  /** Create a new element or update an existing one. */
  public static final long BPF_ANY = 0;

  /** Create a new element only. */
  public static final long BPF_NOEXIST = 1;

  /** Update an existing element only. */
  public static final long BPF_EXIST = 2;

  /** Take the element's bpf_spin_lock for the copy. */
  public static final long BPF_F_LOCK = 4;

  private final MapSpec spec;
  private final ArenaMemory memory;
  private final long address;
  private final AtomicLong references = new AtomicLong(1);
  private final AtomicLong userReferences = new AtomicLong(1);

  /**
   * Creates a map of this specification in this arena; {@code address} is that of its {@code struct
   * bpf_map}, which programs use as map pointer.
   */
  protected BpfMap(MapSpec spec, ArenaMemory memory, long address) {
    this.spec = spec;
    this.memory = memory;
    this.address = address;
  }

  /** The specification it was created from. */
  public final MapSpec spec() {
    return spec;
  }

  /** The arena it lives in. */
  public final ArenaMemory memory() {
    return memory;
  }

  /** Address of its {@code struct bpf_map}. */
  public final long address() {
    return address;
  }

  /** Its id, from 1; 0 for a map that is not in a registry. */
  public int id() {
    return 0;
  }

  /** Special fields of its values; empty when there are none or they are invalid. */
  public BtfRecord record() {
    return BtfRecord.EMPTY;
  }

  /**
   * Why the special fields of its value type are invalid, or null. The kernel creates such a map
   * nevertheless, but no program may use the fields ("map '%s' has no valid bpf_timer").
   */
  public @Nullable BtfRecordException recordError() {
    return null;
  }

  /** Number of entries: the requested number, rounded as the type requires. */
  public long maxEntries() {
    return spec.maxEntries();
  }

  /** References by programs, other maps and users. */
  public final long references() {
    return references.get();
  }

  /** References by users: descriptors and pins. With 0, timers and work queues are refused. */
  public final long userReferences() {
    return userReferences.get();
  }

  /**
   * Takes a reference for a program or another map. Fails when the last one has already been
   * dropped.
   *
   * @return whether it was taken
   */
  public final boolean acquire() {
    long now;
    do {
      now = references.get();
      if (now == 0) {
        return false;
      }
    } while (!references.compareAndSet(now, now + 1));
    return true;
  }

  /** Drops a reference; dropping the last one frees the map. */
  public final void release() {
    long left = references.decrementAndGet();
    if (left == 0) {
      free();
    } else if (left < 0) {
      throw new IllegalStateException("map '%s': reference released twice".formatted(spec.name()));
    }
  }

  /**
   * Takes a user reference, which also counts as a reference. Fails when the map has already been
   * freed.
   */
  public final boolean acquireUser() {
    if (!acquire()) {
      return false;
    }
    userReferences.incrementAndGet();
    return true;
  }

  /**
   * Drops a user reference. With the last one, timers and work items of the map's values are
   * cancelled and prog_arrays emptied, even while programs still use the map.
   */
  public final void releaseUser() {
    long left = userReferences.decrementAndGet();
    if (left < 0) {
      throw new IllegalStateException(
          "map '%s': user reference released twice".formatted(spec.name()));
    }
    if (left == 0) {
      lastUserReleased();
    }
    release();
  }

  /** Called when the last user reference went away. */
  protected void lastUserReleased() {}

  /** Whether user space may no longer write. */
  public boolean isFrozen() {
    return false;
  }

  /** BPF_MAP_FREEZE: 0 or a negative errno. */
  public long freeze() {
    return Errno.ENOTSUPP.result();
  }

  /** Address of the value for the key at {@code key}, or 0. */
  public long lookup(long key) {
    return 0;
  }

  /** {@code bpf_map_lookup_percpu_elem}: address of a CPU's value, or 0. */
  public long lookupPerCpu(long key, int cpu) {
    return 0;
  }

  /** Stores the value at {@code value} under the key at {@code key}: 0 or a negative errno. */
  public long update(long key, long value, long flags) {
    return Errno.EOPNOTSUPP.result();
  }

  /** Removes the key at {@code key}: 0 or a negative errno. */
  public long delete(long key) {
    return Errno.EOPNOTSUPP.result();
  }

  /** Queue and stack: adds the value at {@code value}. */
  public long push(long value, long flags) {
    return Errno.EOPNOTSUPP.result();
  }

  /** Queue and stack: moves the next value to {@code value}. */
  public long pop(long value) {
    return Errno.EOPNOTSUPP.result();
  }

  /** Queue and stack: copies the next value to {@code value}. */
  public long peek(long value) {
    return Errno.EOPNOTSUPP.result();
  }

  /**
   * Address of the key of the element whose value is at this address, for callbacks of its timer
   * and work queue: of a 32-bit index in arrays; 0 for types whose values have neither. Valid as
   * long as the value.
   *
   * @throws io.github.hidbpf4j.bpf.memory.OutOfArenaException when the arena has no room for it
   */
  public long keyOf(long value) {
    return 0;
  }

  /**
   * {@code bpf_for_each_map_elem}: visits the elements in iteration order until the visitor stops;
   * the current element may be deleted during the visit.
   *
   * @return number of elements visited, or a negative errno
   */
  public long forEach(ElementVisitor visitor) {
    return Errno.EOPNOTSUPP.result();
  }

  /**
   * Start of the value of a one-entry array, for direct access ({@code BPF_PSEUDO_MAP_VALUE}), or 0
   * when the type has none.
   */
  public long directValueAddress() {
    return 0;
  }

  /**
   * Size in bytes of a value as seen by user space: all CPUs' values, each rounded up to 8 bytes,
   * for per-CPU types; 4 for types that hold maps or programs.
   */
  public long userValueSize() {
    return Integer.toUnsignedLong(spec.valueSize());
  }

  /**
   * User space: the value of a key (all CPUs' values one after another, each rounded up to 8 bytes,
   * for per-CPU types), or null.
   */
  public byte @Nullable [] userLookup(byte[] key) {
    if (userValueSize() > Integer.MAX_VALUE - 8) {
      return null;
    }
    byte[] value = new byte[(int) userValueSize()];
    return userLookup(key, value, 0) == 0 ? value : null;
  }

  /**
   * User space: copies the value of a key to {@code value} ({@link #userValueSize} bytes); special
   * fields read as zeros.
   *
   * @param flags 0 or {@link #BPF_F_LOCK}
   * @return 0 or a negative errno; -EINVAL for arrays of the wrong length
   */
  public long userLookup(byte[] key, byte[] value, long flags) {
    return Errno.ENOTSUPP.result();
  }

  /** User space: the same, and removes the element; for hash types, queue and stack. */
  public long userLookupAndDelete(byte[] key, byte[] value, long flags) {
    return Errno.ENOTSUPP.result();
  }

  /** User space: stores a value; 0 or a negative errno. */
  public long userUpdate(byte[] key, byte[] value, long flags) {
    return Errno.EOPNOTSUPP.result();
  }

  /** User space: removes a key; 0 or a negative errno. */
  public long userDelete(byte[] key) {
    return Errno.EOPNOTSUPP.result();
  }

  /**
   * User space: the key after {@code key} in iteration order, or the first key for null or an
   * absent key; null at the end.
   */
  public byte @Nullable [] userNextKey(byte @Nullable [] key) {
    byte[] next = new byte[spec.keySize()];
    return userNextKey(key, next) == 0 ? next : null;
  }

  /**
   * User space: same, storing the key in {@code next}: 0, -ENOENT at the end, or another negative
   * errno.
   */
  public long userNextKey(byte @Nullable [] key, byte[] next) {
    return Errno.ENOTSUPP.result();
  }

  /** Frees its memory, whatever references remain. */
  public abstract void free();
}
