package io.github.hidbpf4j.bpf.verifier.operand;

import io.github.hidbpf4j.bpf.Errno;
import io.github.hidbpf4j.bpf.verifier.env.VerifierEnv;
import io.github.hidbpf4j.bpf.verifier.state.DynptrType;
import io.github.hidbpf4j.bpf.verifier.state.FrameState;
import io.github.hidbpf4j.bpf.verifier.state.RegisterState;
import io.github.hidbpf4j.bpf.verifier.state.RegisterType;
import io.github.hidbpf4j.bpf.verifier.state.StackSlot;

/** How dynptrs on the stack end. */
public final class StackDynptrs {
  /** Slots of a dynptr. */
  public static final int SLOTS = 2;

  private StackDynptrs() {}

  /** A dynptr ends: the slots at {@code index} and below hold nothing. */
  public static void clear(VerifierEnv env, FrameState frame, int index) {
    for (int i = index; i > index - SLOTS; i--) {
      frame.slot(i).clear();
      env.markSlotWritten(frame, i);
    }
  }

  /**
   * A store goes over this slot: a dynptr there is gone with all slices of it, unless it is one
   * that must be released ({@code destroy_if_dynptr_stack_slot}).
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
