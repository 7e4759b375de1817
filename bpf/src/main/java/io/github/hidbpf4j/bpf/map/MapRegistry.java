package io.github.hidbpf4j.bpf.map;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Live maps by the address of their {@code struct bpf_map} and by id, and programs by id. Looking
 * up takes no lock and allocates nothing; adding and removing copies the index.
 */
public final class MapRegistry {
  /** Sorted by address. */
  private record Index(long[] addresses, BpfMap[] maps) {}

  private volatile Index index = new Index(new long[0], new BpfMap[0]);
  private final Map<Integer, ProgramHandle> programs = new HashMap<>();
  private int lastId;

  /** The map whose struct is at this address, or null. */
  public @Nullable BpfMap map(long address) {
    Index now = index;
    int at = Arrays.binarySearch(now.addresses, address);
    return at < 0 ? null : now.maps[at];
  }

  /** The map with this id, or null. */
  public @Nullable BpfMap mapById(int id) {
    for (BpfMap map : index.maps) {
      if (map.id() == id) {
        return map;
      }
    }
    return null;
  }

  /**
   * The ring buffer that contains a record, or null: {@code bpf_ringbuf_submit} and {@code
   * _discard} get only the record.
   */
  public @Nullable RingBufferMap ringBufferOf(long record) {
    for (BpfMap map : index.maps) {
      if (map instanceof RingBufferMap ring && ring.contains(record)) {
        return ring;
      }
    }
    return null;
  }

  /** Number of live maps. */
  public int size() {
    return index.maps.length;
  }

  /** Adds a map and returns its id, from 1. */
  synchronized int add(BpfMap map) {
    Index old = index;
    int at = Arrays.binarySearch(old.addresses, map.address());
    if (at >= 0) {
      throw new IllegalStateException("two maps at 0x%x".formatted(map.address()));
    }
    int place = -at - 1;
    int size = old.maps.length;
    long[] addresses = Arrays.copyOf(old.addresses, size + 1);
    BpfMap[] maps = Arrays.copyOf(old.maps, size + 1);
    System.arraycopy(old.addresses, place, addresses, place + 1, size - place);
    System.arraycopy(old.maps, place, maps, place + 1, size - place);
    addresses[place] = map.address();
    maps[place] = map;
    index = new Index(addresses, maps);
    return ++lastId;
  }

  /** Removes a map; no effect when it is not there. */
  synchronized void remove(BpfMap map) {
    Index old = index;
    int at = Arrays.binarySearch(old.addresses, map.address());
    if (at < 0 || !old.maps[at].equals(map)) {
      return;
    }
    int size = old.maps.length;
    long[] addresses = Arrays.copyOf(old.addresses, size - 1);
    BpfMap[] maps = Arrays.copyOf(old.maps, size - 1);
    System.arraycopy(old.addresses, at + 1, addresses, at, size - at - 1);
    System.arraycopy(old.maps, at + 1, maps, at, size - at - 1);
    index = new Index(addresses, maps);
  }

  /** Registers a program, so that user space can store its id in a prog_array. */
  public synchronized void addProgram(ProgramHandle program) {
    programs.put(program.id(), program);
  }

  /** The program with this id, or null. */
  public synchronized @Nullable ProgramHandle program(int id) {
    return programs.get(id);
  }
}
