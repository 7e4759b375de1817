package io.github.hidbpf4j.bpf.verifier.call;

import io.github.hidbpf4j.bpf.verifier.env.VerifierEnv;
import io.github.hidbpf4j.bpf.verifier.state.FrameState;
import io.github.hidbpf4j.bpf.verifier.state.RegisterState;
import io.github.hidbpf4j.bpf.verifier.state.RegisterType;
import io.github.hidbpf4j.bpf.verifier.state.StackSlot;
import io.github.hidbpf4j.bpf.verifier.state.VerifierState;
import java.util.function.Consumer;

/** Walks and lookups in states that several rules of calls need. */
final class States {
  private States() {}

  /**
   * Calls back for every register, every spilled one, and the first words of iterators ({@code
   * bpf_for_each_reg_in_vstate_mask} with STACK_SPILL and STACK_ITER).
   */
  static void forEachWithIterators(VerifierState state, Consumer<RegisterState> action) {
    for (int f = 0; f <= state.currentFrame; f++) {
      FrameState frame = state.frame(f);
      for (RegisterState register : frame.registers) {
        action.accept(register);
      }
      for (int s = 0; s < frame.slotCount(); s++) {
        StackSlot slot = frame.slot(s);
        int kind = slot.kind(0);
        if (slot.isSpilled() || kind == StackSlot.ITER) {
          action.accept(slot.register);
        }
      }
    }
  }

  /** Frame that a stack pointer points into. */
  static FrameState frameOf(VerifierEnv env, RegisterState pointer) {
    return env.state().frame(pointer.frameNumber);
  }

  /** A pointer that must not be used any more: root sees a number ({@code mark_reg_invalid}). */
  static void invalidate(RegisterState register) {
    register.setUnknownImprecise();
  }

  /**
   * Becomes a pointer without offset; its type is set by the caller ({@code mark_reg_known_zero}).
   */
  static RegisterState known(RegisterState register, int type) {
    register.setKnownZero();
    register.type = type;
    return register;
  }

  /** A pointer to a struct. */
  static void struct(
      RegisterState register, int flags, io.github.hidbpf4j.bpf.btf.Btf btf, int id) {
    known(register, RegisterType.PTR_TO_BTF_ID | flags);
    register.btf = btf;
    register.btfId = id;
  }
}
