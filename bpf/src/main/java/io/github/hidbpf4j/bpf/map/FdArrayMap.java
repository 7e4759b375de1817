package io.github.hidbpf4j.bpf.map;

import io.github.hidbpf4j.bpf.Errno;
import io.github.hidbpf4j.bpf.program.MapSpec;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * An array of references to kernel objects, which user space reads as their ids ({@code
 * bpf_fd_array_map_*} of {@code kernel/bpf/arraymap.c}).
 *
 * @param <T> type of the objects
 */
abstract class FdArrayMap<T> extends IndexedMap {
  private final AtomicReferenceArray<@Nullable T> slots;

  FdArrayMap(MapSpec spec, MapEnvironment environment) {
    super(spec, environment, MapFields.NONE);
    this.slots = new AtomicReferenceArray<>(entries);
  }

  /** The id that user space sees. */
  abstract int id(T value);

  /** Drops the reference that a slot held. */
  abstract void release(T value);

  /** The object at an index (unsigned); null when the index is out of range or the slot empty. */
  final @Nullable T at(int index) {
    return isOutside(index) ? null : slots.get(index);
  }

  /** Replaces the object at an index that is in range; takes over the caller's reference. */
  final void store(int index, T value) {
    boolean _ = exchange(index, value);
  }

  /** Replaces the object at an index; returns whether there was one before. */
  private boolean exchange(int index, @Nullable T value) {
    T old = slots.getAndSet(index, value);
    if (old == null) {
      return false;
    }
    release(old);
    return true;
  }

  @Override
  public final long userValueSize() {
    return 4;
  }

  @Override
  final long readForUser(long key, byte[] value, boolean locked) {
    T found = at(index(key));
    if (found == null) {
      return Errno.ENOENT.result();
    }
    IdValue.write(value, id(found));
    return OK;
  }

  @Override
  public final long delete(long key) {
    int index = index(key);
    if (isOutside(index)) {
      return Errno.E2BIG.result();
    }
    return exchange(index, null) ? OK : Errno.ENOENT.result();
  }

  @Override
  final void dispose() {
    for (int i = 0; i < entries; i++) {
      boolean _ = exchange(i, null);
    }
  }
}
