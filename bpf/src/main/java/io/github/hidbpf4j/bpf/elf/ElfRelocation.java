package io.github.hidbpf4j.bpf.elf;

/**
 * An entry of a REL section; the addend is in place.
 *
 * @param index position in its table
 * @param offset offset in the target section, in bytes
 * @param symbol index of the symbol it refers to
 * @param type {@code R_BPF_*}
 */
public record ElfRelocation(int index, long offset, long symbol, int type) {}
