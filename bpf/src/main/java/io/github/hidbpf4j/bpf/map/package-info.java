/**
 * BPF maps over the arena, with Linux 6.12's flags, errors, limits, eviction and iteration order.
 * Start with {@link io.github.hidbpf4j.bpf.map.MapFactory}, which makes a {@link
 * io.github.hidbpf4j.bpf.map.BpfMap} in a {@link io.github.hidbpf4j.bpf.map.MapEnvironment}. Keys
 * and values lie in the arena; links, free lists and references are Java objects that no program
 * can reach. Programs' operations allocate nothing on the Java heap, except that a hash map with
 * BPF_F_NO_PREALLOC grows in chunks.
 */
@NullMarked
package io.github.hidbpf4j.bpf.map;

import org.jspecify.annotations.NullMarked;
