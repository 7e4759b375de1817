package io.github.hidbpf4j.bpf.verifier.prune;

import io.github.hidbpf4j.bpf.verifier.env.PresentElements;
import io.github.hidbpf4j.bpf.verifier.env.StackLiveness;
import io.github.hidbpf4j.bpf.verifier.env.VerifierEnv;
import io.github.hidbpf4j.bpf.verifier.state.FrameState;
import io.github.hidbpf4j.bpf.verifier.state.RegisterState;
import io.github.hidbpf4j.bpf.verifier.state.RegisterType;
import io.github.hidbpf4j.bpf.verifier.state.StackSlot;
import io.github.hidbpf4j.bpf.verifier.state.VerifierState;

/**
 * Liveness by instruction and call chain, as in kernels from 6.18 on: registers by the uses in
 * later instructions, stack slots by {@link StackLiveness}. States have no marks.
 */
final class KnownUses implements Liveness {
  private final VerifierEnv env;
  private final StackLiveness stack;
  private final boolean paths;
  private final boolean keys;

  /**
   * Creates it with this liveness of the stack.
   *
   * @param paths whether dead values are also cleared in the current state
   */
  KnownUses(VerifierEnv env, StackLiveness stack, boolean paths) {
    this.env = env;
    this.stack = stack;
    this.paths = paths;
    keys = paths && PresentElements.areLookedUp(env);
  }

  @Override
  public boolean isUnread(RegisterState kept) {
    return false; // unread values were cleared
  }

  @Override
  public boolean cleansPaths() {
    return paths;
  }

  @Override
  public boolean isCleaned(VerifierState state) {
    return state.isCleaned();
  }

  @Override
  public void clean(VerifierState state) {
    if (!paths) {
      state.markCleaned();
    }
    cleanRegisters(state);
    cleanStack(state);
  }

  @Override
  public void cleanPath(VerifierState current, boolean kept, boolean compared) {
    if (compared || env.observer != null || env.log.isOn() || depends(current)) {
      cleanRegisters(current);
      cleanStack(current);
    } else if (kept) {
      cleanRegisters(current); // their ids count
    }
  }

  @Override
  public void cleanKept(VerifierState kept) {
    if (paths && !kept.isCleaned()) {
      kept.markCleaned();
      cleanStack(kept);
    }
  }

  /** Whether what later instructions make of the stack depends on what is forgotten of it here. */
  private boolean depends(VerifierState state) {
    for (int f = 0; f <= state.currentFrame(); f++) {
      FrameState frame = state.frame(f);
      for (int s = 0; s < frame.slotCount(); s++) {
        if (depends(frame.slot(s))) {
          return true;
        }
      }
    }
    return false;
  }

  /**
   * A spilled number that is linked with others is narrowed with them, and counted. One of eight
   * bytes of which half is forgotten is one of four bytes, or none: that tells whether a fill links
   * it, and whether it is a known key.
   */
  private boolean depends(StackSlot slot) {
    RegisterState spilled = slot.register;
    if (!spilled.isScalar()) {
      return false;
    }
    return spilled.id() != 0
        || slot.isSpilledScalar64()
            && (spilled.isConst() ? keys : spilled.width() <= StackSlot.SIZE / 2 * 8);
  }

  private void cleanRegisters(VerifierState state) {
    for (int f = 0; f <= state.currentFrame(); f++) {
      FrameState frame = state.frame(f);
      int live = env.liveRegisters(state.slot(f));
      for (int r = 0; r < FrameState.FRAME_POINTER; r++) {
        // Most dead ones were cleared before.
        if ((live >> r & 1) == 0 && frame.register(r).type() != RegisterType.NOT_INIT) {
          frame.register(r).setNotInitialized();
        }
      }
    }
  }

  /** {@code clean_verifier_state}. */
  private void cleanStack(VerifierState state) {
    boolean asked = false;
    for (int f = 0; f <= state.currentFrame(); f++) {
      FrameState frame = state.frame(f);
      for (int s = 0; s < frame.slotCount(); s++) {
        StackSlot slot = frame.slot(s);
        if (slot.isEmpty()) {
          continue;
        }
        if (!asked) {
          stack.ask(state);
          asked = true;
        }
        int halves = stack.liveHalves(f, s);
        if (halves != StackLiveness.WHOLE_SLOT) {
          clean(slot, halves);
        }
      }
    }
  }

  private void clean(StackSlot slot, int live) {
    if (paths) {
      cleanHalves(slot, live);
    } else if (live == 0) {
      slot.register.setNotInitialized();
      slot.setAll(StackSlot.INVALID);
    }
  }

  /** Objects on the stack are kept, because later stores over them must be checked. */
  private static void cleanHalves(StackSlot slot, int live) {
    int kind = slot.kind(StackSlot.SIZE - 1);
    if (kind == StackSlot.DYNPTR || kind == StackSlot.ITER || kind == StackSlot.IRQ_FLAG) {
      return;
    }
    boolean low = (live & 1) != 0;
    boolean high = (live & 2) != 0;
    if (!high) {
      if (low && kind == StackSlot.SPILL) {
        if (!slot.register.isScalar() || slot.register.isNull()) {
          return;
        }
        for (int i = 0; i < StackSlot.SIZE / 2; i++) {
          if (slot.kind(i) == StackSlot.SPILL) {
            slot.setKind(i, StackSlot.MISC);
          }
        }
      }
      slot.register.setNotInitialized();
    }
    for (int i = low ? StackSlot.SIZE / 2 : 0;
        i < (high ? StackSlot.SIZE / 2 : StackSlot.SIZE);
        i++) {
      slot.setKind(i, StackSlot.INVALID);
    }
  }

  @Override
  public boolean propagate(VerifierState old, VerifierState current) {
    return false;
  }

  @Override
  public void readAll(VerifierState state) {
    // there are no marks
  }
}
