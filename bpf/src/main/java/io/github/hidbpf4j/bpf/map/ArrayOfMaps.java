package io.github.hidbpf4j.bpf.map;

import io.github.hidbpf4j.bpf.Errno;
import io.github.hidbpf4j.bpf.program.MapSpec;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/** BPF_MAP_TYPE_ARRAY_OF_MAPS. */
final class ArrayOfMaps extends IndexedMap implements MapOfMaps {
  private final InnerMapTemplate template;
  private final AtomicReferenceArray<@Nullable BpfMap> slots;

  ArrayOfMaps(MapSpec spec, MapEnvironment environment, InnerMapTemplate template) {
    super(spec, environment, MapFields.NONE);
    this.template = template;
    this.slots = new AtomicReferenceArray<>(entries);
  }

  @Override
  public long lookup(long key) {
    int index = index(key);
    BpfMap inner = isOutside(index) ? null : slots.get(index);
    return inner == null ? 0 : inner.address();
  }

  @Override
  public long userValueSize() {
    return 4;
  }

  @Override
  public long put(byte[] key, BpfMap inner, long flags) {
    return key.length != keySize
        ? Errno.EINVAL.result()
        : staged(key, null, (k, _) -> put(index(k), inner, flags));
  }

  private long put(int index, @Nullable BpfMap inner, long flags) {
    if (flags != BPF_ANY) {
      return Errno.EINVAL.result();
    }
    if (isOutside(index)) {
      return Errno.E2BIG.result();
    }
    if (inner == null) {
      return Errno.EBADF.result();
    }
    long refused = template.admit(inner);
    if (refused == OK) {
      releaseReference(slots.getAndSet(index, inner));
    }
    return refused;
  }

  private void releaseReference(@Nullable BpfMap inner) {
    if (inner != null) {
      environment.afterGracePeriod().accept(inner::release);
    }
  }

  @Override
  public @Nullable BpfMap inner(byte[] key) {
    int index = IdValue.read(key);
    return key.length != keySize || isOutside(index) ? null : slots.get(index);
  }

  @Override
  long updateForUser(byte[] key, byte[] value, long flags) {
    BpfMap inner = environment.registry().mapById(IdValue.read(value));
    return staged(key, null, (k, _) -> put(index(k), inner, flags));
  }

  @Override
  long readForUser(long key, byte[] value, boolean locked) {
    int index = index(key);
    BpfMap inner = isOutside(index) ? null : slots.get(index);
    if (inner == null) {
      return Errno.ENOENT.result();
    }
    IdValue.write(value, inner.id());
    return OK;
  }

  @Override
  public long delete(long key) {
    int index = index(key);
    if (isOutside(index)) {
      return Errno.E2BIG.result();
    }
    BpfMap old = slots.getAndSet(index, null);
    releaseReference(old);
    return old == null ? Errno.ENOENT.result() : OK;
  }

  @Override
  void dispose() {
    for (int i = 0; i < entries; i++) {
      releaseReference(slots.getAndSet(i, null));
    }
  }
}
