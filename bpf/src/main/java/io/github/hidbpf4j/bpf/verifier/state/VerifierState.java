package io.github.hidbpf4j.bpf.verifier.state;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * All that is known at a point of a path: the call stack, locks, and the place of this state in the
 * tree of states ({@code struct bpf_verifier_state}).
 */
public final class VerifierState {
  /** Functions that may be on the call stack at once, at most; some kernels allow fewer. */
  public static final int MAX_CALL_FRAMES = 16;

  // As many as currentFrame plus 1 are in use, what is beyond is left over for reuse.
  private final @Nullable FrameState[] frames = new @Nullable FrameState[MAX_CALL_FRAMES];

  private int currentFrame;
  private @Nullable VerifierState parent;
  private int branches;
  private @Nullable Object activeLock;
  private int activeLockId;
  private int activeRcuLocks;
  private int activePreemptLock;
  private boolean usedAsLoopEntry;
  private boolean inSleepable;
  private int firstSlot;
  private int lastSlot;
  private int slot = -1;
  private boolean cleaned;
  private boolean evicted;
  private @Nullable VerifierState loopEntry;
  private int historyStart;
  private int historyEnd;
  private @Nullable KeptHistory history;
  private int dfsDepth;
  private int callbackUnrollDepth;
  private int mayGotoDepth;

  /** A state to copy another into. */
  public VerifierState() {}

  /**
   * A path that begins with one function.
   *
   * @param frame the function
   * @param inSleepable whether code here may sleep, as a matter of where it runs
   */
  public VerifierState(FrameState frame, boolean inSleepable) {
    frames[0] = frame;
    branches = 1;
    this.inSleepable = inSleepable;
  }

  // ---- the call stack

  /** Enters a function. */
  public void pushFrame(FrameState callee) {
    frames[++currentFrame] = callee;
  }

  /** Leaves the innermost function. */
  public void popFrame() {
    frames[currentFrame--] = null;
  }

