package io.github.hidbpf4j.linux.libbpf;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import io.github.hidbpf4j.linux.call.SystemError;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The struct_ops links that there are in the kernel, whoever made them. Only root (CAP_SYS_ADMIN)
 * may see them.
 */
public final class KernelLinks {
  /** {@code BPF_LINK_TYPE_STRUCT_OPS} of {@code enum bpf_link_type}. */
  private static final int STRUCT_OPS = 9;

  /** Offsets in {@code struct bpf_link_info} and {@code struct bpf_map_info}. */
  private static final long LINK_MAP = 16;

  private static final long LINK_SIZE = 64;
  private static final long MAP_VALUE_SIZE = 12;
  private static final long MAP_NAME = 24;
  private static final long MAP_NAME_SIZE = 16;
  private static final long MAP_VALUE_TYPE = 44;
  private static final long MAP_SIZE = 96;

  /** More than any struct of functions has. */
  private static final int MOST_VALUE = 1 << 16;

  private final LibbpfCalls calls;

  KernelLinks(LibbpfCalls calls) {
    this.calls = calls;
  }

  /**
   * A struct_ops map that is attached.
   *
   * @param link the number of the link in the kernel
   * @param map the number of the map
   * @param name of the map, cut to 15 characters
   * @param valueType the number, in the BTF of the kernel, of the type of its value
   * @param value what is registered: {@code struct bpf_struct_ops_…} of the kernel
   */
  public record Attached(int link, int map, String name, int valueType, byte[] value) {}

  /** All of them; empty where this process may not see them. */
  public Optional<List<Attached>> all() {
    List<Attached> found = new ArrayList<>();
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment id = arena.allocate(JAVA_INT);
      int result = calls.nextLinkId(0, id);
      while (result >= 0) {
        look(id.get(JAVA_INT, 0)).ifPresent(found::add);
        result = calls.nextLinkId(id.get(JAVA_INT, 0), id);
      }
      return result == SystemError.ENOENT.result() ? Optional.of(found) : Optional.empty();
    }
  }

  /** A link; empty when it is another kind, or has gone meanwhile. */
  private Optional<Attached> look(int id) {
    int link = calls.openLink(id);
    if (link < 0) {
      return Optional.empty();
    }
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment info = arena.allocate(LINK_SIZE, 8);
      MemorySegment size = arena.allocateFrom(JAVA_INT, (int) LINK_SIZE);
      if (calls.info(link, info, size) < 0 || info.get(JAVA_INT, 0) != STRUCT_OPS) {
        return Optional.empty();
      }
      return lookAtMap(id, info.get(JAVA_INT, LINK_MAP), arena);
    } finally {
      calls.closeFile(link);
    }
  }

  private Optional<Attached> lookAtMap(int link, int id, Arena arena) {
    int map = calls.openMap(id);
    if (map < 0) {
      return Optional.empty();
    }
    try {
      MemorySegment info = arena.allocate(MAP_SIZE, 8);
      MemorySegment size = arena.allocateFrom(JAVA_INT, (int) MAP_SIZE);
      if (calls.info(map, info, size) < 0) {
        return Optional.empty();
      }
      int valueSize = info.get(JAVA_INT, MAP_VALUE_SIZE);
      if (valueSize < 0 || valueSize > MOST_VALUE) {
        return Optional.empty();
      }
      MemorySegment value = arena.allocate(valueSize, 8);
      if (calls.lookUp(map, arena.allocate(JAVA_INT), value) < 0) {
        return Optional.empty();
      }
      return Optional.of(
          new Attached(
              link,
              id,
              LibbpfCalls.string(info.asSlice(MAP_NAME, MAP_NAME_SIZE), MAP_NAME_SIZE),
              info.get(JAVA_INT, MAP_VALUE_TYPE),
              value.toArray(JAVA_BYTE)));
    } finally {
      calls.closeFile(map);
    }
  }
}
