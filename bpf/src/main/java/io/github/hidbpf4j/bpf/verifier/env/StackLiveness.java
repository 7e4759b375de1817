package io.github.hidbpf4j.bpf.verifier.env;

import io.github.hidbpf4j.bpf.verifier.state.VerifierState;

/**
 * Tracks which stack slots are still read ({@code kernel/bpf/liveness.c}): kernels up to 6.17 use
 * marks in the states, 6.18 to 7.0 derive it from accesses during the walk, later ones compute it
 * before the walk. The walk reports its actions here; state comparison queries it.
 */
public interface StackLiveness {
  /** Half slots of 4 bytes, as bits: both of a slot are live, or written. */
  int WHOLE_SLOT = 0b11;

  /** The current instruction reads a slot of a frame. */
  default void read(int frame, int index) {}

  /** The current instruction writes a whole slot of a frame. */
  default void written(int frame, int index) {}

  /** The walk starts an instruction. */
  default void begin(int slot) {}

  /** The walk continues after the instruction that it started. */
  default void end() {}

  /** A frame was entered or left. */
  default void framesChanged() {}

  /** A path ended, or is about to leave its innermost function. */
  default void finish() {}

  /** The following queries are about this state, at {@link VerifierState#slot()}. */
  void ask(VerifierState about);

  /**
   * Halves of a slot that may still be read from there on: bit 0 for the 4 bytes next to the frame
   * pointer, bit 1 for the others.
   */
  int liveHalves(int frame, int index);
}