  /** Index of the innermost frame. */
  public int currentFrame() {
    return currentFrame;
  }

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
    return frame().register(number);
  }

  /** Takes over everything of another ({@code copy_verifier_state}). */
  public void copy(VerifierState other) {
    parent = other.parent;
    branches = other.branches;
    currentFrame = other.currentFrame;
    activeLock = other.activeLock;
    activeLockId = other.activeLockId;
    activeRcuLocks = other.activeRcuLocks;
    activePreemptLock = other.activePreemptLock;
    usedAsLoopEntry = other.usedAsLoopEntry;
    inSleepable = other.inSleepable;
    firstSlot = other.firstSlot;
    lastSlot = other.lastSlot;
    slot = other.slot;
    loopEntry = other.loopEntry;
    historyStart = other.historyStart;
    historyEnd = other.historyEnd;
    dfsDepth = other.dfsDepth;
    callbackUnrollDepth = other.callbackUnrollDepth;
    mayGotoDepth = other.mayGotoDepth;
    for (int i = 0; i <= other.currentFrame; i++) {
      FrameState frame = frames[i];
      if (frame == null) {
        frame = new FrameState(other.frame(i).domain());
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
      frame(f).forEachRegister(action);
    }
  }

  // ---- sections

  /** Takes a lock: what holds it, a map or BTF, and the id of the register it is taken through. */
  public void lock(Object owner, int id) {
    activeLock = owner;
    activeLockId = id;
  }

  /** Gives the lock back. */
  public void unlock() {
    activeLock = null;
    activeLockId = 0;
  }

  /** What holds the lock that is taken: a map or BTF; null when none is. */
  public @Nullable Object activeLock() {
    return activeLock;
  }

  /** Id of the register that the lock was taken through. */
  public int activeLockId() {
    return activeLockId;
  }

  /** Enters an RCU read-side section, maybe within another. */
  public void enterRcuSection() {
    activeRcuLocks++;
  }

  /** Leaves the innermost RCU read-side section. */
  public void leaveRcuSection() {
    activeRcuLocks--;
  }

  /** Whether code here is in an RCU read-side section that it opened. */
  public boolean activeRcuLock() {
    return activeRcuLocks != 0;
  }

  /** How many RCU read-side sections are open, one in the other. */
  public int activeRcuLocks() {
    return activeRcuLocks;
  }

  /** Disables preemption, once more. */
  public void disablePreemption() {
    activePreemptLock++;
  }

  /** Takes one such back. */
  public void enablePreemption() {
    activePreemptLock--;
  }

  /** Depth of disabled preemption. */
  public int activePreemptLock() {
    return activePreemptLock;
  }

  /** Whether code here may sleep, as a matter of where it runs. */
  public boolean inSleepable() {
    return inSleepable;
  }

  // ---- the path

  /** The path begins here. */
  public void startAt(int slot) {
    firstSlot = slot;
    lastSlot = -1;
  }

  /** The path looked at this instruction. */
  public void setLastSlot(int slot) {
    lastSlot = slot;
  }

  /** The path is at this instruction. */
  public void setSlot(int at) {
    slot = at;
  }

  /** Instruction that comes next in this state ({@code insn_idx}). */
  public int slot() {
    return slot;
  }

  /** Instruction that a frame goes on with, for outer ones the call ({@code frame_insn_idx}). */
  public int slot(int frame) {
    return frame == currentFrame ? slot : frame(frame + 1).callsite();
  }

  /** First instruction of this state. */
  public int firstSlot() {
    return firstSlot;
  }

  /** Last instruction of this state. */
  public int lastSlot() {
    return lastSlot;
  }

  /** The history of this state begins where that of another ends. */
  public void startHistoryAfter(VerifierState other) {
    historyStart = other.historyEnd;
    historyEnd = historyStart;
  }

  /** One more entry of history: its index. */
  public int extendHistory() {
    return historyEnd++;
  }

  /** Where the history of this state begins in that of the run. */
  public int historyStart() {
    return historyStart;
  }

  /** Where it ends. */
  public int historyEnd() {
    return historyEnd;
  }

  /** Its own history, where it was put aside; else the run's has it. */
  public @Nullable KeptHistory history() {
    return history;
  }

  /** Its history was put aside. */
  public void keepHistory(KeptHistory own) {
    history = own;
  }

  /** Another iteration of a synchronous callback is unrolled on this path. */
  public void countCallbackUnroll() {
    callbackUnrollDepth++;
  }

  /** How many iterations of synchronous callbacks were unrolled on this path. */
  public int callbackUnrollDepth() {
    return callbackUnrollDepth;
  }

  /** {@code may_goto} is passed once more on this path. */
  public void countMayGoto() {
    mayGotoDepth++;
  }

  /** How many times {@code may_goto} was passed on this path. */
  public int mayGotoDepth() {
    return mayGotoDepth;
  }

  // ---- the tree of states

  /** The state that this one went out from. */
  public @Nullable VerifierState parent() {
    return parent;
  }

  /** A copy of this state is kept at an instruction: from there it goes on as the copy's child. */
  public void connectToParent(VerifierState kept, int slot) {
    parent = kept;
    firstSlot = slot;
    historyStart = historyEnd;
    dfsDepth = kept.dfsDepth + 1;
    for (int f = 0; f <= currentFrame; f++) {
      frame(f).connectToParent(kept.frame(f), f < currentFrame ? 6 : 0);
    }
  }

  /** Depth in the tree of states. */
  public int dfsDepth() {
    return dfsDepth;
  }

  /** Another path goes out from here. */
  public void addBranch() {
    branches++;
  }

  /** A path from here is explored. */
  public void endBranch() {
    branches--;
  }

  /** Paths from here that are not explored yet. */
  public int branches() {
    return branches;
  }

  /** Whether what nobody reads any more was forgotten. */
  public boolean isCleaned() {
    return cleaned;
  }

  /** What nobody reads any more is forgotten. */
  public void markCleaned() {
    cleaned = true;
  }

  /** Whether states are no longer compared with it. */
  public boolean isEvicted() {
    return evicted;
  }

  /** States are no longer compared with it. */
  public void markEvicted() {
    evicted = true;
  }

  /** Topmost state of the loop of states that this one is part of. */
  public @Nullable VerifierState loopEntry() {
    return loopEntry;
  }

  /** Says which state is the topmost of the loop that this one is part of. */
  public void setLoopEntry(@Nullable VerifierState topmost) {
    loopEntry = topmost;
  }

  /** Whether this state was ever the loop entry of another. */
  public boolean usedAsLoopEntry() {
    return usedAsLoopEntry;
  }

  /** It is the loop entry of another state. */
  public void markUsedAsLoopEntry() {
    usedAsLoopEntry = true;
  }
}
