package io.github.hidbpf4j.tools.hunt;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.github.hidbpf4j.hid.HidException;
import io.github.hidbpf4j.linux.call.BpfSystemCall;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntConsumer;

/**
 * Loads programs into the running kernel by {@code bpf(2)}, without the help of a loader: the
 * verifier sees exactly what it is given. Offsets are those of {@code union bpf_attr} (Linux 6.12
 * {@code include/uapi/linux/bpf.h}). Not thread-safe.
 */
final class BpfKernel implements AutoCloseable {
  private static final int MAP_CREATE = 0;
  private static final int MAP_UPDATE_ELEM = 2;
  private static final int PROG_LOAD = 5;
  private static final int OBJ_GET_INFO_BY_FD = 15;
  private static final int BTF_LOAD = 18;
  private static final int BTF_GET_FD_BY_ID = 19;
  private static final int MAP_FREEZE = 22;
  private static final int BTF_GET_NEXT_ID = 23;

  private static final int F_SLEEPABLE = 1 << 4;
  private static final int LOG_MESSAGES = 1;
  private static final int LOG_STATISTICS = 4;
  private static final int LOG_SIZE = 4 << 20;
  private static final int NAME_SIZE = 16;
  private static final int FIRST_KEY = 0;
  private static final int LD_IMM64 = 0x18;
  private static final int EINVAL = 22;
  private static final int ENOSPC = 28;

  /** {@code w0 = 0; exit}. */
  private static final byte[] RETURNS_ZERO = {
    (byte) 0xb4, 0, 0, 0, 0, 0, 0, 0, (byte) 0x95, 0, 0, 0, 0, 0, 0, 0
  };

  private final Arena arena = Arena.ofConfined();
  private final MemorySegment log = arena.allocate(LOG_SIZE);
  private final MemorySegment attributes = arena.allocate(152, 8);
  private final Map<String, Integer> modules = new HashMap<>();

  /**
   * What a program needs besides its instructions, loaded once for all that differ only in these.
   */
  final class Surroundings implements AutoCloseable {
    private final RawProgram program;
    private final List<Integer> descriptors = new ArrayList<>();
    private final List<Integer> maps = new ArrayList<>();
    private final int btf;

    Surroundings(RawProgram program) {
      this.program = program;
      btf = program.btf().length == 0 ? 0 : own(btf(program.btf()), "BTF");
      for (RawMap map : program.maps()) {
        maps.add(map(map));
      }
      if (program.attachTypeId() == 0 && !hasType()) {
        close();
        throw new HidException(
            "%s: this kernel has no programs of type %d, attach type %d"
                .formatted(program.name(), program.type(), program.attachType()));
      }
    }

    /** Whether programs of this type reach the verifier. */
    private boolean hasType() {
      Answer answer = verdict(new Batch.Entry(0, 0, new int[0], RETURNS_ZERO));
      return answer.error() != EINVAL || answer.processed() >= 0 || !answer.line().isEmpty();
    }

    private int own(int descriptor, String what) {
      if (descriptor < 0) {
        close();
        throw new HidException(
            "%s: cannot load %s: error %d %s"
                .formatted(program.name(), what, -descriptor, logTail()));
      }
      descriptors.add(descriptor);
      return descriptor;
    }

    private int map(RawMap map) {
      int inner = map.inner() == null ? 0 : map(map.inner());
      int made = create(map, inner, btf);
      if (made < 0 && btf != 0) {
        made = create(map, inner, 0); // as libbpf does: some kinds accept no BTF
      }
      int descriptor = own(made, "map " + map.name());
      if (map.data().length > 0) {
        int result = fill(descriptor, map.data());
        if (result < 0) {
          own(result, "contents of map " + map.name());
        }
      }
      if (map.frozen()) {
        clear();
        attributes.set(JAVA_INT, 0, descriptor);
        int result = BpfSystemCall.call(MAP_FREEZE, attributes.asSlice(0, 8));
        if (result < 0) {
          own(result, "map " + map.name() + " as constants");
        }
      }
      return descriptor;
    }

