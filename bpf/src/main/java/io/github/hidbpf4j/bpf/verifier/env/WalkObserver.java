package io.github.hidbpf4j.bpf.verifier.env;

import io.github.hidbpf4j.bpf.verifier.state.VerifierState;

/**
 * Observes the walk over paths: the state at each instruction, where paths branch, and which paths
 * were pruned by which stored state. Without an observer, each call costs a comparison with null.
 * States belong to the walk: copy what you keep, change nothing.
 */
public interface WalkObserver {
  /**
   * A function is entered without a caller: the main program, a global function, an async callback.
   */
  void entered(VerifierState state, int slot);

  /** The instruction is processed with this state. */
  void instruction(int slot, VerifierState state);

  /** Another path branches off the current instruction, to be explored later with this state. */
  void branched(VerifierState pending);

  /** The current call sets a callback, which will be entered later with this state. */
  default void deferred(VerifierState pending) {}

  /** A path reported by {@link #branched} or {@link #deferred} is resumed. */
  void resumed(VerifierState pending);

  /** The current state is stored at the next instruction, as this copy. */
  void kept(VerifierState copy);

  /**
   * The path ends before this instruction, because a stored state covers it.
   *
   * @param by the stored state
   * @param current the state of the path
   * @param vouched which values of the path the stored state covers
   */
  void covered(int slot, VerifierState by, VerifierState current, Vouched vouched);
}
