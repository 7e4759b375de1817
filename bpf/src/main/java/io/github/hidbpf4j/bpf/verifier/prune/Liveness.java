package io.github.hidbpf4j.bpf.verifier.prune;

import io.github.hidbpf4j.bpf.verifier.state.RegisterState;
import io.github.hidbpf4j.bpf.verifier.state.VerifierState;

/** The liveness of values, as far as state comparison needs it. */
interface Liveness {
  /** Whether the value of a stored state has not been read so far. */
  boolean isUnread(RegisterState kept);

  /**
   * Whether dead values are cleared in the current state before it is compared with stored ones.
   */
  boolean cleansPaths();

  /** Whether {@link #clean} was called for the state. */
  boolean isCleaned(VerifierState state);

  /** Clears dead values; in a stored state only once. */
  void clean(VerifierState state);

  /**
   * Marks what is read after the old state as read after the current one ({@code
   * propagate_liveness}).
   *
   * @return whether anything changed
   */
  boolean propagate(VerifierState old, VerifierState current);

  /** Marks everything in the parents as read ({@code mark_all_regs_read_and_precise}). */
  void readAll(VerifierState state);
}
