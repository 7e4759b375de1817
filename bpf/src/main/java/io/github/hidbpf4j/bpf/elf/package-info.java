/**
 * Reader of ELF64 little-endian relocatable objects, as written by clang's BPF target; safe against
 * hostile input. Not exported. Start with {@link io.github.hidbpf4j.bpf.elf.ElfFile}.
 */
@NullMarked
package io.github.hidbpf4j.bpf.elf;

import org.jspecify.annotations.NullMarked;
