package io.github.hidbpf4j.bpf.object;

import io.github.hidbpf4j.bpf.btf.Btf;
import io.github.hidbpf4j.bpf.btf.BtfType;
import io.github.hidbpf4j.bpf.elf.ElfFile;
import io.github.hidbpf4j.bpf.elf.ElfSection;
import io.github.hidbpf4j.bpf.program.MapSpec;
import io.github.hidbpf4j.bpf.program.MapType;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Turns data sections into maps: {@code .data}, {@code .rodata}, {@code .bss} and their {@code .x}
 * variants, and {@code .kconfig}, each an array of one value ({@code bpf_object__init_internal_map}
 * in {@code tools/lib/bpf/libbpf.c}, Linux 6.12).
 */
final class DataMaps {
  private static final int NAME_LENGTH = 15;

  private DataMaps() {}

  /** The maps of all data sections. */
  static List<MapEntry> read(ElfFile elf, @Nullable Btf btf, List<ElfSection> sections) {
    List<MapEntry> maps = new ArrayList<>();
    for (ElfSection section : sections) {
      if (section.size() > Integer.MAX_VALUE) {
        throw LoadException.section(
            elf.file(),
            section.name(),
            "found %d bytes of data, expected below 2^31".formatted(section.size()));
      }
      MapEntry map = map(btf, section.name(), section.index(), section.size());
      if (section.type() == ElfSection.PROGBITS) {
        map.initialData = elf.data(section);
      }
      if (section.name().startsWith(".rodata")) {
        map.flags |= MapSpec.F_RDONLY_PROG;
        map.frozen = true;
      }
      maps.add(map);
    }
    return maps;
  }

  /** The map of {@code .kconfig}, or null when no extern is in it. */
  static @Nullable MapEntry kconfig(Btf btf, List<Extern> externs) {
    int size = 0;
    for (Extern extern : externs) {
      if (extern.source == Extern.Source.KCONFIG) {
        size = Math.max(size, extern.offset + extern.size);
      }
    }
    if (size == 0) {
      return null;
    }
    MapEntry map = map(btf, ObjectSections.KCONFIG, -1, size);
    map.flags |= MapSpec.F_RDONLY_PROG | MapSpec.F_MMAPABLE;
    map.frozen = true;
    return map;
  }

  private static MapEntry map(@Nullable Btf btf, String name, int sectionIndex, long size) {
    MapEntry map = new MapEntry(name, MapType.ARRAY, sectionIndex, name, 0, size);
    map.keySize = 4;
    map.valueSize = (int) size;
    map.maxEntries = 1;
    if (btf != null) {
      map.valueTypeId = btf.find(name, BtfType.DataSection.class).orElse(0);
      if (btf.type(map.valueTypeId) instanceof BtfType.DataSection section
          && section.vars().stream()
              .anyMatch(
                  v ->
                      btf.type(v.type()) instanceof BtfType.Var var
                          && var.linkage() != BtfType.Linkage.STATIC)) {
        map.flags |= MapSpec.F_MMAPABLE;
      }
    }
    return map;
  }

  /** The variables of data maps. */
  static List<DataVariable> variables(@Nullable Btf btf, List<MapEntry> maps) {
    List<DataVariable> variables = new ArrayList<>();
    for (MapEntry map : maps) {
      if (btf != null && btf.type(map.valueTypeId) instanceof BtfType.DataSection section) {
        for (BtfType.SectionVar v : section.vars()) {
          if (btf.type(v.type()) instanceof BtfType.Var var
              && v.offset() + v.size() <= map.valueSize) {
            variables.add(new DataVariable(map.name, var.name(), v.offset(), v.size(), var.type()));
          }
        }
      }
    }
    return variables;
  }

  /**
   * The name that libbpf gives a data map in the kernel: {@code my_objec.rodata} of {@code
   * my_object.bpf.o}; sections with a second dot keep their own name; 15 characters at most.
   */
  static String kernelName(String file, String section) {
    String object = file.substring(file.lastIndexOf('/') + 1);
    int dot = object.indexOf('.');
    object = dot < 0 ? object : object.substring(0, dot);
    // Even a short section name keeps seven characters.
    int reserved = Math.min(Math.max(7, section.length()), NAME_LENGTH);
    int prefix =
        section.indexOf('.', 1) >= 0 ? 0 : Math.min(NAME_LENGTH - reserved, object.length());
    String name =
        object.substring(0, prefix) + section.substring(0, Math.min(reserved, section.length()));
    return name.replaceAll("[^A-Za-z0-9_.]", "_");
  }
}
