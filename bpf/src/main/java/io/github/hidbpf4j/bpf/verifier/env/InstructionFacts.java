package io.github.hidbpf4j.bpf.verifier.env;

import io.github.hidbpf4j.bpf.program.ObjectCall;
import io.github.hidbpf4j.bpf.verifier.state.RegisterType;
import org.jspecify.annotations.Nullable;

/**
 * What is known of an instruction, whatever the path ({@code struct bpf_insn_aux_data}). The passes
 * before the walk mark where states are compared and kept, and what bpf_fastcall spares; the walk
 * adds what it saw.
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

  /** Nothing is known yet. */
  public InstructionFacts() {}

  // ---- the graph of instructions

  /** Whether states are compared here. */
  public boolean isPrunePoint() {
    return prunePoint;
  }

  /** States are compared here ({@code mark_prune_point}). */
  public void markPrunePoint() {
    prunePoint = true;
  }

  /** Whether jump history is recorded here. */
  public boolean isJumpPoint() {
    return jumpPoint;
  }

  /** Jump history is recorded here ({@code mark_jmp_point}). */
  public void markJumpPoint() {
    jumpPoint = true;
  }

  /** Whether a state is always kept here. */
  public boolean isCheckpoint() {
    return checkpoint;
  }

  /** A state is always kept here ({@code mark_force_checkpoint}). */
  public void markCheckpoint() {
    checkpoint = true;
  }

  /** Whether it calls something that calls back synchronously. */
  public boolean callsCallback() {
    return callsCallback;
  }

  /** It calls something that calls back synchronously ({@code mark_calls_callback}). */
  public void markCallsCallback() {
    callsCallback = true;
  }

  /** Whether a jump or call goes here. */
  public boolean isJumpTarget() {
    return jumpTarget;
  }

  /** A jump or call goes here. */
  public void markJumpTarget() {
    jumpTarget = true;
  }

  /** Whether it is a call of the next function of an iterator. */
  public boolean isIteratorNext() {
    return iteratorNext;
  }

  /** It is a call of the next function of an iterator. */
  public void markIteratorNext() {
    iteratorNext = true;
  }

  /**
   * Registers that may be read from here on, as bits; all where the kernel does not work it out
   * ({@code live_regs_before}).
   */
  public int liveRegisters() {
    return liveRegisters;
  }

  /** Only these registers may be read from here on. */
  public void setLiveRegisters(int bits) {
    liveRegisters = bits;
  }

  /** Number of the loop that it is part of; 0 for none ({@code scc}). */
  public int loop() {
    return loop;
  }

  /** It is part of a loop. */
  public void setLoop(int number) {
    loop = number;
  }

  // ---- bpf_fastcall

  /** Whether it is a spill or fill around a call that spares registers. */
  public boolean inFastcallPattern() {
    return fastcallPattern;
  }

  /** It is a spill or fill around a call that spares registers. */
  public void joinFastcallPattern() {
    fastcallPattern = true;
  }

  /** For a call that spares registers: number of pairs of spill and fill around it. */
  public int fastcallSpills() {
    return fastcallSpills;
  }

  /** So many pairs of spill and fill around this call go. */
  public void setFastcallSpills(int pairs) {
    fastcallSpills = pairs;
  }

  /** The stack of the pattern is used otherwise: spills and fills stay. */
  public void leaveFastcallPattern() {
    fastcallPattern = false;
    fastcallSpills = 0;
  }

  // ---- what paths saw

  /** Whether any path came here. */
  public boolean isSeen() {
    return seen;
  }

  /** A path came here. */
  public void markSeen() {
    seen = true;
  }

  /** {@link RegisterType} of the pointer that a load or store here used; NOT_INIT for none yet. */
  public int pointerType() {
    return pointerType;
  }

  /** A load or store here used a pointer of this type. */
  public void setPointerType(int type) {
    pointerType = type;
  }

  /** For kfuncs that are about an object of the program: its type. */
  public @Nullable ObjectCall object() {
    return object;
  }

  /** This call of a kfunc is about such an object. */
  public void setObject(@Nullable ObjectCall call) {
    object = call;
  }

  /** What a 64-bit immediate with a kernel variable or function loads; fails for others. */
  public KernelVariable requireVariable() {
    KernelVariable found = variable;
    if (found == null) {
      throw new IllegalStateException("no kernel variable");
    }
    return found;
  }

  /** This 64-bit immediate loads the address of a kernel variable or function. */
  public void setVariable(KernelVariable loaded) {
    variable = loaded;
  }

  /**
   * Another path calls {@code bpf_loop} here ({@code update_loop_inline_state}).
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
