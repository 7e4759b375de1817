package io.github.hidbpf4j.bpf.verifier.prune;

import io.github.hidbpf4j.bpf.verifier.state.VerifierState;
import org.jspecify.annotations.Nullable;

/**
 * Tracks stored states in loops that are still being explored: their liveness and precision are
 * incomplete, so they are compared more strictly.
 */
interface OpenLoops {
  /** Whether the state is part of a loop that is not fully explored. */
  boolean isOpen(VerifierState kept);

  /** A copy of the current state is stored. */
  default void kept(VerifierState copy) {}

  /** The path ends because a state of a loop covers it. */
  void closed(VerifierState current, VerifierState by);

  /** All paths from a stored state, or the current one, were explored. */
  void explored(VerifierState state, @Nullable VerifierState parent);

  /** The verification of another function starts. */
  default void clear() {}

  /** Whether a loop still needs a stored state that is no longer compared. */
  boolean isNeeded(VerifierState evicted);

  /** Number of states deferred until their loop is explored. */
  default int waiting() {
    return 0;
  }
}
