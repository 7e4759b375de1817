/**
 * eBPF instructions as RFC 9669 encodes them, with assembler and disassembler in the kernel's text
 * form. Start with {@link io.github.hidbpf4j.bpf.asm.Instruction}.
 */
@NullMarked
package io.github.hidbpf4j.bpf.asm;

import org.jspecify.annotations.NullMarked;
