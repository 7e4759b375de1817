package io.github.hidbpf4j.bpf.verifier.env;

import io.github.hidbpf4j.bpf.verifier.state.FrameState;

/**
 * Fills in the registers of a function that is being entered, from those of its caller ({@code
 * set_callee_state_fn}): the arguments that a helper passes to its callback, and its return range.
 */
@FunctionalInterface
public interface CalleeSetup {
  /**
   * Sets up the callee.
   *
   * @param caller frame of the call
   * @param callee new frame; R10 and the call stack are set, everything else is uninitialised
   * @param slot the call
   */
  void setUp(FrameState caller, FrameState callee, int slot);
}
