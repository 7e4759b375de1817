package io.github.hidbpf4j.bpf.verifier.prune;

import io.github.hidbpf4j.bpf.verifier.state.RegisterState;
import io.github.hidbpf4j.bpf.verifier.state.VerifierState;

/** What is still read of a state, as far as the comparison of states wants to know it. */
interface Liveness {
  /** Whether nobody read the value of a kept state so far. */
  boolean isUnread(RegisterState kept);

  /**
   * Before the current state is compared with kept ones: whether a path forgets what nobody reads
   * any more as it goes.
   */
  boolean cleansPaths();

  /** Whether {@link #clean} was called for the state. */
  boolean isCleaned(VerifierState state);

  /** Forgets what nobody reads any more; of a kept state once. */
  void clean(VerifierState state);

  /**
   * What is read after the old state is read after the current one ({@code propagate_liveness}).
   *
   * @return whether that is news
   */
  boolean propagate(VerifierState old, VerifierState current);

  /** All of the parents counts as read ({@code mark_all_regs_read_and_precise}). */
  void readAll(VerifierState state);
}
