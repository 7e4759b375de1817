package io.github.hidbpf4j.linux.libbpf;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import io.github.hidbpf4j.linux.call.SystemError;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** A map of an object in libbpf. Types and flags are the kernel's numbers. */
public final class KernelMap {
  /** {@code BPF_MAP_TYPE_PERCPU_HASH}, {@code …_ARRAY}, {@code LRU_PERCPU_HASH}. */
  private static final Set<Integer> PER_CPU = Set.of(5, 6, 10);

  private final KernelObject object;
  private final LibbpfCalls calls;
  private final MemorySegment map;
  private final String name;

  KernelMap(KernelObject object, LibbpfCalls calls, MemorySegment map) {
    this.object = object;
    this.calls = calls;
    this.map = map;
    this.name = calls.mapName(map);
    // A fix has its maps for itself, even if its author asked for pinning by name.
    int _ = calls.clearPinPath(map);
  }

  /** Its name; for global data, the truncated name of the object, and the section. */
  public String name() {
    return name;
  }

  boolean isDataOf(String section) {
    int dot = name.indexOf('.');
    return dot >= 0 && name.substring(dot).equals(section);
  }

  /** Its type, {@code enum bpf_map_type}. */
  public int type() {
    object.requireOpen();
    return calls.mapType(map);
  }

  /** Size of a key. */
  public int keySize() {
    object.requireOpen();
    return calls.keySize(map);
  }

  /** Size of a value. */
  public int valueSize() {
    object.requireOpen();
    return calls.valueSize(map);
  }

  /** Its capacity in elements; for a ring buffer, in bytes. */
  public int maxEntries() {
    object.requireOpen();
    return calls.maxEntries(map);
  }

  /** Its flags, {@code BPF_F_*}. */
  public int flags() {
    object.requireOpen();
    return calls.mapFlags(map);
  }

  /** Where libbpf pins it when it is created; always "", for nowhere. */
  public String pinPath() {
    object.requireOpen();
    return calls.pinPath(map);
  }

  /** Whether it is created with the object. */
  public boolean isAutocreate() {
    object.requireOpen();
    return calls.mapAutocreate(map);
  }

  /** Sets whether it is created with the object. */
  public void setAutocreate(boolean create) {
    object.requireOpen();
    check("bpf_map__set_autocreate", calls.setMapAutocreate(map, create));
  }

  /**
   * Its initial contents: global data, or a struct_ops struct in the object's layout, in which
   * pointers to functions are libbpf's pointers to programs.
   *
   * @return empty for other maps, and for struct_ops maps before {@link
   *     LibbpfFeature#STRUCT_OPS_VALUE}
   */
  public Optional<byte[]> initialValue() {
    object.requireOpen();
    return Optional.ofNullable(calls.initialValue(map)).map(value -> value.toArray(JAVA_BYTE));
  }

  /**
   * Overwrites a part of its initial contents.
   *
   * @throws IllegalArgumentException if there are none, or not as many bytes
   */
  public void setInitialValue(int offset, byte[] bytes) {
    object.requireOpen();
    MemorySegment value = calls.initialValue(map);
    if (value == null || offset < 0 || offset + (long) bytes.length > value.byteSize()) {
      throw new IllegalArgumentException(
          "%s: map %s has no %d bytes at %d".formatted(object, name, bytes.length, offset));
    }
    MemorySegment.copy(MemorySegment.ofArray(bytes), 0, value, offset, bytes.length);
  }

  /**
   * The value of a key in the kernel's map.
   *
   * @param size size of the value: that of the map, or that for all CPUs together
   * @return the value; empty if there is none
   */
  public Optional<byte[]> lookUp(byte[] key, int size) {
    object.requireOpen();
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment value = arena.allocate(Math.max(size, perCpuSize()), 8);
      int result = calls.lookUp(file(), arena.allocateFrom(JAVA_BYTE, key), value);
      if (result == SystemError.ENOENT.result()) {
        return Optional.empty();
      }
      check("bpf_map_lookup_elem", result);
      return Optional.of(value.asSlice(0, size).toArray(JAVA_BYTE));
    }
  }

  /** Size of a value as user space reads and writes it: for all CPUs if each has one. */
  public int userValueSize() {
    return PER_CPU.contains(type()) ? perCpuSize() : valueSize();
  }

  /** The size that the kernel writes for maps with a value per CPU. */
  private int perCpuSize() {
    return Math.ceilDiv(valueSize(), 8) * 8 * Math.max(1, calls.possibleCpus());
  }

  /** Sets the value of a key in the kernel's map. */
  public void update(byte[] key, byte[] value) {
    object.requireOpen();
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment memory = arena.allocate(Math.max(value.length, perCpuSize()), 8);
      MemorySegment.copy(MemorySegment.ofArray(value), 0, memory, 0, value.length);
      check(
          "bpf_map_update_elem", calls.update(file(), arena.allocateFrom(JAVA_BYTE, key), memory));
    }
  }

  /** The keys in the kernel's map, in its order. */
  public List<byte[]> keys() {
    object.requireOpen();
    List<byte[]> keys = new ArrayList<>();
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment key = MemorySegment.NULL;
      MemorySegment next = arena.allocate(keySize(), 8);
      int result = calls.nextKey(file(), key, next);
      while (result >= 0 && keys.size() < maxEntries()) {
        byte[] bytes = next.toArray(JAVA_BYTE);
        keys.add(bytes);
        key = arena.allocateFrom(JAVA_BYTE, bytes);
        result = calls.nextKey(file(), key, next);
      }
      if (result != SystemError.ENOENT.result()) {
        check("bpf_map_get_next_key", result);
      }
    }
    return keys;
  }

  /**
   * Attaches a struct_ops map: registers its contents with the kernel.
   *
   * @throws LibbpfException if the kernel rejects it
   */
  public KernelLink attach() {
    return object.attach(name, () -> calls.attachMap(map));
  }

  /**
   * Pins the map: it stays until the pin is deleted, and so do timers and work items in its values,
   * which otherwise end with the last process that has the map open.
   *
   * @param path as in {@link KernelLink#pin}
   * @throws LibbpfException if the kernel rejects it
   */
  public void pin(Path path) {
    object.requireOpen();
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment text = arena.allocateFrom(path.toString());
      int result = object.listened(() -> calls.pinMap(map, text));
      if (result < 0) {
        throw KernelObject.refusal("bpf_map__pin", path.toString(), result, List.of());
      }
    }
  }

  /**
   * Reads samples of a ring buffer.
   *
   * @param reader receives them, on the thread that reads the ring
   * @throws LibbpfException if it is not a ring buffer, or not loaded
   */
  public RingReader openRing(Consumer<byte[]> reader) {
    object.requireOpen();
    return RingReader.open(calls, object + ": " + name, file(), reader);
  }

  /** Its file descriptor in this process; negative before it is created. */
  public int file() {
    object.requireOpen();
    return calls.mapFile(map);
  }

  private void check(String call, int result) {
    object.check(call, name, result);
  }

  @Override
  public String toString() {
    return object + ": " + name;
  }
}
