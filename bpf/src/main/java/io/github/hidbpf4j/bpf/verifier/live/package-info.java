/**
 * Analyses that later kernels make before the walk, from the instructions alone: the graph of each
 * function, its loops, constants, and which registers and stack slots are still read. Source of the
 * rules: {@code kernel/bpf/liveness.c}, {@code cfg.c}, {@code const_fold.c}, Linux 7.3.
 */
@NullMarked
package io.github.hidbpf4j.bpf.verifier.live;

import org.jspecify.annotations.NullMarked;
