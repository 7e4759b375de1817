/**
 * Objects that programs allocate ({@code bpf_obj_new}), reference-count, and keep in lists, trees
 * and kptrs: their arena memory, and the release of what they hold when they, or the map values
 * that own them, go away. Start with {@link io.github.hidbpf4j.bpf.heap.ProgramHeap}.
 */
@NullMarked
package io.github.hidbpf4j.bpf.heap;

import org.jspecify.annotations.NullMarked;
