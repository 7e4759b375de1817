package io.github.hidbpf4j.bpf.verifier.operand;

import io.github.hidbpf4j.bpf.Errno;
import io.github.hidbpf4j.bpf.verifier.env.VerifierEnv;
import io.github.hidbpf4j.bpf.verifier.state.DynptrType;
import io.github.hidbpf4j.bpf.verifier.state.FrameState;
import io.github.hidbpf4j.bpf.verifier.state.RegisterState;
import io.github.hidbpf4j.bpf.verifier.state.RegisterType;
import io.github.hidbpf4j.bpf.verifier.state.StackSlot;

/** Destruction of dynptrs on the stack. */
public final class StackDynptrs {
  /** Number of slots of a dynptr. */
  public static final int SLOTS = 2;

  private StackDynptrs() {}

  /** Destroys a dynptr: clears the slots at {@code index} and below. */
  public static void clear(VerifierEnv env, FrameState frame, int index) {
    for (int i = index; i > index - SLOTS; i--) {
      frame.slot(i).clear();
      env.markSlotWritten(frame, i);
    }
  }

  /**
   * Handles a store over this slot: destroys a dynptr there with all its slices; refuses if the
   * dynptr must be released ({@code destroy_if_dynptr_stack_slot}).
   */
  public static void destroyAt(VerifierEnv env, FrameState frame, int slotIndex) {
    if (frame.slot(slotIndex).kind(0) != StackSlot.DYNPTR) {
      return;
    }
    int index = slotIndex + (frame.slot(slotIndex).register.isDynptrFirstSlot() ? 0 : 1);
    RegisterState first = frame.slot(index).register;
    DynptrType type = first.dynptrType();
    if (type != null && type.isReferenceCounted()) {
      throw env.reject(Errno.EINVAL, "cannot overwrite referenced dynptr");
    }
    env.text.touchSlot(index);
    env.text.touchSlot(index - 1);
    int id = first.id();
    env.state()
        .forEachRegister(
            r -> {
              boolean memory = (r.type() & ~RegisterType.PTR_MAYBE_NULL) == RegisterType.PTR_TO_MEM;
              if (memory && r.dynptrId() == id) {
                r.setUnknownImprecise();
              }
            });
    clear(env, frame, index);
  }
}
