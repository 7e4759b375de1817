package io.github.hidbpf4j.bpf.elf;

/**
 * An entry of the symbol table (ELF-64 object file format, "Symbol Table").
 *
 * @param index position in the table
 * @param name symbol name; empty for sections
 * @param type {@code STT_*}
 * @param binding {@code STB_*}
 * @param visibility {@code STV_*}
 * @param section index of the section it is defined in, or a special index from 0xff00
 * @param value offset in that section, bytes
 * @param size bytes, 0 when unknown
 */
public record ElfSymbol(
    int index,
    String name,
    int type,
    int binding,
    int visibility,
    int section,
    long value,
    long size) {
  /** STT_NOTYPE. */
  public static final int NOTYPE = 0;

  /** STT_FUNC. */
  public static final int FUNC = 2;

  /** STT_SECTION. */
  public static final int SECTION = 3;

  /** STB_LOCAL. */
  public static final int LOCAL = 0;

  /** STB_GLOBAL. */
  public static final int GLOBAL = 1;

  /** STB_WEAK. */
  public static final int WEAK = 2;

  /** SHN_LORESERVE: section indices from here on are special. */
  public static final int RESERVED_SECTIONS = 0xff00;

  /** Whether it is an extern: undefined, global or weak, without a type. */
  public boolean extern() {
    return section == 0 && (binding == GLOBAL || binding == WEAK) && type == NOTYPE;
  }

  /** Whether it is hidden or internal: not visible outside its object. */
  public boolean hidden() {
    return visibility == 1 || visibility == 2;
  }
}
