package io.github.hidbpf4j.bpf.object;

import io.github.hidbpf4j.bpf.asm.Instruction;
import io.github.hidbpf4j.bpf.asm.LaterFeature;
import io.github.hidbpf4j.bpf.btf.Btf;
import io.github.hidbpf4j.bpf.btf.BtfType;
import io.github.hidbpf4j.bpf.elf.ElfFile;
import io.github.hidbpf4j.bpf.elf.ElfRelocation;
import io.github.hidbpf4j.bpf.elf.ElfSection;
import io.github.hidbpf4j.bpf.elf.ElfSymbol;
import io.github.hidbpf4j.bpf.program.MapSpec;
import io.github.hidbpf4j.bpf.program.MapType;
import io.github.hidbpf4j.bpf.program.ProgramType;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Reads the REL sections: references of instructions, the programs of struct_ops maps, the slots of
 * prog_array and map-in-map ({@code bpf_object__collect_relos} in {@code tools/lib/bpf/libbpf.c},
 * Linux 6.12). A bad relocation of an instruction only spoils its function.
 */
final class RelocationReader {
  private static final int CALL = 0x85;
  private static final int LD_IMM64 = 0x18;
  private static final int PSEUDO_CALL = 1;

  private final ObjectSections sections;
  private final ElfFile elf;
  private final @Nullable Btf btf;
  private final FunctionReader functions;
  private final Map<Integer, Extern> externs = new HashMap<>();
  private final Map<Integer, MapEntry> dataMaps = new HashMap<>();
  private final TreeMap<Long, MapEntry> mapsByOffset = new TreeMap<>();
  private final Map<Integer, TreeMap<Long, MapEntry>> structOpsMaps = new HashMap<>();

  RelocationReader(
      ObjectSections sections,
      @Nullable Btf btf,
      FunctionReader functions,
      List<MapEntry> maps,
      List<Extern> externs) {
    this.sections = sections;
    this.elf = sections.elf;
    this.btf = btf;
    this.functions = functions;
    externs.forEach(e -> this.externs.put(e.symbol.index(), e));
    ElfSection mapsSection = sections.maps;
    for (MapEntry map : maps) {
      if (mapsSection != null && map.sectionIndex == mapsSection.index()) {
        mapsByOffset.put(map.offset, map);
      } else if (map.structOps()) {
        structOpsMaps.computeIfAbsent(map.sectionIndex, _ -> new TreeMap<>()).put(map.offset, map);
      } else if (map.sectionIndex > 0) {
        dataMaps.put(map.sectionIndex, map);
      }
    }
    ElfSection arenaSection = sections.arena;
    if (arenaSection != null) {
      MapEntry arena =
          maps.stream()
              .filter(m -> m.type == MapType.ARENA)
              .findFirst()
              .orElseThrow(
                  () ->
                      LoadException.section(
                          elf.file(),
                          arenaSection.name(),
                          "to use global __arena variables the ARENA map should be explicitly"
                              + " declared in SEC(\".maps\")"));
      arena.initialData = elf.data(arenaSection);
      dataMaps.put(arenaSection.index(), arena);
    }
  }

  void read() {
    for (ElfSection section : sections.relocations) {
      if (section.info() <= 0 || section.info() >= elf.sections().size()) {
        elf.relocations(section); // throws with the reason
      }
      ElfSection target = elf.sections().get(section.info());
      if (isAmong(sections.code, target)) {
        for (ElfRelocation r : elf.relocations(section)) {
          program(target, section, r);
        }
      } else if (sections.maps != null && target.index() == sections.maps.index()) {
        for (ElfRelocation r : elf.relocations(section)) {
          mapSlot(section, r);
        }
      } else if (isAmong(sections.structOps, target)) {
        for (ElfRelocation r : elf.relocations(section)) {
          structOps(target, section, r);
        }
      }
    }
  }

  private ElfSymbol symbol(ElfRelocation relocation) {
    return elf.symbols().get((int) relocation.symbol());
  }

  private String sectionName(ElfSymbol symbol) {
    return symbol.section() < elf.sections().size()
        ? elf.sections().get(symbol.section()).name()
        : "0x%x".formatted(symbol.section());
  }

  private String name(ElfSymbol symbol) {
    return symbol.name().isEmpty() && symbol.type() == ElfSymbol.SECTION
        ? sectionName(symbol)
        : symbol.name();
  }

  private static boolean isAmong(List<ElfSection> sections, ElfSection section) {
    return sections.stream().anyMatch(s -> s.index() == section.index());
  }

