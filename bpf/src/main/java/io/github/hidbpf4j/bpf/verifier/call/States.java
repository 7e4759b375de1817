package io.github.hidbpf4j.bpf.verifier.call;

import io.github.hidbpf4j.bpf.btf.Btf;
import io.github.hidbpf4j.bpf.verifier.env.VerifierEnv;
import io.github.hidbpf4j.bpf.verifier.state.FrameState;
import io.github.hidbpf4j.bpf.verifier.state.RegisterState;
import io.github.hidbpf4j.bpf.verifier.state.RegisterType;
import io.github.hidbpf4j.bpf.verifier.state.StackSlot;
import io.github.hidbpf4j.bpf.verifier.state.VerifierState;
import java.util.function.Consumer;

/** Iteration and lookups in states, shared by several rules of calls. */
final class States {
  private States() {}

  /**
   * Calls back for every register, every spilled one, and the first words of iterators ({@code
   * bpf_for_each_reg_in_vstate_mask} with STACK_SPILL and STACK_ITER).
   */
  static void forEachWithIterators(VerifierState state, Consumer<RegisterState> action) {
    for (int f = 0; f <= state.currentFrame(); f++) {
      FrameState frame = state.frame(f);
      for (int r = 0; r < FrameState.REGISTERS; r++) {
        action.accept(frame.register(r));
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

  /** The frame that a stack pointer points into. */
  static FrameState frameOf(VerifierEnv env, RegisterState pointer) {
    return env.state().frame(pointer.frameNumber());
  }

  /**
   * Invalidates a pointer: it becomes an unknown number, since the loader is root ({@code
   * mark_reg_invalid}).
   */
  static void invalidate(RegisterState register) {
    register.setUnknownImprecise();
  }

  /** Sets a register to a pointer to a struct. */
  static void struct(RegisterState register, int flags, Btf btf, int id) {
    register.becomeStructPointer(RegisterType.PTR_TO_BTF_ID | flags, btf, id);
  }
}
