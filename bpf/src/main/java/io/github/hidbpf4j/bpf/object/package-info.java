/**
 * BPF object files, opened as libbpf does: programs, maps, externs, struct_ops. Start with {@link
 * io.github.hidbpf4j.bpf.object.BpfObject}.
 */
@NullMarked
package io.github.hidbpf4j.bpf.object;

import org.jspecify.annotations.NullMarked;
