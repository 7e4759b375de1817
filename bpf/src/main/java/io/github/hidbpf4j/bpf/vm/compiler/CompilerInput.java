package io.github.hidbpf4j.bpf.vm.compiler;

import io.github.hidbpf4j.bpf.helper.HelperFunction;
import io.github.hidbpf4j.bpf.memory.ArenaMemory;
import java.util.SortedSet;
import org.jspecify.annotations.Nullable;

/**
 * A decoded program and the properties of its code.
 *
 * @param name for the class name: shown in stack traces and by HotSpot
 * @param code words of the slots ({@link io.github.hidbpf4j.bpf.vm.code.Word})
 * @param immediates their immediates
 * @param functions helpers and kfuncs by the index in the immediate of a call
 * @param entries first slots of functions that may be called from outside: 0 and the callbacks
 * @param counting the counters, or null for none
 * @param memory the arena that accesses are masked to
 * @param preempts whether calls of helpers and kfuncs are preemption points
 * @param counts whether backward jumps reduce the run's budget
 */
public record CompilerInput(
    String name,
    int[] code,
    long[] immediates,
    HelperFunction[] functions,
    SortedSet<Integer> entries,
    @Nullable Counting counting,
    ArenaMemory memory,
    boolean preempts,
    boolean counts) {}
