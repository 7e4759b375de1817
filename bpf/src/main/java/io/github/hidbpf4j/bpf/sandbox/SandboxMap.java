package io.github.hidbpf4j.bpf.sandbox;

import io.github.hidbpf4j.bpf.BpfException;
import io.github.hidbpf4j.bpf.Errno;
import io.github.hidbpf4j.bpf.btf.Btf;
import io.github.hidbpf4j.bpf.btf.BtfCodec;
import io.github.hidbpf4j.bpf.btf.BtfValue;
import io.github.hidbpf4j.bpf.map.BpfMap;
import io.github.hidbpf4j.bpf.program.MapType;
import io.github.hidbpf4j.bpf.runtime.UserMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A map of a program as seen by user space through the {@code bpf} system call: keys and values as
 * bytes, little-endian, or decoded by their types in the object's BTF.
 */
public final class SandboxMap {
  private final BpfMap map;
  private final UserMap user;

  SandboxMap(BpfMap map) {
    this.map = map;
    this.user = new UserMap(map);
  }

  /** {@return its name} */
  public String name() {
    return map.spec().name();
  }

  /** {@return its type} */
  public MapType type() {
    return map.spec().type();
  }

  /** {@return size of a key in bytes; 0 for maps without keys} */
  public int keySize() {
    return map.spec().keySize();
  }

  /**
   * {@return size in bytes of a value as seen by user space} For per-CPU maps, the values of all
   * CPUs together, each rounded up to 8 bytes.
   */
  public int valueSize() {
    return (int) map.userValueSize();
  }

  // ---- bytes

  /**
   * {@return the value of a key, {@link #valueSize} bytes; empty when the key does not exist}
   *
   * @param key {@link #keySize} bytes
   * @throws BpfException when the key has another length
   */
  public Optional<byte[]> get(byte[] key) {
    return Optional.ofNullable(map.userLookup(checked(key, keySize(), "key")));
  }

  /**
   * Stores a value under a key.
   *
   * @param key {@link #keySize} bytes
   * @param value {@link #valueSize} bytes
   * @throws BpfException when key or value has another length, or the map refuses it, with the
   *     errno
   */
  public void put(byte[] key, byte[] value) {
    check(
        "update",
        map.userUpdate(
            checked(key, keySize(), "key"), checked(value, valueSize(), "value"), BpfMap.BPF_ANY));
  }

  /**
   * Removes a key.
   *
   * @param key {@link #keySize} bytes
   * @return false when it does not exist
   * @throws BpfException when the key has another length, or the map refuses it, which arrays do
   */
  public boolean remove(byte[] key) {
    long ret = map.userDelete(checked(key, keySize(), "key"));
    if (ret == Errno.ENOENT.result()) {
      return false;
    }
    check("delete", ret);
    return true;
  }

  /** {@return its current keys, in the order of {@code BPF_MAP_GET_NEXT_KEY}} */
  public List<byte[]> keys() {
    return user.keys();
  }

  private void check(String what, long ret) {
    if (ret < 0) {
      throw new BpfException(
          "map '%s': %s refused: %s".formatted(name(), what, Errno.describe(ret)));
    }
  }

  private byte[] checked(byte[] bytes, int size, String what) {
    if (bytes.length != size) {
      throw new BpfException(
          "map '%s': %s of %d bytes, expected %d".formatted(name(), what, bytes.length, size));
    }
    return bytes;
  }

  // ---- by type

  /**
   * {@return all keys and values, decoded by their types}
   *
   * @throws BpfException when the object has no types for them
   */
  public Map<BtfValue, BtfValue> values() {
    Map<BtfValue, BtfValue> all = new LinkedHashMap<>();
    for (byte[] key : keys()) {
      byte[] value = map.userLookup(key);
      if (value != null) {
        all.put(user.key(key).orElseThrow(this::untyped), decoded(value));
      }
    }
    return all;
  }

  /**
   * {@return the typed value of an integer key; empty when the key does not exist}
   *
   * @param key a number that the key's type can hold
   * @throws BpfException when the key is not a number, or the object has no types
   */
  public Optional<BtfValue> value(long key) {
    int type = map.spec().keyTypeId();
    return get(codec(type).encode(type, key)).map(this::decoded);
  }

  /**
   * Stores an integer value under an integer key, encoded by their types.
   *
   * @param key a number that the key's type can hold
   * @param value a number that the value's type can hold
   * @throws BpfException when key or value is not a number, or the number does not fit, the object
   *     has no types, or the map refuses it
   */
  public void put(long key, long value) {
    int keyType = map.spec().keyTypeId();
    int valueType = map.spec().valueTypeId();
    put(codec(keyType).encode(keyType, key), codec(valueType).encode(valueType, value));
  }

  private BtfValue decoded(byte[] value) {
    return user.value(value).orElseThrow(this::untyped);
  }

  private BtfCodec codec(int type) {
    Btf types = map.spec().btf();
    if (types == null || type == 0) {
      throw untyped();
    }
    return new BtfCodec(types);
  }

  private BpfException untyped() {
    return new BpfException(
        "map '%s': no BTF tells the type of its keys and values: use their bytes"
            .formatted(name()));
  }

  @Override
  public String toString() {
    return name();
  }
}