  private void program(ElfSection target, ElfSection section, ElfRelocation r) {
    long slot = r.offset() / Instruction.SIZE;
    CodeFunction function = functions.at(target.index(), slot);
    if (function == null || function.problem != null) {
      return; // code of a replaced weak function, or a function already spoilt
    }
    if (r.offset() % Instruction.SIZE != 0) {
      function.fail(
          LoadException.program(
              elf.file(),
              function.name,
              "relocation #%d of %s at offset 0x%x, expected a multiple of 8"
                  .formatted(r.index(), section.name(), r.offset())));
      return;
    }
    int own = (int) slot - function.start;
    ElfSymbol symbol = symbol(r);
    try {
      function.relocations.put(own, relocation(function, own, symbol));
    } catch (LoadException e) {
      function.fail(e);
    }
  }

  private Relocation relocation(CodeFunction function, int slot, ElfSymbol symbol) {
    Instruction instruction = function.at(slot);
    String name = name(symbol);
    boolean call = instruction.opcode() == CALL;
    if (!call && instruction.opcode() != LD_IMM64) {
      throw bad(
          function,
          "invalid relo against '%s' for insns[%d].code 0x%x"
              .formatted(name, slot, instruction.opcode()));
    }
    if (!call && slot + 1 >= function.slots()) {
      throw bad(function, "insn #%d (LDIMM64) is truncated".formatted(slot));
    }
    if (symbol.extern()) {
      Extern extern = externs.get(symbol.index());
      if (extern == null) {
        throw bad(function, "extern relo failed to find extern for '%s'".formatted(name));
      }
      return call ? new Relocation.ExternCall(extern) : new Relocation.ExternLoad(extern);
    }
    ElfSection text = sections.text;
    boolean inText = text != null && symbol.section() == text.index();
    if (call) {
      if (instruction.src() != PSEUDO_CALL) {
        throw bad(function, "incorrect bpf_call opcode");
      }
      if (!inText) {
        throw bad(
            function,
            "bad call relo against '%s' in section '%s'; functions that are called must be in .text"
                .formatted(name, sectionName(symbol)));
      }
      if (symbol.value() % Instruction.SIZE != 0) {
        throw bad(
            function, "bad call relo against '%s' at offset %d".formatted(name, symbol.value()));
      }
      return new Relocation.SubprogramCall(symbol.value());
    }
    if (symbol.section() == 0 || symbol.section() >= ElfSymbol.RESERVED_SECTIONS) {
      throw bad(
          function,
          "invalid relo against '%s' in special section 0x%x; forgot to initialize global var?.."
              .formatted(name, symbol.section()));
    }
    boolean function64 =
        symbol.binding() == ElfSymbol.LOCAL && symbol.type() == ElfSymbol.SECTION
            || symbol.binding() != ElfSymbol.LOCAL && symbol.type() == ElfSymbol.FUNC;
    if (inText && function64) {
      if (symbol.value() % Instruction.SIZE != 0 || instruction.imm() % Instruction.SIZE != 0) {
        throw bad(
            function,
            "bad subprog addr relo against '%s' at offset %d+%d"
                .formatted(name, symbol.value(), instruction.imm()));
      }
      return new Relocation.SubprogramAddress(symbol.value());
    }
    return data(function, symbol, name);
  }

  private Relocation data(CodeFunction function, ElfSymbol symbol, String name) {
    if (sectionName(symbol).equals(".jumptables")) {
      throw bad(
          function,
          "relocation against '%s' in section '.jumptables': %s not supported here; %s"
              .formatted(
                  name, LaterFeature.JUMP_TABLES.text(), LaterFeature.JUMP_TABLES.instead()));
    }
    MapEntry dataMap = dataMaps.get(symbol.section());
    if (dataMap != null) {
      return new Relocation.DataReference(dataMap, symbol.value());
    }
    ElfSection mapsSection = sections.maps;
    if (mapsSection == null || symbol.section() != mapsSection.index()) {
      throw bad(
          function,
          "bad map relo against '%s' in section '%s'".formatted(name, sectionName(symbol)));
    }
    MapEntry map = mapsByOffset.get(symbol.value());
    if (map == null) {
      throw bad(
          function,
          "map relo failed to find map for section '%s', off %d"
              .formatted(mapsSection.name(), symbol.value()));
    }
    return new Relocation.MapReference(map);
  }

  private LoadException bad(CodeFunction function, String text) {
    return LoadException.program(elf.file(), function.name, text);
  }

