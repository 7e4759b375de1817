/**
 * The one linear memory that programs see: an arena with masked addresses, allocations with red
 * zones, and a shadow that distinguishes live bytes from dead ones. Start with {@link
 * io.github.hidbpf4j.bpf.memory.ArenaMemory}.
 */
@NullMarked
package io.github.hidbpf4j.bpf.memory;

import org.jspecify.annotations.NullMarked;