    /** Loads the program with these instructions, and unloads it again. */
    Answer verdict(Batch.Entry entry) {
      byte[] instructions = entry.instructions();
      try (Arena once = Arena.ofConfined()) {
        MemorySegment code = once.allocate(instructions.length, 8);
        MemorySegment.copy(instructions, 0, code, JAVA_BYTE, 0, instructions.length);
        relocate(code);
        int result = load(once, code, entry, LOG_STATISTICS);
        List<String> lines = lines();
        if (result == -ENOSPC) {
          // The error may concern the log, which was too long, or the program: loading without a
          // log shows which.
          result = load(once, code, entry, 0);
        }
        if (result >= 0) {
          BpfSystemCall.close(result);
        }
        return Answer.of(Math.max(0, -result), lines);
      }
    }

    /**
     * Loads the program with these instructions, and takes it out again when it was used.
     *
     * @param use gets its descriptor
     * @throws HidException if it cannot be loaded
     */
    void loaded(Batch.Entry entry, IntConsumer use) {
      byte[] instructions = entry.instructions();
      int program;
      try (Arena once = Arena.ofConfined()) {
        MemorySegment code = once.allocate(instructions.length, 8);
        MemorySegment.copy(instructions, 0, code, JAVA_BYTE, 0, instructions.length);
        relocate(code);
        program = load(once, code, entry, 0);
      }
      if (program < 0) {
        throw new HidException("not loaded: error " + -program);
      }
      try {
        use.accept(program);
      } finally {
        BpfSystemCall.close(program);
      }
    }

    /** Descriptors of the maps, in their order. */
    List<Integer> maps() {
      return maps;
    }

    private void relocate(MemorySegment code) {
      for (long at = 0; at < code.byteSize(); at += 8) {
        int opcode = code.get(JAVA_BYTE, at) & 0xff;
        int source = code.get(JAVA_BYTE, at + 1) >>> 4 & 15;
        int immediate = code.get(JAVA_INT, at + 4);
        if (opcode == LD_IMM64 && (source == 1 || source == 2)) {
          boolean isThere = immediate >= 0 && immediate < maps.size();
          code.set(JAVA_INT, at + 4, isThere ? maps.get(immediate) : immediate);
        }
        if (opcode == LD_IMM64) {
          at += 8;
        }
      }
    }

    private int load(Arena once, MemorySegment code, Batch.Entry entry, int level) {
      clear();
      log.set(JAVA_BYTE, 0, (byte) 0);
      attributes.set(JAVA_INT, 0, program.type());
      attributes.set(JAVA_INT, 4, (int) (code.byteSize() / 8));
      attributes.set(JAVA_LONG, 8, code.address());
      attributes.set(JAVA_LONG, 16, once.allocateFrom(program.license()).address());
      if (level != 0) {
        // Errors appear in a log of statistics, too; without the paths it is short.
        attributes.set(JAVA_INT, 24, level);
        attributes.set(JAVA_INT, 28, LOG_SIZE);
        attributes.set(JAVA_LONG, 32, log.address());
      }
      attributes.set(JAVA_INT, 44, entry.flags() | (program.sleepable() ? F_SLEEPABLE : 0));
      name(48, program.name());
      attributes.set(JAVA_INT, 68, program.attachType());
      if (btf != 0 && entry.functions().length > 0) {
        attributes.set(JAVA_INT, 72, btf);
        attributes.set(JAVA_INT, 76, 8);
        attributes.set(JAVA_LONG, 80, once.allocateFrom(JAVA_INT, entry.functions()).address());
        attributes.set(JAVA_INT, 88, entry.functions().length / 2);
      }
      attributes.set(JAVA_INT, 108, program.attachTypeId());
      if (!program.module().isEmpty()) {
        int module = module(program.module());
        attributes.set(JAVA_INT, 112, program.attachTypeId() == 0 ? 0 : module);
        attributes.set(JAVA_LONG, 120, once.allocateFrom(JAVA_INT, 0, module).address());
      }
      return BpfSystemCall.call(PROG_LOAD, attributes.asSlice(0, 144));
    }

    @Override
    public void close() {
      descriptors.forEach(BpfSystemCall::close);
      descriptors.clear();
    }
  }

