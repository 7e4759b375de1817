package io.github.hidbpf4j.bpf.elf;

/**
 * A section header (ELF-64 object file format, "Sections").
 *
 * @param index position in the section header table
 * @param name section name
 * @param type {@code SHT_*}
 * @param flags {@code SHF_*}
 * @param offset offset of its contents in the file, in bytes
 * @param size bytes of contents; a NOBITS section occupies none in the file
 * @param link index of an associated section
 * @param info type-dependent: the section that a relocation section applies to
 * @param entrySize size of a table entry in bytes, else 0
 */
public record ElfSection(
    int index,
    String name,
    int type,
    long flags,
    long offset,
    long size,
    int link,
    int info,
    long entrySize) {
  /** SHT_PROGBITS: contents defined by the program. */
  public static final int PROGBITS = 1;

  /** SHT_SYMTAB: the symbol table. */
  public static final int SYMTAB = 2;

  /** SHT_STRTAB: a string table. */
  public static final int STRTAB = 3;

  /** SHT_RELA: relocations with addends; never written by the BPF target. */
  public static final int RELA = 4;

  /** SHT_NOBITS: zeros that are not stored. */
  public static final int NOBITS = 8;

  /** SHT_REL: relocations whose addends are in place. */
  public static final int REL = 9;

  /** SHF_EXECINSTR: holds instructions. */
  public static final long FLAG_EXECUTABLE = 4;

  /** Whether it holds instructions. */
  public boolean executable() {
    return (flags & FLAG_EXECUTABLE) != 0;
  }

  /** Whether its contents are in the file. */
  public boolean stored() {
    return index > 0 && type != NOBITS && type != 0;
  }

  /** Its name in messages: {@code section '.text'}. */
  public String describe() {
    return "section '" + name + "'";
  }
}
