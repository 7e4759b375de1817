package io.github.hidbpf4j.bpf.map;

import io.github.hidbpf4j.bpf.Errno;
import io.github.hidbpf4j.bpf.memory.ArenaMemory;
import io.github.hidbpf4j.bpf.program.MapSpec;
import org.jspecify.annotations.Nullable;

/**
 * A live map. Two faces, as in the kernel: the one programs use works on arena addresses, allocates
 * nothing and answers with an address, 0 or a negative errno; the one of user space ({@code
 * bpf(2)}) works on byte arrays. Operations that a type lacks answer {@code -EOPNOTSUPP} (524 where
 * the kernel uses ENOTSUPP).
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

  /**
   * A map of this specification in this arena; {@code address} is that of its {@code struct
   * bpf_map}, which programs hold as map pointer.
   */
  protected BpfMap(MapSpec spec, ArenaMemory memory, long address) {
    this.spec = spec;
    this.memory = memory;
    this.address = address;
  }

  /** What it was made from. */
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
   * {@code bpf_for_each_map_elem}: visits the elements in iteration order until the visitor stops;
   * the current element may be deleted meanwhile.
   *
   * @return number of elements visited, or a negative errno
   */
  public long forEach(ElementVisitor visitor) {
    return Errno.EOPNOTSUPP.result();
  }

  /**
   * Address where direct access to the value of a one-entry array begins ({@code
   * BPF_PSEUDO_MAP_VALUE}), or 0 when the type has none.
   */
  public long directValueAddress() {
    return 0;
  }

  /**
   * User space: the value of a key (all CPUs' values one after another, each rounded up to 8 bytes,
   * for per-CPU types), or null.
   */
  public byte @Nullable [] userLookup(byte[] key) {
    return null;
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
   * User space: the key after {@code key} in iteration order, the first for null or an absent key;
   * null at the end.
   */
  public byte @Nullable [] userNextKey(byte @Nullable [] key) {
    return null;
  }

  /** Gives its memory back. */
  public abstract void free();
}
