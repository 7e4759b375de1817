package io.github.hidbpf4j.bpf.runtime;

import io.github.hidbpf4j.bpf.btf.Btf;
import io.github.hidbpf4j.bpf.btf.BtfCodec;
import io.github.hidbpf4j.bpf.btf.BtfValue;
import io.github.hidbpf4j.bpf.map.BpfMap;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * A map as user space sees it through the {@code bpf} system call, with entries decoded by their
 * types.
 */
public final class UserMap {
  private final BpfMap map;

  /** Creates the user's view of a map. */
  public UserMap(BpfMap map) {
    this.map = map;
  }

  /** Its current keys, in the order of {@code BPF_MAP_GET_NEXT_KEY}. */
  public List<byte[]> keys() {
    List<byte[]> keys = new ArrayList<>();
    byte[] key = map.userNextKey(null);
    while (key != null && keys.size() <= map.maxEntries()) {
      keys.add(key);
      key = map.userNextKey(key);
    }
    return keys;
  }

  /** A key decoded by its type; empty when the object has no type for it. */
  public Optional<BtfValue> key(byte[] bytes) {
    return decoded(map.spec().keyTypeId(), bytes);
  }

  /**
   * A value decoded by its type, for per-CPU maps an array of the values of all CPUs; empty when
   * the object has no type for it.
   */
  public Optional<BtfValue> value(byte[] bytes) {
    return switch (map.spec().type()) {
      case PERCPU_ARRAY, PERCPU_HASH, LRU_PERCPU_HASH, PERCPU_CGROUP_STORAGE -> perCpu(bytes);
      default -> decoded(map.spec().valueTypeId(), bytes);
    };
  }

  /** User space gets the values one after the other, each rounded up to 8 bytes. */
  private Optional<BtfValue> perCpu(byte[] bytes) {
    int size = map.spec().valueSize();
    List<BtfValue> values = new ArrayList<>();
    for (int at = 0; at + size <= bytes.length; at += (size + 7) / 8 * 8) {
      Optional<BtfValue> value =
          decoded(map.spec().valueTypeId(), Arrays.copyOfRange(bytes, at, at + size));
      if (value.isEmpty()) {
        return value;
      }
      values.add(value.get());
    }
    return Optional.of(new BtfValue.Array(values));
  }

  private Optional<BtfValue> decoded(int type, byte[] bytes) {
    Btf types = map.spec().btf();
    return types == null || type == 0 || types.sizeOf(type) != bytes.length
        ? Optional.empty()
        : Optional.of(new BtfCodec(types).decode(type, bytes));
  }
}
