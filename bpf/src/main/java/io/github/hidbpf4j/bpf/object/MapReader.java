package io.github.hidbpf4j.bpf.object;

import io.github.hidbpf4j.bpf.asm.LaterFeature;
import io.github.hidbpf4j.bpf.btf.Btf;
import io.github.hidbpf4j.bpf.btf.BtfKind;
import io.github.hidbpf4j.bpf.btf.BtfType;
import io.github.hidbpf4j.bpf.elf.ElfSection;
import io.github.hidbpf4j.bpf.program.MapSpec;
import io.github.hidbpf4j.bpf.program.MapType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads the maps of {@code .maps}: one variable per map, whose struct type is the definition
 * ({@code parse_btf_map_def} in {@code tools/lib/bpf/libbpf.c}, Linux 6.12). Numbers are encoded as
 * the length of an array behind a pointer.
 */
final class MapReader {
  /** Map types above {@link MapType#ARENA}, by number. */
  private static final Map<Long, LaterFeature> LATER_TYPES =
      Map.of(34L, LaterFeature.INSTRUCTION_ARRAY, 35L, LaterFeature.RESIZABLE_HASH);

  private static final int PAGE = 4096;
  private static final int MAX_MEMBERS = 64;

  private final String file;
  private final Btf btf;
  private final ElfSection section;

  private MapReader(String file, Btf btf, ElfSection section) {
    this.file = file;
    this.btf = btf;
    this.section = section;
  }

  /**
   * Reads all maps.
   *
   * @param btf the object's BTF, with offsets fixed, or null
   * @param section {@code .maps}, or null
   */
  static List<MapEntry> read(String file, @Nullable Btf btf, @Nullable ElfSection section) {
    if (section == null) {
      return List.of();
    }
    if (btf == null) {
      throw LoadException.section(file, section.name(), "BTF is required but missing; use -g");
    }
    int id =
        btf.find(section.name(), BtfType.DataSection.class)
            .orElseThrow(
                () -> LoadException.section(file, section.name(), "its DATASEC is not in BTF"));
    MapReader reader = new MapReader(file, btf, section);
    List<MapEntry> maps = new ArrayList<>();
    for (BtfType.SectionVar entry : ((BtfType.DataSection) btf.type(id)).vars()) {
      maps.add(reader.map(entry));
    }
    return maps;
  }

  private MapEntry map(BtfType.SectionVar entry) {
    if (!(btf.type(entry.type()) instanceof BtfType.Var var)) {
      throw LoadException.section(
          file, section.name(), "type [%d] is not a variable".formatted(entry.type()));
    }
    String name = var.name();
    if (var.linkage() != BtfType.Linkage.GLOBAL) {
      throw LoadException.map(
          file,
          name,
          "unsupported map linkage %s: must be global, not hidden or static"
              .formatted(var.linkage().toString().toLowerCase(java.util.Locale.ROOT)));
    }
    if (!(btf.resolved(var.type()) instanceof BtfType.Composite def) || def.union()) {
      throw LoadException.map(
          file,
          name,
          "unexpected def kind %s, expected struct"
              .formatted(BtfKind.name(btf.resolved(var.type()))));
    }
    if (def.size() > entry.size()) {
      throw LoadException.map(
          file,
          name,
          "invalid def size: %d bytes in a variable of %d".formatted(def.size(), entry.size()));
    }
    return new Definition(name, true).read(def).entry(entry);
  }

  /** The attributes of one definition, read so far. */
  private final class Definition {
    private final String name;
    private final boolean outer;
    private long type;
    private long keySize;
    private long valueSize;
    private long maxEntries;
    private int flags;
    private int numaNode;
    private long mapExtra;
    private int keyTypeId;
    private int valueTypeId;
    private boolean pinByName;
    private long valuesOffset = -1;
    private @Nullable Definition inner;

    Definition(String name, boolean outer) {
      this.name = name;
      this.outer = outer;
    }

    private LoadException bad(String text) {
      return LoadException.map(file, name, text);
    }

    Definition read(BtfType.Composite def) {
      if (def.members().size() > MAX_MEMBERS) {
        throw bad(
            "found %d members, expected at most %d".formatted(def.members().size(), MAX_MEMBERS));
      }
      for (int i = 0; i < def.members().size(); i++) {
        BtfType.Member m = def.members().get(i);
        switch (m.name()) {
          case "type" -> type = number(m);
          case "max_entries" -> maxEntries = number(m);
          case "map_flags" -> flags = (int) number(m);
          case "numa_node" -> numaNode = (int) number(m);
          case "key_size" -> keySize = agree("key", keySize, number(m));
          case "value_size" -> valueSize = agree("value", valueSize, number(m));
          case "key" -> {
            keyTypeId = pointee(m, "key");
            keySize = agree("key", keySize, sizeOf(m, "key", keyTypeId));
          }
          case "value" -> {
            valueTypeId = pointee(m, "value");
            valueSize = agree("value", valueSize, sizeOf(m, "value", valueTypeId));
          }
          case "values" -> {
            if (i != def.members().size() - 1) {
              throw bad("'values' member should be last.");
            }
            values(m);
          }
          case "pinning" -> pinning(number(m));
          case "map_extra" -> mapExtra = longNumber(m);
          default ->
              throw bad(
                  "unknown field '%s'; known are type, max_entries, map_flags, key, key_size, value,"
                          .formatted(m.name())
                      + " value_size, values, pinning, numa_node, map_extra");
        }
      }
      if (type == 0) {
        throw bad("map type isn't specified.");
      }
      LaterFeature later = LATER_TYPES.get(type);
      if (later != null) {
        throw bad("%s not supported here; %s".formatted(later.text(), later.instead()));
      }
      if (type >= MapType.values().length) {
        throw bad(
            "found map type %d, expected at most %d".formatted(type, MapType.values().length - 1));
      }
      return this;
    }

