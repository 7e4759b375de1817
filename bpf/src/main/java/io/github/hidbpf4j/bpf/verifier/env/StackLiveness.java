package io.github.hidbpf4j.bpf.verifier.env;

import io.github.hidbpf4j.bpf.verifier.state.VerifierState;

/**
 * Which stack slots are still read ({@code kernel/bpf/liveness.c}): kernels to 6.17 keep marks in
 * the states for it, 6.18 to 7.0 learn it from the accesses that the walk sees, later ones work it
 * out before. The walk reports to it what it does; the comparison of states asks it.
 */
public interface StackLiveness {
  /** Half slots of 4 bytes, as bits: both of a slot are live, or written. */
  int WHOLE_SLOT = 0b11;

  /** A slot of a frame is read by the instruction that is looked at. */
  default void read(int frame, int index) {}

  /** A slot of a frame is written as a whole. */
  default void written(int frame, int index) {}

  /** The walk begins an instruction. */
  default void begin(int slot) {}

  /** The walk goes on behind the instruction that it began. */
  default void end() {}

  /** A frame was entered or left. */
  default void framesChanged() {}

  /** A path ended, or is about to leave its innermost function. */
  default void finish() {}

  /** The next questions are about this state, at {@link VerifierState#slot()}. */
  void ask(VerifierState about);

  /**
   * Halves of a slot that may still be read from there on: bit 0 for the 4 bytes next to the frame
   * pointer, bit 1 for the others.
   */
  int liveHalves(int frame, int index);
}
