package io.github.hidbpf4j.bpf.map;

import io.github.hidbpf4j.bpf.memory.ArenaMemory;
import io.github.hidbpf4j.bpf.program.MapSpec;
import java.nio.charset.StandardCharsets;

/**
 * The {@code struct bpf_map} that programs use as map pointer, 64 bytes, read-only for them. These
 * are the members that a program can read through BTF; offsets are in bytes. {@code name} is at
 * most 15 characters.
 */
final class MapStruct {
  /** Size of the struct in bytes. */
  public static final int SIZE = 64;

  /** {@code const struct bpf_map_ops *ops}: always 0 here. */
  public static final int OPS = 0;

  /** {@code struct bpf_map *inner_map_meta}: always 0 here. */
  public static final int INNER_MAP_META = 8;

  /** {@code enum bpf_map_type map_type}. */
  public static final int MAP_TYPE = 16;

  /** {@code u32 key_size}. */
  public static final int KEY_SIZE = 20;

  /** {@code u32 value_size}. */
  public static final int VALUE_SIZE = 24;

  /** {@code u32 max_entries}. */
  public static final int MAX_ENTRIES = 28;

  /** {@code u64 map_extra}. */
  public static final int MAP_EXTRA = 32;

  /** {@code u32 map_flags}, without BPF_F_RDONLY and BPF_F_WRONLY. */
  public static final int MAP_FLAGS = 40;

  /** {@code u32 id}. */
  public static final int ID = 44;

  /** {@code char name[16]}. */
  public static final int NAME = 48;

  private static final int MOST_NAME = 15;

  private MapStruct() {}

  /** Flags that belong to a descriptor, not to the map. */
  static int permanentFlags(MapSpec spec) {
    return spec.flags() & ~(MapSpec.F_RDONLY | MapSpec.F_WRONLY);
  }

  /** Allocates and fills the struct of a map; the id is set later. */
  static long allocate(MapSpec spec, ArenaMemory memory) {
    long map = memory.allocate(SIZE, "struct bpf_map of '" + spec.name() + "'");
    memory.putInt(map + MAP_TYPE, spec.type().number());
    memory.putInt(map + KEY_SIZE, spec.keySize());
    memory.putInt(map + VALUE_SIZE, spec.valueSize());
    memory.putInt(map + MAX_ENTRIES, (int) spec.maxEntries());
    memory.putLong(map + MAP_EXTRA, spec.mapExtra());
    memory.putInt(map + MAP_FLAGS, permanentFlags(spec));
    byte[] name = kernelName(spec.name()).getBytes(StandardCharsets.US_ASCII);
    memory.putBytes(map + NAME, name);
    memory.mark(map, SIZE, true, false);
    return map;
  }

  /**
   * The name in the form that the kernel accepts: letters, digits, {@code _} and {@code .}, 15 at
   * most.
   */
  static String kernelName(String name) {
    String clean = name.replaceAll("[^A-Za-z0-9_.]", "_");
    return clean.substring(0, Math.min(clean.length(), MOST_NAME));
  }
}