    private long number(BtfType.Member m) {
      BtfType t = btf.resolved(m.type());
      if (!(t instanceof BtfType.Ptr(int pointee))) {
        throw bad("attr '%s': expected PTR, got %s.".formatted(m.name(), BtfKind.name(t)));
      }
      if (!(btf.type(pointee) instanceof BtfType.Array a)) {
        throw bad(
            "attr '%s': expected ARRAY, got %s."
                .formatted(m.name(), BtfKind.name(btf.type(pointee))));
      }
      return a.count();
    }

    private long longNumber(BtfType.Member m) {
      return switch (btf.resolved(m.type())) {
        case BtfType.Ptr _ -> number(m);
        case BtfType.Enumeration e when e.values().size() == 1 -> e.values().getFirst().value();
        case BtfType.Enumeration _ -> throw bad("attr '%s': invalid __ulong".formatted(m.name()));
        default ->
            throw bad(
                "attr '%s': expected ENUM or ENUM64, got %s."
                    .formatted(m.name(), BtfKind.name(btf.resolved(m.type()))));
      };
    }

    private long agree(String what, long before, long size) {
      if (before != 0 && before != size) {
        throw bad("conflicting %s size %d != %d.".formatted(what, before, size));
      }
      if (size > Integer.MAX_VALUE) {
        throw bad("%s size of %d bytes, expected below 2^31".formatted(what, size));
      }
      return size;
    }

    private int pointee(BtfType.Member m, String what) {
      if (!(btf.type(m.type()) instanceof BtfType.Ptr(int pointee))) {
        throw bad("%s spec is not PTR: %s.".formatted(what, BtfKind.name(btf.type(m.type()))));
      }
      return pointee;
    }

    private long sizeOf(BtfType.Member m, String what, int typeId) {
      BtfType type = btf.resolved(typeId);
      if (type instanceof BtfType.VoidType
          || type instanceof BtfType.Forward
          || type instanceof BtfType.FuncProto) {
        throw bad(
            "can't determine %s size for type [%d] of '%s'.".formatted(what, typeId, m.name()));
      }
      return btf.sizeOf(typeId);
    }

    private void pinning(long value) {
      if (!outer) {
        throw bad("inner def can't be pinned.");
      }
      if (value > 1) {
        throw bad("invalid pinning value %d.".formatted(value));
      }
      pinByName = value == 1;
    }

    /** {@code values}: slots of a map-in-map, whose type defines the inner map, or a prog_array. */
    private void values(BtfType.Member m) {
      if (!outer) {
        throw bad("multi-level inner maps not supported.");
      }
      boolean programs = type == MapType.PROG_ARRAY.number();
      boolean mapInMap =
          type == MapType.ARRAY_OF_MAPS.number() || type == MapType.HASH_OF_MAPS.number();
      String what = mapInMap ? "map-in-map inner" : "prog-array value";
      if (!programs && !mapInMap) {
        throw bad("should be map-in-map or prog-array.");
      }
      valueSize = agree("value", valueSize, 4);
      if (!(btf.type(m.type()) instanceof BtfType.Array a) || a.count() != 0) {
        throw bad(what + " spec is not a zero-sized array.");
      }
      if (!(btf.resolved(a.type()) instanceof BtfType.Ptr(int pointee))) {
        throw bad(
            "%s def is of unexpected kind %s."
                .formatted(what, BtfKind.name(btf.resolved(a.type()))));
      }
      valuesOffset = m.byteOffset();
      BtfType target = btf.resolved(pointee);
      if (programs) {
        if (!(target instanceof BtfType.FuncProto)) {
          throw bad("%s def is of unexpected kind %s.".formatted(what, BtfKind.name(target)));
        }
        return;
      }
      if (!(target instanceof BtfType.Composite def) || def.union()) {
        throw bad("%s def is of unexpected kind %s.".formatted(what, BtfKind.name(target)));
      }
      inner = new Definition(name + ".inner", false).read(def);
    }

    MapEntry entry(BtfType.SectionVar at) {
      MapEntry entry =
          new MapEntry(
              name,
              MapType.values()[(int) type],
              section.index(),
              section.name(),
              at.offset(),
              at.size());
      entry.keySize = (int) keySize;
      entry.valueSize = (int) valueSize;
      entry.maxEntries = ringBuffer() ? pages(maxEntries) : maxEntries;
      entry.flags = flags;
      entry.keyTypeId = keyTypeId;
      entry.valueTypeId = valueTypeId;
      entry.numaNode = numaNode;
      entry.mapExtra = mapExtra;
      entry.pinByName = pinByName;
      entry.valuesOffset = valuesOffset;
      Definition template = inner;
      if (template != null) {
        MapSpec innerSpec = template.entry(new BtfType.SectionVar(0, 0, 0)).spec(btf);
        entry.inner = innerSpec;
      }
      return entry;
    }

    private boolean ringBuffer() {
      return type == MapType.RINGBUF.number() || type == MapType.USER_RINGBUF.number();
    }

    /** A ring buffer's size, rounded up to a power of two of pages; 0 stays an error. */
    private long pages(long size) {
      if (size == 0 || size % PAGE == 0 && Long.bitCount(size / PAGE) == 1) {
        return size;
      }
      for (long rounded = PAGE; rounded <= 0xffffffffL; rounded <<= 1) {
        if (rounded > size) {
          return rounded;
        }
      }
      return size;
    }
  }
}
