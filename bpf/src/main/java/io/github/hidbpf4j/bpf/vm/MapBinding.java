package io.github.hidbpf4j.bpf.vm;

import io.github.hidbpf4j.bpf.BpfException;
import io.github.hidbpf4j.bpf.map.BpfMap;
import io.github.hidbpf4j.bpf.memory.ArenaMemory;
import io.github.hidbpf4j.bpf.program.MapSpec;
import io.github.hidbpf4j.bpf.program.VerifiedProgram;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Checks that the maps with which a program is loaded match those that the verifier saw: in the
 * program's order, in the machine's memory, with the same type, sizes, flags and value type, and
 * for constants, the same contents. In the kernel they are the same maps.
 */
final class MapBinding {
  private final VerifiedProgram program;

  private MapBinding(VerifiedProgram program) {
    this.program = program;
  }

  /**
   * Checks all maps.
   *
   * @throws BpfException when a map is missing or different
   */
  static void check(VerifiedProgram program, List<BpfMap> maps, ArenaMemory memory) {
    new MapBinding(program).check(maps, memory);
  }

  private void check(List<BpfMap> maps, ArenaMemory memory) {
    List<MapSpec> seen = program.source().maps();
    if (maps.size() < seen.size()) {
      throw refuse("%d maps, it uses %d".formatted(maps.size(), seen.size()));
    }
    for (int i = 0; i < seen.size(); i++) {
      MapSpec spec = seen.get(i);
      BpfMap map = maps.get(i);
      if (!Objects.equals(map.memory(), memory)) {
        throw refuse("map '%s' is of another machine".formatted(spec.name()));
      }
      String difference = difference(spec, map.spec());
      if (difference == null && isConstant(spec)) {
        difference = contents(spec, map);
      }
      if (difference != null) {
        throw refuse(
            "map '%s' is not the one that was verified: %s".formatted(spec.name(), difference));
      }
    }
  }

  private BpfException refuse(String why) {
    return new BpfException(
        "%s: program '%s': cannot be loaded: %s"
            .formatted(program.source().object(), program.source().name(), why));
  }

  private static @Nullable String difference(MapSpec seen, MapSpec live) {
    if (seen.type() != live.type()) {
      return "type %s, verified %s".formatted(live.type(), seen.type());
    }
    if (seen.keySize() != live.keySize()) {
      return "key_size %d, verified %d".formatted(live.keySize(), seen.keySize());
    }
    if (seen.valueSize() != live.valueSize()) {
      return "value_size %d, verified %d".formatted(live.valueSize(), seen.valueSize());
    }
    if (seen.maxEntries() != live.maxEntries()) {
      return "max_entries %d, verified %d".formatted(live.maxEntries(), seen.maxEntries());
    }
    if (seen.flags() != live.flags()) {
      return "map_flags 0x%x, verified 0x%x".formatted(live.flags(), seen.flags());
    }
    // A map that libbpf created without BTF has no special fields, whatever its value type.
    boolean typed = live.btf() != null;
    if (typed
        && (!Objects.equals(seen.btf(), live.btf()) || seen.valueTypeId() != live.valueTypeId())) {
      return "another value type";
    }
    MapSpec inner = seen.inner();
    MapSpec liveInner = live.inner();
    if (inner == null || liveInner == null) {
      return Objects.equals(inner, liveInner) ? null : "another template of inner maps";
    }
    return difference(inner, liveInner);
  }

  private static boolean isConstant(MapSpec spec) {
    return spec.frozen() && (spec.flags() & MapSpec.F_RDONLY_PROG) != 0;
  }

  /** The verifier has read the contents of a constant. */
  private static @Nullable String contents(MapSpec seen, BpfMap live) {
    if (!live.isFrozen()) {
      return "it can be written";
    }
    byte[] expected = seen.initialData();
    byte[] bytes = expected == null ? new byte[seen.valueSize()] : expected;
    long values = live.directValueAddress();
    return values != 0 && Arrays.equals(bytes, live.memory().getBytes(values, seen.valueSize()))
        ? null
        : "other contents";
  }
}
