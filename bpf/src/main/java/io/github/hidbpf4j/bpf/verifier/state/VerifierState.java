package io.github.hidbpf4j.bpf.verifier.state;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * All that is known at a point of a path: the call stack, locks, and the place of this state in the
 * tree of states ({@code struct bpf_verifier_state}). Fields are public, as in {@link
 * RegisterState}.
 */
public final class VerifierState {
  /** Functions that may be on the call stack at once. */
  public static final int MAX_CALL_FRAMES = 8;

  /**
   * The call stack; as many as {@link #currentFrame} plus 1 are in use, what is beyond is left over
   * for reuse.
   */
  public final @Nullable FrameState[] frames = new @Nullable FrameState[MAX_CALL_FRAMES];

  /** The state that this one went out from. */
  public @Nullable VerifierState parent;

  /** Paths from here that are not explored yet. */
  public int branches;

  /** Index of the innermost frame. */
  public int currentFrame;

  /** What holds the lock that is taken: a map or BTF; null when none is. */
  public @Nullable Object activeLock;

  /** Id of the register that the lock was taken through. */
  public int activeLockId;

  /** Whether code here is in an RCU read-side section that it opened. */
  public boolean activeRcuLock;

  /** Depth of disabled preemption. */
  public int activePreemptLock;

  /** Whether this state was ever the loop entry of another. */
  public boolean usedAsLoopEntry;

  /** Whether code here may sleep, as a matter of where it runs. */
  public boolean inSleepable;

  /** First instruction of this state. */
  public int firstSlot;

  /** Last instruction of this state. */
  public int lastSlot;

  /** Topmost state of the loop of states that this one is part of. */
  public @Nullable VerifierState loopEntry;

  /** Where the history of this state begins in that of the run. */
  public int historyStart;

  /** Where it ends. */
  public int historyEnd;

  /** Depth in the tree of states. */
  public int dfsDepth;

  /** How many iterations of synchronous callbacks were unrolled on this path. */
  public int callbackUnrollDepth;

  /** How many times {@code may_goto} was passed on this path. */
  public int mayGotoDepth;

  /** The innermost frame. */
  public FrameState frame() {
    return frame(currentFrame);
  }

  /** A frame in use. */
  public FrameState frame(int index) {
    FrameState frame = frames[index];
    if (frame == null) {
      throw new IllegalStateException("no frame " + index);
    }
    return frame;
  }

  /** A register of the innermost frame. */
  public RegisterState register(int number) {
    return frame().registers[number];
  }

  /** Takes over everything of another ({@code copy_verifier_state}). */
  public void copy(VerifierState other) {
    parent = other.parent;
    branches = other.branches;
    currentFrame = other.currentFrame;
    activeLock = other.activeLock;
    activeLockId = other.activeLockId;
    activeRcuLock = other.activeRcuLock;
    activePreemptLock = other.activePreemptLock;
    usedAsLoopEntry = other.usedAsLoopEntry;
    inSleepable = other.inSleepable;
    firstSlot = other.firstSlot;
    lastSlot = other.lastSlot;
    loopEntry = other.loopEntry;
    historyStart = other.historyStart;
    historyEnd = other.historyEnd;
    dfsDepth = other.dfsDepth;
    callbackUnrollDepth = other.callbackUnrollDepth;
    mayGotoDepth = other.mayGotoDepth;
    for (int i = 0; i <= other.currentFrame; i++) {
      FrameState frame = frames[i];
      if (frame == null) {
        frame = new FrameState();
        frames[i] = frame;
      }
      frame.copy(other.frame(i));
    }
  }

  /**
   * Calls back for every register of every frame, and for every spilled one ({@code
   * bpf_for_each_reg_in_vstate}).
   */
  public void forEachRegister(Consumer<RegisterState> action) {
    for (int f = 0; f <= currentFrame; f++) {
      FrameState frame = frame(f);
      for (RegisterState register : frame.registers) {
        action.accept(register);
      }
      for (int s = 0; s < frame.slotCount(); s++) {
        StackSlot slot = frame.slot(s);
        if (slot.isSpilled()) {
          action.accept(slot.register);
        }
      }
    }
  }
}
