package io.github.hidbpf4j.bpf.verifier.prune;

import io.github.hidbpf4j.bpf.verifier.env.VerifierEnv;
import io.github.hidbpf4j.bpf.verifier.state.FrameState;
import io.github.hidbpf4j.bpf.verifier.state.RegisterState;
import io.github.hidbpf4j.bpf.verifier.state.StackSlot;
import io.github.hidbpf4j.bpf.verifier.state.VerifierState;

/**
 * Liveness by marks in the states, as in kernels up to 6.17: each read marks the registers and
 * slots of the parents that the value comes from ({@code mark_reg_read}).
 */
final class ReadMarks implements Liveness {
  private final VerifierEnv env;

  ReadMarks(VerifierEnv env) {
    this.env = env;
  }

  @Override
  public boolean isUnread(RegisterState kept) {
    return !kept.isRead();
  }

  @Override
  public boolean cleansPaths() {
    return false;
  }

  @Override
  public boolean isCleaned(VerifierState state) {
    return state.frame(0).register(0).isDone();
  }

  /** {@code clean_live_states}: forgets what was never read. */
  @Override
  public void clean(VerifierState state) {
    for (int f = 0; f <= state.currentFrame(); f++) {
      clean(state.frame(f));
    }
  }

  @Override
  public void cleanPath(VerifierState current, boolean kept, boolean compared) {
    throw new IllegalStateException("paths forget nothing");
  }

  @Override
  public void cleanKept(VerifierState kept) {
    // clean did
  }

  private static void clean(FrameState frame) {
    for (int r = 0; r < FrameState.FRAME_POINTER; r++) {
      clean(frame.register(r));
    }
    for (int s = 0; s < frame.slotCount(); s++) {
      StackSlot slot = frame.slot(s);
      if (clean(slot.register)) {
        slot.setAll(StackSlot.INVALID);
      }
    }
  }

  private static boolean clean(RegisterState register) {
    boolean unread = !register.isRead();
    register.markDone();
    if (unread) {
      register.setNotInitialized();
    }
    return unread;
  }

  @Override
  public boolean propagate(VerifierState old, VerifierState current) {
    boolean changed = false;
    for (int f = 0; f <= old.currentFrame(); f++) {
      FrameState from = old.frame(f);
      FrameState to = current.frame(f);
      for (int r = f < old.currentFrame() ? 6 : 0; r < FrameState.FRAME_POINTER; r++) {
        changed |= propagate(from.register(r), to.register(r));
      }
      int slots = Math.min(from.slotCount(), to.slotCount());
      for (int s = 0; s < slots; s++) {
        changed |= propagate(from.slot(s).register, to.slot(s).register);
      }
    }
    return changed;
  }

  private boolean propagate(RegisterState from, RegisterState to) {
    return from.isRead() && env.markReadUpward(to);
  }

  @Override
  public void readAll(VerifierState state) {
    for (VerifierState s = state.parent(); s != null; s = s.parent()) {
      for (int f = 0; f <= s.currentFrame(); f++) {
        FrameState frame = s.frame(f);
        for (int r = 0; r < FrameState.FRAME_POINTER; r++) {
          frame.register(r).markRead();
        }
        for (int i = 0; i < frame.slotCount(); i++) {
          frame.slot(i).register.markRead();
        }
      }
    }
  }
}
