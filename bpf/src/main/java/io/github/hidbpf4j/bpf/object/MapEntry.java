package io.github.hidbpf4j.bpf.object;

import io.github.hidbpf4j.bpf.btf.Btf;
import io.github.hidbpf4j.bpf.program.MapSpec;
import io.github.hidbpf4j.bpf.program.MapType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A map of an object under construction; {@link #spec} is the result. */
final class MapEntry {
  final String name;
  final MapType type;
  final int sectionIndex;
  final String section;

  /** Offset of its definition in its section, in bytes. */
  final long offset;

  /** Size of its definition in bytes. */
  final long definitionSize;

  int keySize;
  int valueSize;
  long maxEntries;
  int flags;
  int keyTypeId;
  int valueTypeId;
  int numaNode;
  long mapExtra;
  boolean pinByName;
  @Nullable MapSpec inner;
  byte @Nullable [] initialData;
  boolean frozen;
  final List<MapSpec.Slot> slots = new ArrayList<>();

  /** Offset of the {@code values} member in its definition, or -1. */
  long valuesOffset = -1;

  String structName = "";
  int structTypeId;
  boolean link;
  final Map<String, CodeFunction> programs = new LinkedHashMap<>();

  MapEntry(String name, MapType type, int sectionIndex, String section, long offset, long size) {
    this.name = name;
    this.type = type;
    this.sectionIndex = sectionIndex;
    this.section = section;
    this.offset = offset;
    this.definitionSize = size;
  }

  boolean structOps() {
    return type == MapType.STRUCT_OPS && structTypeId != 0;
  }

  MapSpec spec(@Nullable Btf btf) {
    return spec(btf, initialData);
  }

  MapSpec spec(@Nullable Btf btf, byte @Nullable [] data) {
    MapSpec.StructOps ops = null;
    if (structOps()) {
      Map<String, String> names = new LinkedHashMap<>();
      programs.forEach((member, program) -> names.put(member, program.name));
      ops =
          new MapSpec.StructOps(
              structName, structTypeId, java.util.Collections.unmodifiableMap(names), link);
    }
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
        data,
        frozen,
        List.copyOf(slots),
        ops,
        section);
  }
}
