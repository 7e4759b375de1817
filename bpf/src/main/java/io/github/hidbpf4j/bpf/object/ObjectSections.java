package io.github.hidbpf4j.bpf.object;

import io.github.hidbpf4j.bpf.btf.BtfException;
import io.github.hidbpf4j.bpf.btf.BtfExt;
import io.github.hidbpf4j.bpf.btf.BtfReader;
import io.github.hidbpf4j.bpf.elf.ElfException;
import io.github.hidbpf4j.bpf.elf.ElfFile;
import io.github.hidbpf4j.bpf.elf.ElfSection;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Classifies the sections of an object by name, type and flags (as {@code bpf_object__elf_collect}
 * in {@code tools/lib/bpf/libbpf.c}, Linux 6.12).
 */
final class ObjectSections {
  static final String MAPS = ".maps";
  static final String TEXT = ".text";
  static final String KCONFIG = ".kconfig";
  static final String KSYMS = ".ksyms";
  static final String ARENA = ".addr_space.1";

  final ElfFile elf;
  final List<ElfSection> code = new ArrayList<>();
  final List<ElfSection> data = new ArrayList<>();
  final List<ElfSection> structOps = new ArrayList<>();
  final List<ElfSection> relocations = new ArrayList<>();
  @Nullable ElfSection text;
  @Nullable ElfSection maps;
  @Nullable ElfSection arena;
  BtfReader.@Nullable Section btf;
  BtfExt btfExt = BtfExt.EMPTY;
  String license = "";
  int version;

  ObjectSections(ElfFile elf) {
    this.elf = elf;
    ElfSection ext = null;
    for (ElfSection section : elf.sections().subList(1, elf.sections().size())) {
      switch (section.name()) {
        case "license" -> license = string(section);
        case "version" -> version = version(section);
        case "maps" ->
            throw LoadException.section(
                elf.file(),
                "maps",
                "legacy map definitions are not supported; define maps in SEC(\".maps\") with BTF");
        case MAPS -> maps = section;
        case ".BTF" -> btf = types(section);
        case ".BTF.ext" -> ext = section;
        default -> classify(section);
      }
    }
    BtfReader.Section types = btf;
    if (ext != null && types != null) {
      btfExt = BtfExt.read(elf.file(), stored(ext), ext.offset(), types);
    }
  }

  private BtfReader.Section types(ElfSection section) {
    try {
      return BtfReader.readSection(elf.file(), stored(section), section.offset());
    } catch (BtfException e) {
      boolean gcc =
          elf.section(".comment")
              .map(c -> new String(elf.data(c), StandardCharsets.ISO_8859_1).contains("GCC: ("))
              .orElse(false);
      throw gcc
          ? new BtfException(
              e.getMessage()
                  + "; this object was compiled by gcc, whose BTF differs from what libbpf reads: compile it with clang")
          : e;
    }
  }

  private byte[] stored(ElfSection section) {
    if (section.type() != ElfSection.PROGBITS) {
      throw ElfException.inSection(
          elf.file(), section, 0, "type " + section.type(), "1 (SHT_PROGBITS)");
    }
    return elf.data(section);
  }

  private String string(ElfSection section) {
    byte[] bytes = elf.data(section);
    int end = 0;
    while (end < bytes.length && bytes[end] != 0) {
      end++;
    }
    return new String(bytes, 0, end, StandardCharsets.UTF_8);
  }

  private int version(ElfSection section) {
    if (!section.stored() || section.size() != 4) {
      throw ElfException.inSection(elf.file(), section, 0, section.size() + " bytes", "4");
    }
    byte[] bytes = elf.data(section);
    return (bytes[0] & 0xff)
        | (bytes[1] & 0xff) << 8
        | (bytes[2] & 0xff) << 16
        | (bytes[3] & 0xff) << 24;
  }

  static boolean structOpsName(String name) {
    String plain = name.startsWith("?") ? name.substring(1) : name;
    return plain.equals(".struct_ops") || plain.equals(".struct_ops.link");
  }

  private static boolean family(String name, String base) {
    return name.equals(base) || name.startsWith(base + ".");
  }

  private static boolean debugging(String name) {
    return name.startsWith(".debug_");
  }

  private void classify(ElfSection section) {
    String name = section.name();
    switch (section.type()) {
      case ElfSection.PROGBITS -> {
        if (section.size() == 0 || debugging(name)) {
          return;
        }
        if (section.executable()) {
          code.add(section);
          if (name.equals(TEXT)) {
            text = section;
          }
        } else if (family(name, ".data") || family(name, ".rodata")) {
          data.add(section);
        } else if (structOpsName(name)) {
          structOps.add(section);
        } else if (name.equals(ARENA)) {
          arena = section;
        }
      }
      case ElfSection.NOBITS -> {
        if (family(name, ".bss") && section.size() > 0) {
          data.add(section);
        }
      }
      case ElfSection.REL -> {
        if (!name.startsWith(".rel.debug_")
            && !name.equals(".rel.BTF")
            && !name.equals(".rel.BTF.ext")) {
          relocations.add(section);
        }
      }
      case ElfSection.RELA -> {
        if (!name.startsWith(".rela.debug_")) {
          throw ElfException.inSection(
              elf.file(),
              section,
              0,
              "relocations with addends (RELA)",
              "REL, as clang writes for BPF");
        }
      }
      default -> {}
    }
  }
}
