package io.github.hidbpf4j.bpf.verifier.env;

import io.github.hidbpf4j.bpf.btf.Btf;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Facts about a function of the program ({@code struct bpf_subprog_info}). */
public final class SubprogramFacts {
  /** Name, from BTF when there is one. */
  public final String name;

  /** First slot. */
  public final int start;

  /** Slot after the last. */
  public final int end;

  private final boolean global;
  private final int funcTypeId;
  private int stackDepth;
  private boolean tailCall;
  private boolean legacyPacketAccess;
  private boolean callback;
  private boolean asyncCallback;
  private boolean exceptionCallback;
  private boolean changesPacketData;
  private boolean mightThrow;
  private boolean calledNonSleepable;
  private boolean calledSleepable;
  private int fastcallStackOffset;
  private boolean keepsFastcallStack;
  private boolean unreliable;
  private boolean mightSleep;
  private boolean returnsNothing;
  private int ownInstructions;
  private int allInstructions;
  private @Nullable List<GlobalArgument> arguments;

  /**
   * Creates the facts of a function.
   *
   * @param name from BTF; empty without BTF
   * @param start first slot
   * @param end slot after the last
   * @param funcTypeId FUNC in the program's BTF; 0 when unknown
   * @param global whether it has global linkage
   */
  public SubprogramFacts(String name, int start, int end, int funcTypeId, boolean global) {
    this.name = name;
    this.start = start;
    this.end = end;
    this.funcTypeId = funcTypeId;
    this.global = global;
  }

  /**
   * Whether it has global linkage: such functions, except the main program, are verified
   * separately.
   */
  public boolean isGlobal() {
    return global;
  }

  /** FUNC in the program's BTF; 0 when unknown. */
  public int funcTypeId() {
    return funcTypeId;
  }

  // ---- what its instructions are

  /** Whether it makes tail calls. */
  public boolean hasTailCall() {
    return tailCall;
  }

  /** Marks that it makes tail calls. */
  public void markTailCall() {
    tailCall = true;
  }

  /** Whether it has LD_ABS or LD_IND. */
  public boolean hasLegacyPacketAccess() {
    return legacyPacketAccess;
  }

  /** Marks that it has LD_ABS or LD_IND. */
  public void markLegacyPacketAccess() {
    legacyPacketAccess = true;
  }

  /** Whether it or a callee may move packet data. */
  public boolean changesPacketData() {
    return changesPacketData;
  }

  /** Marks that it or a callee may move packet data ({@code mark_subprog_changes_pkt_data}). */
  public void markPacketDataChange() {
    changesPacketData = true;
  }

  /** Whether it or a callee may throw. */
  public boolean mightThrow() {
    return mightThrow;
  }

  /** Marks that it or a callee may throw ({@code mark_subprog_might_throw}). */
  public void markMightThrow() {
    mightThrow = true;
  }

  /** Whether it or a callee may call a function that sleeps. */
  public boolean mightSleep() {
    return mightSleep;
  }

  /**
   * Marks that it or a callee may call a function that sleeps ({@code mark_subprog_might_sleep}).
   */
  public void markMightSleep() {
    mightSleep = true;
  }

  /** Whether its prototype returns nothing ({@code subprog_returns_void}). */
  public boolean returnsNothing() {
    return returnsNothing;
  }

  /** Marks that its prototype returns nothing. */
  public void markReturnsNothing() {
    returnsNothing = true;
  }

  // ---- what was looked at

  /** Number of its own instructions processed, counting repetitions. */
  public int ownInstructions() {
    return ownInstructions;
  }

  /** Counts one of its own instructions. */
  public void countInstruction() {
    ownInstructions++;
  }

  /** Number of instructions processed in it and its callees. */
  public int allInstructions() {
    return allInstructions;
  }

  /** Adds to the instructions processed in it and its callees. */
  public void countAll(int instructions) {
    allInstructions += instructions;
  }

  /** Sets that number for a function verified on its own, which includes asynchronous callbacks. */
  public void setAllInstructions(int instructions) {
    allInstructions = instructions;
  }

  // ---- how it is called

