package io.github.hidbpf4j.bpf.elf;

import io.github.hidbpf4j.bpf.BpfException;

/**
 * A malformed object file: one line {@code file: section '.x' (offset 0x..): found ..., expected
 * ...}.
 */
public final class ElfException extends BpfException {
  private static final long serialVersionUID = 1L;

  private ElfException(String message) {
    super(message);
  }

  /**
   * An error in a named part of a file.
   *
   * @param file file name
   * @param part the part that contains the offset: {@code ELF header}, {@code section '.symtab'},
   *     ...
   * @param offset offset in the file, bytes
   * @param found what was found
   * @param expected what was expected
   */
  public static ElfException at(
      String file, String part, long offset, String found, String expected) {
    return new ElfException(
        "%s: %s (offset 0x%x): found %s, expected %s"
            .formatted(file, part, offset, found, expected));
  }

  /** An error in a section. */
  public static ElfException inSection(
      String file, ElfSection section, long offset, String found, String expected) {
    return at(file, section.describe(), section.offset() + offset, found, expected);
  }
}
