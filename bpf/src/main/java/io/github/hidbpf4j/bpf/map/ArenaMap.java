package io.github.hidbpf4j.bpf.map;

import io.github.hidbpf4j.bpf.Errno;
import io.github.hidbpf4j.bpf.btf.BtfFieldType;
import io.github.hidbpf4j.bpf.btf.BtfRecord;
import io.github.hidbpf4j.bpf.btf.BtfRecordException;
import io.github.hidbpf4j.bpf.memory.ArenaMemory;
import io.github.hidbpf4j.bpf.memory.OutOfArenaException;
import io.github.hidbpf4j.bpf.program.MapSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Base class of all maps in this package: memory that is freed together, special fields, and the
 * checks of user-space operations (Linux 6.12 kernel/bpf/syscall.c), which then work on staged
 * copies of key and value.
 */
abstract class ArenaMap extends BpfMap {
  /** Result of success, where it is not a count. */
  static final long OK = 0;

  final MapEnvironment environment;
  final ArenaMemory memory;
  final int keySize;
  final int valueSize;

  /** Copies values of exactly {@link #valueSize} bytes. */
  final ValueCopier copier;

  private final BtfRecord record;
  private final @Nullable BtfRecordException recordError;
  private final List<Long> allocations = new ArrayList<>();
  private final AtomicBoolean freed = new AtomicBoolean();
  private volatile boolean frozen;
  private int id;

  ArenaMap(MapSpec spec, MapEnvironment environment, MapFields fields) {
    super(spec, environment.memory(), MapStruct.allocate(spec, environment.memory()));
    this.environment = environment;
    this.memory = environment.memory();
    this.keySize = spec.keySize();
    this.valueSize = spec.valueSize();
    this.record = fields.record();
    this.recordError = fields.error();
    this.copier = new ValueCopier(memory, record, valueSize);
    allocations.add(address());
  }

  /** Allocates memory that lives as long as the map; frees all of it when there is no room. */
  final long allocate(long size, String what) {
    try {
      long at = memory.allocate(size, what + " of map '" + spec().name() + "'");
      synchronized (allocations) {
        allocations.add(at);
      }
      return at;
    } catch (OutOfArenaException e) {
      if (id == 0) {
        freeAllocations();
      }
      throw e;
    }
  }

  /** Product of two counts, saturating at the largest long. */
  static long times(long a, long b) {
    long product = a * b;
    return Math.multiplyHigh(a, b) != 0 || product < 0 ? Long.MAX_VALUE : product;
  }

  /** Adds the map to the registry. */
  final void publish() {
    id = environment.registry().add(this);
    memory.putInt(address() + MapStruct.ID, id);
  }

  @Override
  public final int id() {
    return id;
  }

  @Override
  public final BtfRecord record() {
    return record;
  }

  @Override
  public final @Nullable BtfRecordException recordError() {
    return recordError;
  }

  @Override
  public final boolean isFrozen() {
    return frozen;
  }

  @Override
  public long freeze() {
    if (!record.isEmpty()) {
      return Errno.ENOTSUPP.result();
    }
    if ((spec().flags() & MapSpec.F_RDONLY) != 0) {
      return Errno.EPERM.result();
    }
    synchronized (allocations) {
      if (frozen) {
        // Without write permission the kernel does not even reach its check for a second freeze.
        return Errno.EPERM.result();
      }
      frozen = true;
    }
    return OK;
  }

  /** Whether programs may not write to values. */
  final boolean readOnlyForPrograms() {
    return (spec().flags() & MapSpec.F_RDONLY_PROG) != 0 || spec().frozen();
  }

  /** Lets the owners of special fields release this value. */
  final void freeFields(long value) {
    if (copier.holdsResources()) {
      environment.hooks().elementFreed(this, value);
      copier.clearResources(value);
    }
  }

  /** Whether values have a timer or work queue. */
  final boolean hasAsync() {
    return record.has(BtfFieldType.TIMER) || record.has(BtfFieldType.WORKQUEUE);
  }

  final void releaseAsync(long value) {
    environment.hooks().userReleased(this, value);
  }

  static int roundUp(int size) {
    return (size + 7) & ~7;
  }

  /** Rounds up in 64 bits, as rounded sizes may not fit in 32 bits. */
  static long roundUp(long size) {
    return (size + 7) & ~7L;
  }

  // Operations of user space: permissions and lengths are checked here, the rest in the types.

  /** Takes a reference for a user-space call, which releases it again. */
  final void hold() {
    if (!acquire()) {
      throw new IllegalStateException(
          "map '%s' is gone: its object is closed, and no program uses it any more"
              .formatted(spec().name()));
    }
  }

  private boolean mayRead() {
    return (spec().flags() & MapSpec.F_WRONLY) == 0;
  }

  private boolean mayWrite() {
    return (spec().flags() & MapSpec.F_RDONLY) == 0 && !frozen;
  }

  private boolean lacksLock(long flags) {
    return (flags & BPF_F_LOCK) != 0 && !record.has(BtfFieldType.SPIN_LOCK);
  }