  /** Whether it is a callback. */
  public boolean isCallback() {
    return callback;
  }

  /** Marks it as a callback. */
  public void markCallback() {
    callback = true;
  }

  /** Whether it is an asynchronous callback. */
  public boolean isAsyncCallback() {
    return asyncCallback;
  }

  /** Marks it as an asynchronous callback. */
  public void markAsyncCallback() {
    callback = true;
    asyncCallback = true;
  }

  /** Whether it is the exception callback. */
  public boolean isExceptionCallback() {
    return exceptionCallback;
  }

  /** Marks it as the exception callback, which is entered like an asynchronous one. */
  public void markExceptionCallback() {
    markAsyncCallback();
    exceptionCallback = true;
  }

  /** Whether a verified path calls it from code that may not sleep. */
  public boolean isCalledNonSleepable() {
    return calledNonSleepable;
  }

  /** Whether a verified path calls it from code that may sleep. */
  public boolean isCalledSleepable() {
    return calledSleepable;
  }

  /** Records a call from a verified path, sleepable or not. */
  public void markCalled(boolean sleepable) {
    calledSleepable |= sleepable;
    calledNonSleepable |= !sleepable;
  }

  // ---- its stack

  /** Stack that it uses, in bytes. */
  public int stackDepth() {
    return stackDepth;
  }

  /** Records that a path uses this many bytes of its stack. */
  public void useStack(int bytes) {
    stackDepth = Math.max(stackDepth, bytes);
  }

  /** Adds stack for the kernel's rewriting, in bytes, aligned to 8. */
  public void addStack(int bytes) {
    stackDepth = (stackDepth + 7 & ~7) + bytes;
  }

  /** Lowest stack offset that bpf_fastcall patterns use, as a negative number; 0 for none. */
  public int fastcallStackOffset() {
    return fastcallStackOffset;
  }

  /** Records that a bpf_fastcall pattern uses its stack from this (negative) offset. */
  public void reserveFastcallStack(int offset) {
    fastcallStackOffset = Math.min(fastcallStackOffset, offset);
  }

  /** Keeps the stack of all bpf_fastcall patterns, as one of them stays. */
  public void keepFastcallStack() {
    keepsFastcallStack = true;
  }

  /**
   * Records that the stack of bpf_fastcall patterns is used otherwise, so that none is reserved.
   */
  public void giveUpFastcallStack() {
    fastcallStackOffset = Short.MIN_VALUE;
  }

  /**
   * Frees the stack of bpf_fastcall patterns, whose spills and fills are removed, unless one stays.
   */
  public void freeFastcallStack() {
    if (!keepsFastcallStack) {
      stackDepth = -fastcallStackOffset;
    }
  }

  // ---- its prototype

  /** Whether its prototype is unreliable: its BTF does not match the compiled code. */
  public boolean isUnreliable() {
    return unreliable;
  }

  /** Marks that its BTF does not match the compiled code. */
  public void markUnreliable() {
    unreliable = true;
  }

  /** Arguments of a global function, once read from BTF; null before. */
  public @Nullable List<GlobalArgument> arguments() {
    return arguments;
  }

  /** Sets its arguments from BTF. */
  public void setArguments(List<GlobalArgument> found) {
    arguments = List.copyOf(found);
  }

  /**
   * An argument of a global function ({@code struct bpf_subprog_arg_info}).
   *
   * @param kind what it accepts
   * @param flags {@code RegisterType} flags: PTR_MAYBE_NULL, PTR_TRUSTED, MEM_RDONLY, ...
   * @param memSize for {@link GlobalArgumentKind#MEM}: bytes
   * @param btf for {@link GlobalArgumentKind#BTF_ID}: the BTF of its type
   * @param btfId for {@link GlobalArgumentKind#BTF_ID}: its id
   */
  public record GlobalArgument(
      GlobalArgumentKind kind, int flags, int memSize, @Nullable Btf btf, int btfId) {}

  /** What an argument of a global function accepts. */
  public enum GlobalArgumentKind {
    ANYTHING,
    CTX,
    MEM,
    DYNPTR,
    ARENA,
    BTF_ID
  }
}
