package io.github.hidbpf4j.bpf.verifier.call;

import io.github.hidbpf4j.bpf.proto.VerifierRule;
import io.github.hidbpf4j.bpf.verifier.env.VerifierEnv;
import io.github.hidbpf4j.bpf.verifier.state.RegisterState;

/** Locates a dynptr or iterator on the stack ({@code stack_slot_obj_get_spi}). */
final class StackObjects {
  /** Beyond the stack used so far: allowed for an object being created ({@code -ERANGE}). */
  static final int NOT_YET = -34;

  /** Not a valid place ({@code -EINVAL}). */
  static final int INVALID = -22;

  private static final int SLOT = 8;

  private StackObjects() {}

  /**
   * Index of the first slot of an object, or a negative value after logging the reason.
   *
   * @param kind {@code dynptr} or {@code iter}, for messages
   * @param slots number of slots that it takes
   */
  static int index(VerifierEnv env, RegisterState pointer, String kind, int slots) {
    if (!pointer.tnum().isConst()) {
      env.verbose(kind + " has to be at a constant offset");
      return INVALID;
    }
    int off = pointer.off() + (int) pointer.tnum().value();
    int index = (-off - 1) / SLOT;
    boolean below = off < 0 || !env.has(VerifierRule.OBJECTS_BELOW_FRAME_POINTER);
    if (!below || off % SLOT != 0 || index + 1 < slots) {
      env.verbose("cannot pass in %s at an offset=%d".formatted(kind, off));
      return INVALID;
    }
    return States.frameOf(env, pointer).hasSlots(index, slots) ? index : NOT_YET;
  }
}
