/**
 * Pruning of paths: comparison of states, the table of states seen, liveness, and precision of
 * scalars. Source of the rules: {@code is_state_visited}, {@code states_equal}, {@code
 * mark_chain_precision} of {@code kernel/bpf/verifier.c}, Linux 6.12.
 */
@NullMarked
package io.github.hidbpf4j.bpf.verifier.prune;

import org.jspecify.annotations.NullMarked;