  private int create(RawMap map, int inner, int btf) {
    clear();
    attributes.set(JAVA_INT, 0, map.type());
    attributes.set(JAVA_INT, 4, map.keySize());
    attributes.set(JAVA_INT, 8, map.valueSize());
    attributes.set(JAVA_INT, 12, map.maxEntries());
    attributes.set(JAVA_INT, 16, map.flags());
    attributes.set(JAVA_INT, 20, inner);
    name(28, map.name());
    if (btf != 0 && map.valueTypeId() != 0) {
      attributes.set(JAVA_INT, 48, btf);
      attributes.set(JAVA_INT, 52, map.keyTypeId());
      attributes.set(JAVA_INT, 56, map.valueTypeId());
    }
    attributes.set(JAVA_LONG, 64, map.extra());
    return BpfSystemCall.call(MAP_CREATE, attributes.asSlice(0, 72));
  }

  private int fill(int map, byte[] data) {
    try (Arena once = Arena.ofConfined()) {
      clear();
      attributes.set(JAVA_INT, 0, map);
      attributes.set(JAVA_LONG, 8, once.allocateFrom(JAVA_INT, FIRST_KEY).address());
      attributes.set(JAVA_LONG, 16, once.allocateFrom(JAVA_BYTE, data).address());
      return BpfSystemCall.call(MAP_UPDATE_ELEM, attributes.asSlice(0, 32));
    }
  }

  private int btf(byte[] types) {
    try (Arena once = Arena.ofConfined()) {
      clear();
      log.set(JAVA_BYTE, 0, (byte) 0);
      attributes.set(JAVA_LONG, 0, once.allocateFrom(JAVA_BYTE, types).address());
      attributes.set(JAVA_LONG, 8, log.address());
      attributes.set(JAVA_INT, 16, types.length);
      attributes.set(JAVA_INT, 20, LOG_SIZE);
      attributes.set(JAVA_INT, 24, LOG_MESSAGES);
      return BpfSystemCall.call(BTF_LOAD, attributes.asSlice(0, 28));
    }
  }

  /** A file descriptor of a module's BTF, which stays open. */
  private int module(String wanted) {
    Integer known = modules.get(wanted);
    if (known != null) {
      return known;
    }
    try (Arena once = Arena.ofConfined()) {
      MemorySegment call = once.allocate(16, 8);
      int id = 0;
      while (true) {
        call.fill((byte) 0);
        call.set(JAVA_INT, 0, id);
        if (BpfSystemCall.call(BTF_GET_NEXT_ID, call.asSlice(0, 12)) < 0) {
          throw new HidException("no types of a module '%s' in this kernel".formatted(wanted));
        }
        id = call.get(JAVA_INT, 4);
        call.fill((byte) 0);
        call.set(JAVA_INT, 0, id);
        int descriptor = BpfSystemCall.call(BTF_GET_FD_BY_ID, call.asSlice(0, 12));
        if (descriptor >= 0 && wanted.equals(nameOf(once, descriptor))) {
          modules.put(wanted, descriptor);
          return descriptor;
        }
        if (descriptor >= 0) {
          BpfSystemCall.close(descriptor);
        }
      }
    }
  }

  private static String nameOf(Arena once, int btf) {
    MemorySegment name = once.allocate(64);
    MemorySegment info = once.allocate(32, 8);
    info.set(JAVA_LONG, 16, name.address());
    info.set(JAVA_INT, 24, 64);
    MemorySegment call = once.allocate(16, 8);
    call.set(JAVA_INT, 0, btf);
    call.set(JAVA_INT, 4, 32);
    call.set(JAVA_LONG, 8, info.address());
    return BpfSystemCall.call(OBJ_GET_INFO_BY_FD, call) < 0 ? "" : name.getString(0);
  }

  private void clear() {
    attributes.fill((byte) 0);
  }

  private void name(long offset, String name) {
    byte[] bytes = name.getBytes(StandardCharsets.US_ASCII);
    for (int i = 0; i < Math.min(bytes.length, NAME_SIZE - 1); i++) {
      boolean isPlain = Character.isLetterOrDigit(bytes[i]) || bytes[i] == '_' || bytes[i] == '.';
      attributes.set(JAVA_BYTE, offset + i, isPlain ? bytes[i] : (byte) '_');
    }
  }

  private List<String> lines() {
    return log.getString(0).lines().toList();
  }

  private String logTail() {
    List<String> lines = lines();
    return lines.isEmpty() ? "" : lines.getLast();
  }

  @Override
  public void close() {
    modules.values().forEach(BpfSystemCall::close);
    arena.close();
  }
}
