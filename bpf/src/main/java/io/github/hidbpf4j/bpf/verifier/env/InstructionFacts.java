package io.github.hidbpf4j.bpf.verifier.env;

import io.github.hidbpf4j.bpf.program.ObjectCall;
import io.github.hidbpf4j.bpf.verifier.state.RegisterType;
import org.jspecify.annotations.Nullable;

/**
 * Path-independent facts about an instruction ({@code struct bpf_insn_aux_data}). The passes before
 * the walk mark where states are compared and stored, and bpf_fastcall patterns; the walk adds its
 * observations.
 */
public final class InstructionFacts {
  private static final int NO_CALLBACK = -1;
  private static final int ALL_REGISTERS = 0xffff;

  private int pointerType = RegisterType.NOT_INIT;
  private boolean seen;
  private boolean prunePoint;
  private boolean jumpPoint;
  private boolean checkpoint;
  private boolean callsCallback;
  private boolean jumpTarget;
  private boolean iteratorNext;
  private boolean fastcallPattern;
  private int fastcallSpills;
  private @Nullable ObjectCall object;
  private @Nullable KernelVariable variable;
  private int loopCallback = NO_CALLBACK;
  private boolean loopVaries;
  private int liveRegisters = ALL_REGISTERS;
  private int loop;

  /** Creates empty facts. */
  public InstructionFacts() {}

  // ---- the graph of instructions

  /** Whether states are compared here. */
  public boolean isPrunePoint() {
    return prunePoint;
  }

  /** Marks that states are compared here ({@code mark_prune_point}). */
  public void markPrunePoint() {
    prunePoint = true;
  }

  /** Whether jump history is recorded here. */
  public boolean isJumpPoint() {
    return jumpPoint;
  }

  /** Marks that jump history is recorded here ({@code mark_jmp_point}). */
  public void markJumpPoint() {
    jumpPoint = true;
  }

  /** Whether a state is always stored here. */
  public boolean isCheckpoint() {
    return checkpoint;
  }

  /** Marks that a state is always stored here ({@code mark_force_checkpoint}). */
  public void markCheckpoint() {
    checkpoint = true;
  }

  /** Whether it calls something that calls back synchronously. */
  public boolean callsCallback() {
    return callsCallback;
  }

  /** Marks that it calls something that calls back synchronously ({@code mark_calls_callback}). */
  public void markCallsCallback() {
    callsCallback = true;
  }

  /** Whether it is the target of a jump or call. */
  public boolean isJumpTarget() {
    return jumpTarget;
  }

  /** Marks it as the target of a jump or call. */
  public void markJumpTarget() {
    jumpTarget = true;
  }

  /** Whether it is a call of the next function of an iterator. */
  public boolean isIteratorNext() {
    return iteratorNext;
  }

  /** Marks it as a call of the next function of an iterator. */
  public void markIteratorNext() {
    iteratorNext = true;
  }

  /**
   * Registers that may be read from here on, as bits; all if the kernel does not compute this
   * ({@code live_regs_before}).
   */
  public int liveRegisters() {
    return liveRegisters;
  }

  /** Sets the registers that may be read from here on. */
  public void setLiveRegisters(int bits) {
    liveRegisters = bits;
  }

  /** Number of its loop; 0 for none ({@code scc}). */
  public int loop() {
    return loop;
  }

  /** Sets the number of its loop. */
  public void setLoop(int number) {
    loop = number;
  }

  // ---- bpf_fastcall

  /** Whether it is a spill or fill around a call that preserves registers. */
  public boolean inFastcallPattern() {
    return fastcallPattern;
  }

  /** Marks it as a spill or fill around a call that preserves registers. */
  public void joinFastcallPattern() {
    fastcallPattern = true;
  }

  /** For a call that preserves registers: number of pairs of spill and fill around it. */
  public int fastcallSpills() {
    return fastcallSpills;
  }

  /** Sets the number of pairs of spill and fill around this call that are removed. */
  public void setFastcallSpills(int pairs) {
    fastcallSpills = pairs;
  }

  /** Excludes it from its pattern, whose stack is used otherwise: spills and fills stay. */
  public void leaveFastcallPattern() {
    fastcallPattern = false;
    fastcallSpills = 0;
  }

  // ---- what paths saw

  /** Whether any path reached it. */
  public boolean isSeen() {
    return seen;
  }

  /** Marks it as reached. */
  public void markSeen() {
    seen = true;
  }

  /** {@link RegisterType} of the pointer that a load or store here used; NOT_INIT for none yet. */
  public int pointerType() {
    return pointerType;
  }

  /** Records the type of pointer that a load or store here used. */
  public void setPointerType(int type) {
    pointerType = type;
  }

  /** For a kfunc that operates on an object of the program: the object's type. */
  public @Nullable ObjectCall object() {
    return object;
  }

  /** Sets the object that a kfunc call operates on. */
  public void setObject(@Nullable ObjectCall call) {
    object = call;
  }

  /** The kernel variable or function that a 64-bit immediate loads; fails for others. */
  public KernelVariable requireVariable() {
    KernelVariable found = variable;
    if (found == null) {
      throw new IllegalStateException("no kernel variable");
    }
    return found;
  }

  /** Sets the kernel variable or function whose address a 64-bit immediate loads. */
  public void setVariable(KernelVariable loaded) {
    variable = loaded;
  }

  /**
   * Records a call of {@code bpf_loop} here on another path ({@code update_loop_inline_state}).
   *
   * @param callback number of the callback
   * @param noFlags whether its flags are known to be 0
   */
  public void loopCalls(int callback, boolean noFlags) {
    loopVaries |= !noFlags || loopCallback >= 0 && loopCallback != callback;
    loopCallback = callback;
  }

  /** Whether callback or flags of {@code bpf_loop} here differ between paths, or flags are set. */
  public boolean loopVaries() {
    return loopVaries;
  }

  /**
   * Whether the kernel inlines the {@code bpf_loop} here: all paths call one callback, no flags.
   */
  public boolean inlinesLoop() {
    return loopCallback >= 0 && !loopVaries;
  }
}
