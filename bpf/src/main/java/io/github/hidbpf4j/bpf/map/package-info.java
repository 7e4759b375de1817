/**
 * BPF maps over the arena, with Linux's flags, errors and iteration order. Start with {@link
 * io.github.hidbpf4j.bpf.map.BpfMap}.
 */
@NullMarked
package io.github.hidbpf4j.bpf.map;

import org.jspecify.annotations.NullMarked;
