package io.github.hidbpf4j.linux.libbpf;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import io.github.hidbpf4j.linux.call.SystemError;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.ToIntBiFunction;
import org.jspecify.annotations.Nullable;

/**
 * The struct_ops links in the kernel, whoever created them. Only root (CAP_SYS_ADMIN) may see them.
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

  /** More than the size of any struct of functions. */
  private static final int MOST_VALUE = 1 << 16;

  private final LibbpfCalls calls;

  KernelLinks(LibbpfCalls calls) {
    this.calls = calls;
  }

  /**
   * An attached struct_ops map.
   *
   * @param link the id of the link in the kernel
   * @param map the id of the map
   * @param name of the map, truncated to 15 characters
   * @param struct the kernel struct that it implements: {@code hid_bpf_ops}; "" if unknown
   * @param value what is registered: that struct as it was given, with program ids for functions
   */
  public record Attached(int link, int map, String name, String struct, byte[] value) {}

  /** All attached maps; empty if this process may not see them. */
  public Optional<List<Attached>> all() {
    List<Attached> found = new ArrayList<>();
    MemorySegment types = null;
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment id = arena.allocate(JAVA_INT);
      int result = calls.nextLinkId(0, id);
      if (result >= 0) {
        types = openTypes();
      }
      while (result >= 0) {
        look(id.get(JAVA_INT, 0), types).ifPresent(found::add);
        result = calls.nextLinkId(id.get(JAVA_INT, 0), id);
      }
      return result == SystemError.ENOENT.result() ? Optional.of(found) : Optional.empty();
    } finally {
      if (types != null) {
        calls.closeTypes(types);
      }
    }
  }

  /** How many programs, maps, links and BTF objects there are. */
  public KernelCounts counts() {
    return new KernelCounts(
        count(calls::nextProgramId),
        count(calls::nextMapId),
        count(calls::nextLinkId),
        count(calls::nextTypesId));
  }

  private static int count(ToIntBiFunction<Integer, MemorySegment> next) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment id = arena.allocate(JAVA_INT);
      int found = 0;
      int result = next.applyAsInt(0, id);
      while (result >= 0) {
        found++;
        result = next.applyAsInt(id.get(JAVA_INT, 0), id);
      }
      return result == SystemError.ENOENT.result() ? found : -1;
    }
  }

  private @Nullable MemorySegment openTypes() {
    try {
      return LibbpfCalls.listening(
          new ArrayList<>(),
          () -> {
            try {
              return calls.openKernelTypes();
            } catch (LibbpfCalls.Failure e) {
              return null;
            }
          });
    } catch (LibbpfException e) {
      return null;
    }
  }

  /** The id of a pinned link; 0 if the pin is something else, or cannot be opened. */
  public int pinned(Path pin) {
    try (Arena arena = Arena.ofConfined()) {
      int file = calls.openPin(arena.allocateFrom(pin.toString()));
      if (file < 0) {
        return 0;
      }
      try {
        MemorySegment info = arena.allocate(MAP_SIZE, 8);
        MemorySegment size = arena.allocateFrom(JAVA_INT, (int) LINK_SIZE);
        return calls.info(file, info, size) < 0 || info.get(JAVA_INT, 0) != STRUCT_OPS
            ? 0
            : info.get(JAVA_INT, Integer.BYTES);
      } finally {
        int _ = calls.closeFile(file);
      }
    }
  }

  /** Looks up a link; empty if it is of another kind, or is gone. */
  private Optional<Attached> look(int id, @Nullable MemorySegment types) {
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
      return lookAtMap(id, info.get(JAVA_INT, LINK_MAP), types, arena);
    } finally {
      int _ = calls.closeFile(link);
    }
  }

  private Optional<Attached> lookAtMap(
      int link, int id, @Nullable MemorySegment types, Arena arena) {
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
      Struct struct = Struct.of(calls, types, info.get(JAVA_INT, MAP_VALUE_TYPE));
      return Optional.of(
          new Attached(
              link,
              id,
              LibbpfCalls.string(info.asSlice(MAP_NAME, MAP_NAME_SIZE), MAP_NAME_SIZE),
              struct.name(),
              struct.of(value)));
    } finally {
      int _ = calls.closeFile(map);
    }
  }

  /**
   * The struct in {@code struct bpf_struct_ops_NAME}, the type of values of such maps.
   *
   * @param offset its offset in the value
   */
  private record Struct(String name, int offset) {
    private static final String PREFIX = "bpf_struct_ops_";
    private static final Struct UNKNOWN = new Struct("", 0);

    /** {@code struct btf_type} and {@code struct btf_member}: three words each. */
    private static final long WORDS = 12;

    private static final int MOST_MEMBERS = 16;

    static Struct of(LibbpfCalls calls, @Nullable MemorySegment types, int id) {
      MemorySegment type = types == null ? null : calls.type(types, id);
      if (types == null || type == null) {
        return UNKNOWN;
      }
      MemorySegment words = type.reinterpret(WORDS * (1 + MOST_MEMBERS));
      String name = calls.typeText(types, words.get(JAVA_INT, 0));
      int members = Math.min(words.get(JAVA_INT, 4) & 0xffff, MOST_MEMBERS);
      for (int i = 0; i < members && name.startsWith(PREFIX); i++) {
        long member = WORDS * (i + 1);
        if (calls.typeText(types, words.get(JAVA_INT, member)).equals("data")) {
          return new Struct(name.substring(PREFIX.length()), words.get(JAVA_INT, member + 8) / 8);
        }
      }
      return UNKNOWN;
    }

    byte[] of(MemorySegment value) {
      return value.asSlice(Math.min(offset, value.byteSize())).toArray(JAVA_BYTE);
    }
  }
}
