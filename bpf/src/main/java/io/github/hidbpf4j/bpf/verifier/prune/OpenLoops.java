package io.github.hidbpf4j.bpf.verifier.prune;

import io.github.hidbpf4j.bpf.verifier.state.VerifierState;
import org.jspecify.annotations.Nullable;

/**
 * Which kept states are part of a loop that is still explored: what is known of them, of reads and
 * of values that matter, is not complete yet, so they are compared more strictly.
 */
interface OpenLoops {
  /** Whether the state is part of a loop that is not explored to the end. */
  boolean isOpen(VerifierState kept);

  /** A copy of the current state is kept. */
  default void kept(VerifierState copy) {}

  /** The path ends, for all its values lie in those of a state of a loop. */
  void closed(VerifierState current, VerifierState by);

  /** All paths from a kept state, or the current one, were explored. */
  void explored(VerifierState state, @Nullable VerifierState parent);

  /** Function verification begins anew. */
  default void clear() {}

  /** Whether a kept state that is no longer compared with is of no use to any loop. */
  boolean isNeeded(VerifierState evicted);

  /** States that were put aside until their loop is explored. */
  default int waiting() {
    return 0;
  }
}
