/**
 * Objects that programs allocate ({@code bpf_obj_new}), count references of, and keep in lists,
 * trees and kernel pointers: the arena memory behind them, and what is given back when they, or the
 * map values that own them, go away. Start with {@link io.github.hidbpf4j.bpf.heap.ProgramHeap}.
 */
@NullMarked
package io.github.hidbpf4j.bpf.heap;

import org.jspecify.annotations.NullMarked;
