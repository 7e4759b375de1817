package io.github.hidbpf4j.bpf.program;

import io.github.hidbpf4j.bpf.btf.Btf;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An object's definition of a map, before it is created: type, sizes, flags, BTF, initial contents.
 * The kernel's {@code union bpf_attr} for BPF_MAP_CREATE, plus what the loader fills in.
 *
 * @param name name in the object ({@code .rodata}, {@code my_map}, ...)
 * @param type map type
 * @param keySize bytes of a key
 * @param valueSize bytes of a value
 * @param maxEntries number of entries, unsigned 32 bits; bytes for a ring buffer
 * @param flags {@code BPF_F_*} of map creation
 * @param btf the object's BTF, or null when the map has none
 * @param keyTypeId BTF id of the key type, 0 when unknown
 * @param valueTypeId BTF id of the value type (the DATASEC for a data section), 0 when unknown
 * @param numaNode requested NUMA node; kept, without effect
 * @param mapExtra {@code map_extra}
 * @param pinByName whether the object asks to pin it by its name (LIBBPF_PIN_BY_NAME)
 * @param inner template of the inner maps of a map-in-map, or null
 * @param initialData first contents of a data section or struct_ops map: {@code valueSize} bytes;
 *     null when zero or not of that kind
 * @param frozen whether its contents are constant for programs and user (.rodata, .kconfig)
 * @param slots initial contents of a prog_array or map-in-map, by index
 * @param structOps what a struct_ops map implements, or null
 * @param section the section it was defined in
 */
public record MapSpec(
    String name,
    MapType type,
    int keySize,
    int valueSize,
    long maxEntries,
    int flags,
    @Nullable Btf btf,
    int keyTypeId,
    int valueTypeId,
    int numaNode,
    long mapExtra,
    boolean pinByName,
    @Nullable MapSpec inner,
    byte @Nullable [] initialData,
    boolean frozen,
    List<Slot> slots,
    @Nullable StructOps structOps,
    String section) {
  /**
   * Copies the arrays, as the verifier reads constants from the initial contents. A template of
   * inner maps has no contents, hence no constants.
   */
  public MapSpec(
      String name,
      MapType type,
      int keySize,
      int valueSize,
      long maxEntries,
      int flags,
      @Nullable Btf btf,
      int keyTypeId,
      int valueTypeId,
      int numaNode,
      long mapExtra,
      boolean pinByName,
      @Nullable MapSpec inner,
      byte @Nullable [] initialData,
      boolean frozen,
      List<Slot> slots,
      @Nullable StructOps structOps,
      String section) {
    // Not a compact constructor: it would lose the annotations of array types in the class file.
    this.name = name;
    this.type = type;
    this.keySize = keySize;
    this.valueSize = valueSize;
    this.maxEntries = maxEntries;
    this.flags = flags;
    this.btf = btf;
    this.keyTypeId = keyTypeId;
    this.valueTypeId = valueTypeId;
    this.numaNode = numaNode;
    this.mapExtra = mapExtra;
    this.pinByName = pinByName;
    boolean hasContents = inner != null && (inner.frozen || inner.initialData != null);
    this.inner = inner != null && hasContents ? inner.withoutContents() : inner;
    this.initialData = initialData == null ? null : initialData.clone();
    this.frozen = frozen;
    this.slots = List.copyOf(slots);
    this.structOps = structOps;
    this.section = section;
  }

  /** {@return a copy of the initial contents, or null} */
  @Override
  public byte @Nullable [] initialData() {
    return initialData == null ? null : initialData.clone();
  }

  /**
   * {@return a byte of the initial contents, 0 to 255; 0 where there are none}
   *
   * @param offset bytes from the start of the value, less than {@code valueSize}
   */
  public int initialByte(int offset) {
    return initialData == null ? 0 : initialData[offset] & 0xff;
  }

  private MapSpec withoutContents() {
    return new MapSpec(
        name,
        type,
        keySize,
        valueSize,
        maxEntries,
        flags,
        btf,
        keyTypeId,
        valueTypeId,
        numaNode,
        mapExtra,
        pinByName,
        inner,
        null,
        false,
        slots,
        structOps,
        section);
  }

  /**
   * {@return whether a loader creates it by default: not if its section name starts with {@code ?}
   * ({@code bpf_map__autocreate} of libbpf)}
   */
  public boolean autocreate() {
    return !section.startsWith("?");
  }

  /** BPF_F_NO_PREALLOC. */
  public static final int F_NO_PREALLOC = 1;

  /** BPF_F_NO_COMMON_LRU. */
  public static final int F_NO_COMMON_LRU = 1 << 1;

  /** BPF_F_NUMA_NODE. */
  public static final int F_NUMA_NODE = 1 << 2;

  /** BPF_F_RDONLY: user space may only read. */
  public static final int F_RDONLY = 1 << 3;

  /** BPF_F_WRONLY: user space may only write. */
  public static final int F_WRONLY = 1 << 4;

  /** BPF_F_ZERO_SEED. */
  public static final int F_ZERO_SEED = 1 << 6;

  /** BPF_F_RDONLY_PROG: programs may only read. */
  public static final int F_RDONLY_PROG = 1 << 7;

  /** BPF_F_WRONLY_PROG: programs may only write. */
  public static final int F_WRONLY_PROG = 1 << 8;

  /** BPF_F_MMAPABLE. */
  public static final int F_MMAPABLE = 1 << 10;

  /** BPF_F_INNER_MAP. */
  public static final int F_INNER_MAP = 1 << 12;

  /** BPF_F_LINK, of struct_ops maps. */
  public static final int F_LINK = 1 << 13;

  /**
   * {@return the flags that programs see} Values of device maps are always read-only for programs
   * ({@code dev_map_init_map}, Linux 6.12).
   */
  public int programFlags() {
    return type == MapType.DEVMAP || type == MapType.DEVMAP_HASH ? flags | F_RDONLY_PROG : flags;
  }

  /**
   * Initial content of an entry of a prog_array or map-in-map.
   *
   * @param index index of the entry, from 0
   * @param target name of the program or map it holds
   */
  public record Slot(int index, String target) {}

  /**
   * What a struct_ops map implements. {@code programs} names the program of each function member
   * that is set, by member name; the other members' bytes are in {@link MapSpec#initialData}, laid
   * out as the object's own struct.
   *
   * @param typeName kernel struct, e.g. {@code hid_bpf_ops}
   * @param typeId BTF id of the struct in the object's BTF
   * @param programs member name and program name
   * @param link whether it came from {@code .struct_ops.link}
   */
  public record StructOps(
      String typeName, int typeId, java.util.Map<String, String> programs, boolean link) {}
}
