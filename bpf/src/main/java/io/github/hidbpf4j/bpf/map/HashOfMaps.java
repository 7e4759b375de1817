package io.github.hidbpf4j.bpf.map;

import io.github.hidbpf4j.bpf.Errno;
import io.github.hidbpf4j.bpf.program.MapSpec;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** BPF_MAP_TYPE_HASH_OF_MAPS: elements hold the address of an inner map. */
final class HashOfMaps extends HashMap implements MapOfMaps {
  private final InnerMapTemplate template;

  HashOfMaps(MapSpec spec, MapEnvironment environment, InnerMapTemplate template) {
    super(spec, environment, MapFields.NONE, false, Long.BYTES);
    this.template = template;
  }

  @Override
  public long lookup(long key) {
    long slot = super.lookup(key);
    return slot == 0 ? 0 : memory.getLong(slot);
  }

  /** Not allowed for programs. */
  @Override
  public long update(long key, long value, long flags) {
    return Errno.EOPNOTSUPP.result();
  }

  @Override
  void storeValue(int element, long value) {
    memory.putLong(pool.value(element, 0), memory.getLong(value));
  }

  @Override
  void dropValue(int element) {
    long slot = pool.value(element, 0);
    BpfMap inner = environment.registry().map(memory.getLong(slot));
    if (inner != null) {
      environment.afterGracePeriod().accept(inner::release);
    }
  }

  @Override
  public long userValueSize() {
    return 4;
  }

  @Override
  public long put(byte[] key, BpfMap inner, long flags) {
    return key.length != keySize ? Errno.EINVAL.result() : store(key, inner, flags);
  }

  private long store(byte[] key, @Nullable BpfMap inner, long flags) {
    if (inner == null) {
      return Errno.EBADF.result();
    }
    long refused = template.admit(inner);
    if (refused != OK) {
      return refused;
    }
    byte[] address = new byte[Long.BYTES];
    for (int i = 0; i < Long.BYTES; i++) {
      address[i] = (byte) (inner.address() >>> (8 * i));
    }
    long result = staged(key, address, (k, v) -> insert(k, v, flags));
    if (result != OK) {
      inner.release();
    }
    return result;
  }

  @Override
  public @Nullable BpfMap inner(byte[] key) {
    if (key.length != keySize) {
      return null;
    }
    AtomicReference<@Nullable BpfMap> found = new AtomicReference<>();
    staged(
        key,
        null,
        (k, _) -> {
          found.set(environment.registry().map(lookup(k)));
          return OK;
        });
    return found.get();
  }

  @Override
  long updateForUser(byte[] key, byte[] value, long flags) {
    return store(key, environment.registry().mapById(IdValue.read(value)), flags);
  }

  @Override
  long readForUser(long key, byte[] value, boolean locked) {
    BpfMap inner = environment.registry().map(lookup(key));
    if (inner == null) {
      return Errno.ENOENT.result();
    }
    IdValue.write(value, inner.id());
    return OK;
  }

  @Override
  long lookUpAndDeleteForUser(long key, byte[] value, long flags) {
    return Errno.ENOTSUPP.result();
  }

  @Override
  void dispose() {
    for (int bucket = 0; bucket < table.buckets(); bucket++) {
      for (int e = table.first(bucket); e >= 0; e = table.after(e)) {
        dropValue(e);
      }
    }
  }
}
