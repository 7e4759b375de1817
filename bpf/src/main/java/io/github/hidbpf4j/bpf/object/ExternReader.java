package io.github.hidbpf4j.bpf.object;

import io.github.hidbpf4j.bpf.btf.Btf;
import io.github.hidbpf4j.bpf.btf.BtfType;
import io.github.hidbpf4j.bpf.elf.ElfFile;
import io.github.hidbpf4j.bpf.elf.ElfSymbol;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Finds the externs of an object: undefined symbols with a declaration in its BTF, under {@code
 * .ksyms} or {@code .kconfig} ({@code bpf_object__collect_externs} in {@code
 * tools/lib/bpf/libbpf.c}, Linux 6.12).
 */
final class ExternReader {
  private static final int MAX_KCONFIG = 1 << 20;

  private final ElfFile elf;
  private final Btf btf;
  private final Map<Integer, String> sections = new HashMap<>();
  private final Map<String, Integer> declarations = new HashMap<>();

  private ExternReader(ElfFile elf, Btf btf) {
    this.elf = elf;
    this.btf = btf;
    int id = 0;
    for (BtfType type : btf.types()) {
      id++;
      if (type instanceof BtfType.Var || type instanceof BtfType.Func) {
        declarations.putIfAbsent(type.name(), id);
      } else if (type instanceof BtfType.DataSection section) {
        section.vars().forEach(v -> sections.putIfAbsent(v.type(), section.name()));
      }
    }
  }

  /**
   * All externs in libbpf's order, which determines their numbers: those of {@code .kconfig} first,
   * by descending alignment, then size, then name; then the kernel's symbols by name ({@code
   * cmp_externs} in {@code tools/lib/bpf/libbpf.c}).
   */
  static List<Extern> read(ElfFile elf, Btf btf) {
    ExternReader reader = new ExternReader(elf, btf);
    List<Extern> externs = new ArrayList<>();
    for (ElfSymbol symbol : elf.symbols()) {
      if (symbol.extern() && !symbol.name().isEmpty()) {
        externs.add(reader.read(symbol));
      }
    }
    externs.sort(ExternReader::compare);
    int offset = 0;
    for (Extern extern : externs) {
      if (extern.source != Extern.Source.KCONFIG) {
        break;
      }
      extern.offset = (offset + extern.align - 1) / extern.align * extern.align;
      offset = extern.offset + extern.size;
      if (offset > MAX_KCONFIG) {
        throw reader.bad(
            extern.symbol,
            "found more than %d bytes of __kconfig variables".formatted(MAX_KCONFIG));
      }
    }
    return List.copyOf(externs);
  }

  private static int compare(Extern a, Extern b) {
    if (a.source != b.source) {
      return a.source == Extern.Source.KCONFIG ? -1 : 1;
    }
    int byAlign = Integer.compare(b.align, a.align);
    int bySize = byAlign != 0 ? byAlign : Integer.compare(a.size, b.size);
    return bySize != 0 ? bySize : a.name().compareTo(b.name());
  }

  private LoadException bad(ElfSymbol symbol, String text) {
    return LoadException.of(elf.file(), "extern", symbol.name(), text);
  }

  private Extern read(ElfSymbol symbol) {
    Integer id = declarations.get(symbol.name());
    if (id == null) {
      throw bad(symbol, "no declaration in the object's BTF; compile with -g");
    }
    BtfType declaration = btf.type(id);
    BtfType.Linkage linkage = BtfType.Linkage.STATIC;
    int type = 0;
    if (declaration instanceof BtfType.Var v) {
      linkage = v.linkage();
      type = v.type();
    } else if (declaration instanceof BtfType.Func f) {
      linkage = f.linkage();
      type = f.type();
    }
    if (linkage != BtfType.Linkage.EXTERN) {
      throw bad(symbol, "declared as " + linkage + " in BTF, expected extern");
    }
    String section = sections.getOrDefault(id, "");
    return switch (section) {
      case ObjectSections.KCONFIG -> kconfig(symbol, declaration, type);
      case ObjectSections.KSYMS ->
          new Extern(symbol, declaration, Extern.Source.KSYM, btf.resolve(type), 0, 0);
      case "" -> throw bad(symbol, "in no section; mark it __ksym or __kconfig");
      default -> throw bad(symbol, "unrecognized extern section '" + section + "'");
    };
  }

  private Extern kconfig(ElfSymbol symbol, BtfType declaration, int type) {
    if (declaration instanceof BtfType.Func) {
      throw bad(symbol, "extern function is unsupported under .kconfig section");
    }
    long size = btf.sizeOf(type);
    if (size <= 0 || size > 4096 || !KernelConfig.supported(btf, type)) {
      throw bad(
          symbol,
          "type is unsupported for __kconfig: use bool, char, integer, char array or"
              + " enum libbpf_tristate");
    }
    return new Extern(
        symbol,
        declaration,
        Extern.Source.KCONFIG,
        btf.resolve(type),
        (int) size,
        KernelConfig.align(btf, type));
  }
}