  @Override
  public final long userLookup(byte[] key, byte[] value, long flags) {
    hold();
    try {
      return lookUp(key, value, flags);
    } finally {
      release();
    }
  }

  private long lookUp(byte[] key, byte[] value, long flags) {
    if ((flags & ~BPF_F_LOCK) != 0) {
      return Errno.EINVAL.result();
    }
    if (!mayRead()) {
      return Errno.EPERM.result();
    }
    if (lacksLock(flags) || key.length != keySize || value.length != userValueSize()) {
      return Errno.EINVAL.result();
    }
    return staged(key, null, (k, _) -> readForUser(k, value, (flags & BPF_F_LOCK) != 0));
  }

  @Override
  public final long userLookupAndDelete(byte[] key, byte[] value, long flags) {
    hold();
    try {
      return lookUpAndDelete(key, value, flags);
    } finally {
      release();
    }
  }

  private long lookUpAndDelete(byte[] key, byte[] value, long flags) {
    if ((flags & ~BPF_F_LOCK) != 0) {
      return Errno.EINVAL.result();
    }
    if (!mayRead() || !mayWrite()) {
      return Errno.EPERM.result();
    }
    if (lacksLock(flags) || key.length != keySize || value.length != userValueSize()) {
      return Errno.EINVAL.result();
    }
    return staged(key, null, (k, _) -> lookUpAndDeleteForUser(k, value, flags));
  }

  @Override
  public final long userUpdate(byte[] key, byte[] value, long flags) {
    hold();
    try {
      return store(key, value, flags);
    } finally {
      release();
    }
  }

  private long store(byte[] key, byte[] value, long flags) {
    if (!mayWrite()) {
      return Errno.EPERM.result();
    }
    if (lacksLock(flags) || key.length != keySize || value.length != userValueSize()) {
      return Errno.EINVAL.result();
    }
    return updateForUser(key, value, flags);
  }

  @Override
  public final long userDelete(byte[] key) {
    hold();
    try {
      return remove(key);
    } finally {
      release();
    }
  }

  private long remove(byte[] key) {
    if (!mayWrite()) {
      return Errno.EPERM.result();
    }
    if (key.length != keySize) {
      return Errno.EINVAL.result();
    }
    return staged(key, null, (k, _) -> deleteForUser(k));
  }

  @Override
  public final long userNextKey(byte @Nullable [] key, byte[] next) {
    hold();
    try {
      return following(key, next);
    } finally {
      release();
    }
  }

  private long following(byte @Nullable [] key, byte[] next) {
    if (!mayRead()) {
      return Errno.EPERM.result();
    }
    if ((key != null && key.length != keySize) || next.length != keySize) {
      return Errno.EINVAL.result();
    }
    return key == null ? nextKey(0, next) : staged(key, null, (k, _) -> nextKey(k, next));
  }

  /** An operation on the addresses of staged bytes. */
  interface Staged {
    long apply(long key, long value);
  }

  /** Copies key and value into the arena for the duration of an operation. */
  final long staged(byte[] key, byte @Nullable [] value, Staged operation) {
    long keyRoom = roundUp((long) key.length);
    long room = keyRoom + (value == null ? 0 : value.length);
    if (room == 0) {
      return operation.apply(0, 0);
    }
    long at;
    try {
      at = memory.allocate(room, "user buffer of map '" + spec().name() + "'");
    } catch (OutOfArenaException _) {
      return Errno.ENOMEM.result();
    }
    try {
      memory.putBytes(at, key);
      if (value != null) {
        memory.putBytes(at + keyRoom, value);
      }
      return operation.apply(at, at + keyRoom);
    } finally {
      memory.free(at);
    }
  }

  /** Copies the value of the key at {@code key}: 0 or a negative errno. */
  abstract long readForUser(long key, byte[] value, boolean locked);

  /** Stores a user's value: 0 or a negative errno. */
  long updateForUser(byte[] key, byte[] value, long flags) {
    return staged(key, value, (k, v) -> update(k, v, flags));
  }

  /** Removes the key at {@code key} for a user. */
  long deleteForUser(long key) {
    return delete(key);
  }

  /** Copies and removes; -ENOTSUPP where the type cannot. */
  long lookUpAndDeleteForUser(long key, byte[] value, long flags) {
    return Errno.ENOTSUPP.result();
  }

  /** The key after that at {@code key}, the first for 0: 0 or a negative errno. */
  abstract long nextKey(long key, byte[] next);

  /** Stores the initial contents that the object specifies. */
  void initialize(byte[] data) {
    throw new MapException(spec(), Errno.EINVAL, "this type takes no initial contents");
  }

  /** BPF_MAP_FREEZE by the loader. */
  final void freezeAtLoad() {
    frozen = true;
  }

  /** Releases what the values hold, before their memory is freed. */
  void dispose() {}

  @Override
  public final void free() {
    if (!freed.compareAndSet(false, true)) {
      return;
    }
    dispose();
    environment.registry().remove(this);
    freeAllocations();
  }

  private void freeAllocations() {
    synchronized (allocations) {
      allocations.forEach(memory::free);
      allocations.clear();
    }
  }
}
