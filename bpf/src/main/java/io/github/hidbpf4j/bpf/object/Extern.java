package io.github.hidbpf4j.bpf.object;

import io.github.hidbpf4j.bpf.btf.BtfType;
import io.github.hidbpf4j.bpf.elf.ElfSymbol;
import org.jspecify.annotations.Nullable;

/** A symbol that the kernel provides: {@code __ksym} or {@code __kconfig}. */
final class Extern {
  /** Where an extern comes from. */
  enum Source {
    KCONFIG,
    KSYM
  }

  final ElfSymbol symbol;
  final BtfType declaration;
  final Source source;

  /** Type behind modifiers and typedefs; 0 for an untyped ksym. */
  final int typeId;

  final int size;
  final int align;

  /** Offset in {@code .kconfig}, bytes. */
  int offset;

  Extern(ElfSymbol symbol, BtfType declaration, Source source, int typeId, int size, int align) {
    this.symbol = symbol;
    this.declaration = declaration;
    this.source = source;
    this.typeId = typeId;
    this.size = size;
    this.align = align;
  }

  String name() {
    return symbol.name();
  }

  boolean weak() {
    return symbol.binding() == ElfSymbol.WEAK;
  }

  boolean function() {
    return declaration instanceof BtfType.Func;
  }

  /** Its kind in messages. */
  String kind() {
    if (source == Source.KCONFIG) {
      return "extern (kcfg)";
    }
    return function() ? "extern (func ksym)" : typeId == 0 ? "extern (ksym)" : "extern (var ksym)";
  }

  /**
   * The result of resolving an extern.
   *
   * @param btfId VAR or FUNC in the kernel's BTF; 0 when it has none
   * @param address address of an untyped ksym; 0 when weak and missing
   * @param problem why it cannot be used, or null
   */
  record Resolution(int btfId, long address, @Nullable LoadException problem) {}
}
