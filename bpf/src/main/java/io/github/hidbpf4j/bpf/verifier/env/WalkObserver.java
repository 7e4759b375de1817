package io.github.hidbpf4j.bpf.verifier.env;

import io.github.hidbpf4j.bpf.verifier.state.VerifierState;

/**
 * Sees how the walk over paths goes: which state it had at which instruction, where paths part, and
 * which paths were given up for which kept state. A verification without one pays a comparison with
 * null for each call. States are the walk's own: what is to be kept has to be copied, and nothing
 * may be changed.
 */
public interface WalkObserver {
  /** A function is entered from nowhere: the main program, a global one, an async callback. */
  void entered(VerifierState state, int slot);

  /** The instruction is looked at with this state. */
  void instruction(int slot, VerifierState state);

  /** Another path goes out from the instruction that is looked at, later, with this state. */
  void branched(VerifierState pending);

  /** A callback that the call sets which is looked at will be entered, later, with this state. */
  default void deferred(VerifierState pending) {}

  /** A path that {@link #branched} or {@link #deferred} told of goes on now. */
  void resumed(VerifierState pending);

  /** The current state is kept at the next instruction, as this copy. */
  void kept(VerifierState copy);

  /**
   * The path ends before this instruction, for a kept state covers it.
   *
   * @param by the kept state
   * @param current the state of the path
   * @param vouched which values of the path lie in the kept ones
   */
  void covered(int slot, VerifierState by, VerifierState current, Vouched vouched);
}