  /** The map whose definition covers these bytes of its section, or null. */
  private static @Nullable MapEntry covering(
      NavigableMap<Long, MapEntry> byOffset, long offset, int bytes) {
    Map.Entry<Long, MapEntry> entry = byOffset.floorEntry(offset);
    return entry != null
            && offset + bytes <= entry.getValue().offset + entry.getValue().definitionSize
        ? entry.getValue()
        : null;
  }

  private void mapSlot(ElfSection section, ElfRelocation r) {
    ElfSymbol symbol = symbol(r);
    String what = ".maps relo #%d: ".formatted(r.index());
    MapEntry map = covering(mapsByOffset, r.offset(), 8);
    if (map == null) {
      throw LoadException.section(
          elf.file(),
          section.name(),
          what + "cannot find map for '%s' at offset %d".formatted(name(symbol), r.offset()));
    }
    long offset = r.offset() - map.offset - map.valuesOffset;
    if (map.valuesOffset < 0 || offset < 0 || offset % 8 != 0) {
      throw LoadException.map(
          elf.file(),
          map.name,
          what + "'%s' at offset %d is not a slot of 'values'".formatted(name(symbol), r.offset()));
    }
    String target =
        map.type == MapType.PROG_ARRAY ? programSlot(map, what, symbol) : inner(map, what, symbol);
    map.slots.add(new MapSpec.Slot((int) (offset / 8), target));
  }

  private String programSlot(MapEntry map, String what, ElfSymbol symbol) {
    CodeFunction program = functions.at(symbol.section(), symbol.value() / Instruction.SIZE);
    if (program == null
        || functions.inText(program)
        || symbol.value() != 8L * program.start
        || !program.name.equals(symbol.name())) {
      throw LoadException.map(
          elf.file(), map.name, what + "'%s' isn't an entry-point program".formatted(name(symbol)));
    }
    return program.name;
  }

  private String inner(MapEntry map, String what, ElfSymbol symbol) {
    if (map.type == MapType.HASH_OF_MAPS && map.keySize != 4) {
      throw LoadException.map(elf.file(), map.name, what + "hash-of-maps should have key size 4.");
    }
    ElfSection mapsSection = sections.maps;
    MapEntry target =
        mapsSection != null && symbol.section() == mapsSection.index()
            ? mapsByOffset.get(symbol.value())
            : null;
    if (target == null) {
      throw LoadException.map(
          elf.file(), map.name, what + "'%s' isn't a BTF-defined map".formatted(name(symbol)));
    }
    return target.name;
  }

  private void structOps(ElfSection target, ElfSection section, ElfRelocation r) {
    MapEntry map =
        covering(structOpsMaps.getOrDefault(target.index(), new TreeMap<>()), r.offset(), 1);
    if (map == null) {
      throw LoadException.section(
          elf.file(),
          section.name(),
          "struct_ops reloc: cannot find map at offset %d".formatted(r.offset()));
    }
    ElfSymbol symbol = symbol(r);
    Btf types = btf;
    long offset = r.offset() - map.offset;
    BtfType.Member member = null;
    if (types != null && types.type(map.structTypeId) instanceof BtfType.Composite struct) {
      for (BtfType.Member m : struct.members()) {
        if (m.bitOffset() == offset * 8) {
          member = m;
          break;
        }
      }
    }
    if (types == null || member == null) {
      throw LoadException.map(
          elf.file(),
          map.name,
          "struct_ops reloc: cannot find member at offset %d".formatted(offset));
    }
    boolean functionPointer =
        types.resolved(member.type()) instanceof BtfType.Ptr(int pointee)
            && types.resolved(pointee) instanceof BtfType.FuncProto;
    if (!functionPointer) {
      throw LoadException.map(
          elf.file(),
          map.name,
          "struct_ops reloc: cannot relocate non func ptr %s".formatted(member.name()));
    }
    CodeFunction program =
        symbol.value() % Instruction.SIZE == 0
            ? functions.at(symbol.section(), symbol.value() / Instruction.SIZE)
            : null;
    if (program == null || functions.inText(program)) {
      throw LoadException.map(
          elf.file(),
          map.name,
          "struct_ops reloc: cannot find prog '%s' at offset %d to set as %s"
              .formatted(name(symbol), symbol.value(), member.name()));
    }
    ProgramType type = ProgramSpec.of(program.name, program.section.name(), 1).type();
    if (type != ProgramType.STRUCT_OPS) {
      throw LoadException.map(
          elf.file(),
          map.name,
          "struct_ops reloc: cannot use prog %s in sec %s with type %s for func ptr %s"
              .formatted(program.name, program.section.name(), type, member.name()));
    }
    map.programs.put(member.name(), program);
  }
}
