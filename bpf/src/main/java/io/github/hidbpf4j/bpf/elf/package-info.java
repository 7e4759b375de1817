/**
 * Reader of ELF64 little-endian relocatable objects, as clang's BPF target writes them; made for
 * hostile input. Not exported. Start with {@link io.github.hidbpf4j.bpf.elf.ElfFile}.
 */
@NullMarked
package io.github.hidbpf4j.bpf.elf;

import org.jspecify.annotations.NullMarked;
