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

  /** Forgets what nobody reads any more of a kept state, once. */
  void clean(VerifierState state);

  /**
   * Forgets it of the current state, as it goes on: all where it is compared; otherwise that may
   * wait, as nothing but comparisons could tell.
   *
   * @param kept whether the state is to be kept, for later comparisons
   * @param compared whether there are states to compare it with
   */
  void cleanPath(VerifierState current, boolean kept, boolean compared);

  /** Forgets the rest of a kept state, before something is compared with it. */
  void cleanKept(VerifierState kept);

  /**
   * What is read after the old state is read after the current one ({@code propagate_liveness}).
   *
   * @return whether anything changed
   */
  boolean propagate(VerifierState old, VerifierState current);

  /** Marks everything in the parents as read ({@code mark_all_regs_read_and_precise}). */
  void readAll(VerifierState state);
}
