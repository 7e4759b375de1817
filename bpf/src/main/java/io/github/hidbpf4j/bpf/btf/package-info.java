/**
 * BPF Type Format: types, reader, writer, {@code .BTF.ext}, CO-RE relocations, and conversion from
 * and to C headers. Start with {@link io.github.hidbpf4j.bpf.btf.Btf}.
 */
@NullMarked
package io.github.hidbpf4j.bpf.btf;

import org.jspecify.annotations.NullMarked;
