package io.github.hidbpf4j.tools.hunt;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.github.hidbpf4j.linux.call.BpfSystemCall;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Runs programs that the running kernel has ({@code BPF_PROG_TEST_RUN}), and looks into its maps.
 * Offsets are those of {@code union bpf_attr} (Linux 6.12 {@code include/uapi/linux/bpf.h}).
 */
final class KernelRuns implements AutoCloseable {
  private static final int MAP_LOOKUP_ELEM = 1;
  private static final int MAP_UPDATE_ELEM = 2;
  private static final int MAP_DELETE_ELEM = 3;
  private static final int MAP_GET_NEXT_KEY = 4;
  private static final int PROG_TEST_RUN = 10;

  private static final int MAP_TYPE_HASH = 1;
  private static final int PROG_TYPE_SYSCALL = 31;
  private static final int ROOM = 1 << 16;

  /** A map with more is not run through to its end. */
  private static final int MOST_ENTRIES = 1 << 16;

  private static final HexFormat HEX = HexFormat.of();

  private final Arena arena = Arena.ofConfined();
  private final MemorySegment attributes = arena.allocate(80, 8);
  private final MemorySegment data = arena.allocate(ROOM, 8);
  private final MemorySegment after = arena.allocate(ROOM, 8);
  private final MemorySegment key = arena.allocate(ROOM, 8);
  private final MemorySegment value = arena.allocate(ROOM, 8);

  /**
   * Runs a program once.
   *
   * @param descriptor of the program
   * @param program what it is
   * @param maps descriptors of its maps
   */
  RunAnswer run(int descriptor, RawProgram program, List<Integer> maps, RunInput input) {
    for (int i = 0; i < maps.size(); i++) {
      RunInput.Contents contents = input.maps().get(i);
      if (contents != null) {
        fill(maps.get(i), program.maps().get(i), contents);
      }
    }
    boolean isSyscall = program.type() == PROG_TYPE_SYSCALL;
    int size = input.data().length;
    MemorySegment.copy(input.data(), 0, data, JAVA_BYTE, 0, size);
    attributes.fill((byte) 0);
    attributes.set(JAVA_INT, 0, descriptor);
    if (isSyscall) {
      attributes.set(JAVA_INT, 40, size);
      attributes.set(JAVA_LONG, 48, size == 0 ? 0 : data.address());
    } else {
      attributes.set(JAVA_INT, 8, size);
      attributes.set(JAVA_INT, 12, ROOM);
      attributes.set(JAVA_LONG, 16, data.address());
      attributes.set(JAVA_LONG, 24, after.address());
    }
    int error = BpfSystemCall.call(PROG_TEST_RUN, attributes);
    int result = error < 0 ? 0 : attributes.get(JAVA_INT, 4);
    int left = isSyscall || error < 0 ? size : attributes.get(JAVA_INT, 12);
    byte[] bytes = (isSyscall || error < 0 ? data : after).asSlice(0, left).toArray(JAVA_BYTE);
    List<SortedMap<String, String>> contents = new ArrayList<>();
    for (int i = 0; i < maps.size(); i++) {
      if (input.maps().get(i) != null) {
        contents.add(contents(maps.get(i), program.maps().get(i)));
      }
    }
    return new RunAnswer(error, result, bytes, contents);
  }

  private void fill(int map, RawMap kind, RunInput.Contents contents) {
    if (kind.type() == MAP_TYPE_HASH) {
      while (next(map, 0) == 0) {
        MemorySegment.copy(value, 0, key, 0, kind.keySize());
        int _ = element(MAP_DELETE_ELEM, map, 0);
      }
    }
    for (int i = 0; i < contents.keys().size(); i++) {
      MemorySegment.copy(contents.keys().get(i), 0, key, JAVA_BYTE, 0, kind.keySize());
      MemorySegment.copy(contents.values().get(i), 0, value, JAVA_BYTE, 0, kind.valueSize());
      int _ = element(MAP_UPDATE_ELEM, map, value.address());
    }
  }

  private SortedMap<String, String> contents(int map, RawMap kind) {
    SortedMap<String, String> contents = new TreeMap<>();
    long from = 0;
    for (int i = 0; i < MOST_ENTRIES && next(map, from) == 0; i++) {
      MemorySegment.copy(value, 0, key, 0, kind.keySize());
      from = key.address();
      String name = hex(key, kind.keySize());
      if (element(MAP_LOOKUP_ELEM, map, value.address()) == 0) {
        contents.put(name, hex(value, kind.valueSize()));
      }
    }
    return contents;
  }

  private static String hex(MemorySegment bytes, int size) {
    return HEX.formatHex(bytes.asSlice(0, size).toArray(JAVA_BYTE));
  }

  /** The key after one at an address, or the first for 0, into {@link #value}. */
  private int next(int map, long from) {
    attributes.fill((byte) 0);
    attributes.set(JAVA_INT, 0, map);
    attributes.set(JAVA_LONG, 8, from);
    attributes.set(JAVA_LONG, 16, value.address());
    return BpfSystemCall.call(MAP_GET_NEXT_KEY, attributes.asSlice(0, 32));
  }

  private int element(int command, int map, long valueAddress) {
    attributes.fill((byte) 0);
    attributes.set(JAVA_INT, 0, map);
    attributes.set(JAVA_LONG, 8, key.address());
    attributes.set(JAVA_LONG, 16, valueAddress);
    return BpfSystemCall.call(command, attributes.asSlice(0, 32));
  }

  @Override
  public void close() {
    arena.close();
  }
}
