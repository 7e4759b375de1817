package io.github.hidbpf4j.bpf.map;

import io.github.hidbpf4j.bpf.Errno;
import io.github.hidbpf4j.bpf.program.MapSpec;
import org.jspecify.annotations.Nullable;

/** BPF_MAP_TYPE_ARRAY_OF_MAPS. */
final class ArrayOfMaps extends FdArrayMap<BpfMap> implements MapOfMaps {
  private final InnerMapTemplate template;

  ArrayOfMaps(MapSpec spec, MapEnvironment environment, InnerMapTemplate template) {
    super(spec, environment);
    this.template = template;
  }

  @Override
  public long lookup(long key) {
    int index = index(key);
    BpfMap inner = at(index);
    return inner == null ? 0 : inner.address();
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
      store(index, inner);
    }
    return refused;
  }

  @Override
  public @Nullable BpfMap inner(byte[] key) {
    int index = IdValue.read(key);
    return key.length != keySize ? null : at(index);
  }

  @Override
  long updateForUser(byte[] key, byte[] value, long flags) {
    BpfMap inner = environment.registry().mapById(IdValue.read(value));
    return staged(key, null, (k, _) -> put(index(k), inner, flags));
  }

  @Override
  int id(BpfMap inner) {
    return inner.id();
  }

  @Override
  void release(BpfMap inner) {
    environment.afterGracePeriod().accept(inner::release);
  }
}
