package io.github.hidbpf4j.bpf.program;

import org.jspecify.annotations.Nullable;

/**
 * An instruction on the path that failed which decided over a value at fault.
 *
 * @param slot the instruction
 * @param line its source line; null when the object does not say
 * @param what what it did, as "R0: the result of bpf_map_lookup_elem()"
 */
public record CausalStep(int slot, @Nullable LineInfo line, String what) {}
