package io.github.hidbpf4j.bpf.object;

import io.github.hidbpf4j.bpf.btf.Btf;
import io.github.hidbpf4j.bpf.btf.BtfType;
import io.github.hidbpf4j.bpf.btf.BtfType.Linkage;
import io.github.hidbpf4j.bpf.elf.ElfFile;
import io.github.hidbpf4j.bpf.elf.ElfSection;
import io.github.hidbpf4j.bpf.elf.ElfSymbol;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Completes an object's BTF from its ELF symbols: sizes of data sections, offsets of their
 * variables, and which functions and variables are hidden, which makes them static for verifier and
 * loader ({@code btf_fixup_datasec} in {@code tools/lib/bpf/libbpf.c}, Linux 6.12).
 */
final class BtfFixup {
  private final ElfFile elf;
  private final Btf.Builder types = new Btf.Builder();
  private final Map<String, ElfSymbol> globals = new HashMap<>();

  private BtfFixup(ElfFile elf, Btf btf) {
    this.elf = elf;
    btf.types().forEach(types::add);
    for (ElfSymbol symbol : elf.symbols()) {
      if (symbol.binding() != ElfSymbol.LOCAL && symbol.section() != 0) {
        globals.putIfAbsent(symbol.name(), symbol);
      }
    }
  }

  /** The completed types; ids are unchanged. {@code externs} gives offsets in {@code .kconfig}. */
  static Btf apply(ElfFile elf, Btf btf, List<Extern> externs) {
    BtfFixup fixup = new BtfFixup(elf, btf);
    for (int id = 1; id <= btf.size(); id++) {
      BtfType type = btf.type(id);
      if (type instanceof BtfType.DataSection section) {
        fixup.section(id, section, externs);
      } else if (type instanceof BtfType.Func f) {
        ElfSymbol symbol = fixup.globals.get(f.name());
        if (symbol != null && symbol.hidden()) {
          fixup.types.set(id, new BtfType.Func(f.name(), f.type(), Linkage.STATIC));
        }
      }
    }
    return fixup.types.build();
  }

  private void section(int id, BtfType.DataSection section, List<Extern> externs) {
    if (section.name().equals(ObjectSections.KCONFIG)) {
      types.set(id, kconfig(section, externs));
      return;
    }
    ElfSection elfSection = elf.section(section.name()).orElse(null);
    if (elfSection == null) {
      return;
    }
    boolean unplaced = section.size() == 0;
    List<BtfType.SectionVar> vars = new ArrayList<>(section.vars().size());
    for (BtfType.SectionVar entry : section.vars()) {
      long offset = entry.offset();
      if (types.get(entry.type()) instanceof BtfType.Var v && v.linkage() == Linkage.GLOBAL) {
        ElfSymbol symbol = globals.get(v.name());
        if (symbol == null || symbol.section() != elfSection.index()) {
          throw LoadException.section(
              elf.file(), section.name(), "no ELF symbol for variable '%s'".formatted(v.name()));
        }
        if (unplaced) {
          offset = symbol.value();
        }
        if (symbol.hidden()) {
          types.set(entry.type(), new BtfType.Var(v.name(), v.type(), Linkage.STATIC));
        }
      }
      if (offset < 0 || offset > elfSection.size() || entry.size() > elfSection.size() - offset) {
        throw LoadException.section(
            elf.file(),
            section.name(),
            "variable '%s' at 0x%x, %d bytes, is not inside the section of %d bytes"
                .formatted(
                    types.get(entry.type()).name(), offset, entry.size(), elfSection.size()));
      }
      vars.add(new BtfType.SectionVar(entry.type(), offset, entry.size()));
    }
    vars.sort((a, b) -> Long.compare(a.offset(), b.offset()));
    long end = 0;
    for (BtfType.SectionVar entry : vars) {
      if (entry.offset() < end) {
        throw LoadException.section(
            elf.file(),
            section.name(),
            "variable '%s' at 0x%x overlaps the one before, which ends at 0x%x"
                .formatted(types.get(entry.type()).name(), entry.offset(), end));
      }
      end = entry.offset() + entry.size();
    }
    long size = Math.min(unplaced ? elfSection.size() : section.size(), 0xffffffffL);
    types.set(id, new BtfType.DataSection(section.name(), size, List.copyOf(vars)));
  }

  private BtfType.DataSection kconfig(BtfType.DataSection section, List<Extern> externs) {
    Map<String, Extern> byName = new HashMap<>();
    long size = 0;
    for (Extern extern : externs) {
      if (extern.source == Extern.Source.KCONFIG) {
        byName.put(extern.name(), extern);
        size = Math.max(size, extern.offset + (long) extern.size);
      }
    }
    List<BtfType.SectionVar> vars = new ArrayList<>();
    for (BtfType.SectionVar entry : section.vars()) {
      @Nullable Extern extern = byName.get(types.get(entry.type()).name());
      if (extern == null) {
        continue; // declared but unused: it has no symbol and no offset
      }
      vars.add(new BtfType.SectionVar(entry.type(), extern.offset, extern.size));
    }
    vars.sort((a, b) -> Long.compare(a.offset(), b.offset()));
    return new BtfType.DataSection(section.name(), size, List.copyOf(vars));
  }
}
