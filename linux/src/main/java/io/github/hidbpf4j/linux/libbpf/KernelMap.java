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

/** A map of an object, as libbpf has it. Types and flags are the kernel's numbers. */
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
    // A fix has its maps for itself, also where its author wrote that they are pinned by name.
    int _ = calls.clearPinPath(map);
  }

  /** Its name: of global data, the object's name cut to what fits, and the section. */
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

  /** Bytes of a key. */
  public int keySize() {
    object.requireOpen();
    return calls.keySize(map);
  }

  /** Bytes of a value. */
  public int valueSize() {
    object.requireOpen();
    return calls.valueSize(map);
  }

  /** How many elements it takes; of a ring buffer, its bytes. */
  public int maxEntries() {
    object.requireOpen();
    return calls.maxEntries(map);
  }

  /** Its flags, {@code BPF_F_*}. */
  public int flags() {
    object.requireOpen();
    return calls.mapFlags(map);
  }

  /** Where libbpf pins it when it is made; "" where nowhere, which is so of all. */
  public String pinPath() {
    object.requireOpen();
    return calls.pinPath(map);
  }

  /** Whether it is made with the object. */
  public boolean isAutocreate() {
    object.requireOpen();
    return calls.mapAutocreate(map);
  }

  /** Whether it is to be made with the object. */
  public void setAutocreate(boolean create) {
    object.requireOpen();
    check("bpf_map__set_autocreate", calls.setMapAutocreate(map, create));
  }

  /**
   * What it holds when it is made: global data, or a struct_ops struct with the layout that the
   * object has, in which pointers to functions are libbpf's pointers to programs.
   *
   * @return empty for other maps, and for struct_ops maps before {@link
   *     LibbpfFeature#STRUCT_OPS_VALUE}
   */
  public Optional<byte[]> initialValue() {
    object.requireOpen();
    return Optional.ofNullable(calls.initialValue(map)).map(value -> value.toArray(JAVA_BYTE));
  }

  /**
   * Overwrites a part of what it holds when it is made.
   *
   * @throws IllegalArgumentException if there is nothing, or not so much
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
   * @param size bytes of the value: that of the map, or that of all CPUs together
   * @return empty when there is none
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

  /** Bytes of a value that user space reads and writes: of all CPUs where each has one. */
  public int userValueSize() {
    return PER_CPU.contains(type()) ? perCpuSize() : valueSize();
  }

  /** The kernel writes so many bytes of maps with a value for each CPU. */
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
   * Attaches a struct_ops map: registers what it holds with the kernel.
   *
   * @throws LibbpfException if the kernel refuses
   */
  public KernelLink attach() {
    return object.attach(name, () -> calls.attachMap(map));
  }

  /**
   * Pins it: it stays until the pin is deleted, and so do timers and work items of its values,
   * which end with the last process that has the map open otherwise.
   *
   * @param path as that of {@link KernelLink#pin}
   * @throws LibbpfException if the kernel refuses
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
   * @param reader gets them, on the thread that asks the ring for them
   * @throws LibbpfException if it is none, or not loaded
   */
  public RingReader openRing(Consumer<byte[]> reader) {
    object.requireOpen();
    return RingReader.open(calls, object + ": " + name, file(), reader);
  }

  /** The number of its file in this process; negative before it is made. */
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
