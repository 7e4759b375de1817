/**
 * Checks and analyses before the walk over paths, and those after it that do not look at values:
 * encoding, functions, control flow, bpf_fastcall patterns, depth of the stack. Source: {@code
 * check_subprogs}, {@code check_cfg}, {@code check_max_stack_depth} and others of {@code
 * kernel/bpf/verifier.c}, Linux 6.12.
 */
@NullMarked
package io.github.hidbpf4j.bpf.verifier.flow;

import org.jspecify.annotations.NullMarked;
