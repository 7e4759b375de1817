package io.github.hidbpf4j.bpf.verifier.state;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The verifier's state at a point of a path: the call stack, locks, and its place in the tree of
 * states ({@code struct bpf_verifier_state}).
 */
public final class VerifierState {
  /** Maximum number of frames on the call stack; some kernels allow fewer. */
  public static final int MAX_CALL_FRAMES = 16;

  // The first currentFrame + 1 are in use; the others are kept for reuse.
  private final @Nullable FrameState[] frames = new @Nullable FrameState[MAX_CALL_FRAMES];

  private int currentFrame;
  private @Nullable VerifierState parent;
  private int branches;
  private @Nullable HeldLock lock;
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

  /** Creates a state to copy another into. */
  public VerifierState() {}

  /**
   * Creates the state at the start of a path.
   *
   * @param frame its function
   * @param inSleepable whether code here runs in sleepable context
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

  /** Copies everything from another ({@code copy_verifier_state}). */
  public void copy(VerifierState other) {
    parent = other.parent;
    branches = other.branches;
    currentFrame = other.currentFrame;
    lock = other.lock;
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

  /** Takes a lock, given by its owner, a map or BTF, and the id of the register used to take it. */
  public void lock(HeldLock.Kind kind, Object owner, int id) {
    lock = new HeldLock(kind, owner, id, lock);
  }

  /** Releases the lock taken last. */
  public void unlock() {
    lock = lock == null ? null : lock.before();
  }

  /** The lock taken last of those that are held; null when none is. */
  public @Nullable HeldLock activeLock() {
    return lock;
  }

  /** Enters an RCU read-side section, which may be nested. */
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

  /** Number of nested RCU read-side sections. */
  public int activeRcuLocks() {
    return activeRcuLocks;
  }

  /** Disables preemption; calls nest. */
  public void disablePreemption() {
    activePreemptLock++;
  }

  /** Reverts one {@link #disablePreemption}. */
  public void enablePreemption() {
    activePreemptLock--;
  }

  /** Depth of disabled preemption. */
  public int activePreemptLock() {
    return activePreemptLock;
  }

  /** Whether code here runs in sleepable context. */
  public boolean inSleepable() {
    return inSleepable;
  }

  // ---- the path

  /** Sets the start of the path. */
  public void startAt(int slot) {
    firstSlot = slot;
    lastSlot = -1;
  }

  /** Sets the last instruction processed on the path. */
  public void setLastSlot(int slot) {
    lastSlot = slot;
  }

  /** Sets the current instruction of the path. */
  public void setSlot(int at) {
    slot = at;
  }

  /** The next instruction of this state ({@code insn_idx}). */
  public int slot() {
    return slot;
  }

  /** The instruction where a frame continues, for outer ones the call ({@code frame_insn_idx}). */
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

  /** Lets the history of this state start where that of another ends. */
  public void startHistoryAfter(VerifierState other) {
    historyStart = other.historyEnd;
    historyEnd = historyStart;
  }

  /** Adds an entry of history; returns its index. */
  public int extendHistory() {
    return historyEnd++;
  }

  /** Start of this state's history in the global one. */
  public int historyStart() {
    return historyStart;
  }

  /** End of this state's history in the global one. */
  public int historyEnd() {
    return historyEnd;
  }

  /** Its saved history; null when it is still in the global one. */
  public @Nullable KeptHistory history() {
    return history;
  }

  /** Sets its saved history. */
  public void keepHistory(KeptHistory own) {
    history = own;
  }

  /** Counts another iteration of a synchronous callback unrolled on this path. */
  public void countCallbackUnroll() {
    callbackUnrollDepth++;
  }

  /** How many iterations of synchronous callbacks were unrolled on this path. */
  public int callbackUnrollDepth() {
    return callbackUnrollDepth;
  }

  /** {@code may_goto} was passed once more on this path. */
  public void countMayGoto() {
    mayGotoDepth++;
  }

  /** How many times {@code may_goto} was passed on this path. */
  public int mayGotoDepth() {
    return mayGotoDepth;
  }

  // ---- the tree of states

  /** The state that this one derives from. */
  public @Nullable VerifierState parent() {
    return parent;
  }

  /** Makes a copy stored at an instruction the parent of this state. */
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

  /** Counts another path that branches off here. */
  public void addBranch() {
    branches++;
  }

  /** Counts a path from here as explored. */
  public void endBranch() {
    branches--;
  }

  /** Number of paths from here not yet explored. */
  public int branches() {
    return branches;
  }

  /** Whether dead values were cleared. */
  public boolean isCleaned() {
    return cleaned;
  }

  /** Marks that dead values were cleared. */
  public void markCleaned() {
    cleaned = true;
  }

  /** Whether states are no longer compared with it. */
  public boolean isEvicted() {
    return evicted;
  }

  /** Marks that states are no longer compared with it. */
  public void markEvicted() {
    evicted = true;
  }

  /** Topmost state of the loop of states that this one is part of. */
  public @Nullable VerifierState loopEntry() {
    return loopEntry;
  }

  /** Sets the topmost state of the loop that this one is part of. */
  public void setLoopEntry(@Nullable VerifierState topmost) {
    loopEntry = topmost;
  }

  /** Whether this state was ever the loop entry of another. */
  public boolean usedAsLoopEntry() {
    return usedAsLoopEntry;
  }

  /** Marks it as the loop entry of another state. */
  public void markUsedAsLoopEntry() {
    usedAsLoopEntry = true;
  }
}
