/**
 * C declarations to BTF and back: {@link io.github.hidbpf4j.bpf.btf.header.CHeaderParser} reads our
 * headers that describe a kernel's types, {@link io.github.hidbpf4j.bpf.btf.header.CHeaderPrinter}
 * writes the {@code vmlinux.h} that programs compile with, {@link
 * io.github.hidbpf4j.bpf.btf.header.BtfEquality} says whether two BTFs agree.
 */
@NullMarked
package io.github.hidbpf4j.bpf.btf.header;

import org.jspecify.annotations.NullMarked;
