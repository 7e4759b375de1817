package io.github.hidbpf4j.bpf.verifier.env;

import io.github.hidbpf4j.bpf.btf.Btf;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is known of a function of the program ({@code struct bpf_subprog_info}). */
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
   * A function.
   *
   * @param name from BTF; empty without
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
   * Whether it has global linkage: such functions but the main program are verified on their own.
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

  /** It makes tail calls. */
  public void markTailCall() {
    tailCall = true;
  }

  /** Whether it has LD_ABS or LD_IND. */
  public boolean hasLegacyPacketAccess() {
    return legacyPacketAccess;
  }

  /** It has LD_ABS or LD_IND. */
  public void markLegacyPacketAccess() {
    legacyPacketAccess = true;
  }

  /** Whether it or what it calls may move packet data. */
  public boolean changesPacketData() {
    return changesPacketData;
  }

  /** It or what it calls may move packet data ({@code mark_subprog_changes_pkt_data}). */
  public void markPacketDataChange() {
    changesPacketData = true;
  }

  /** Whether it or what it calls may throw. */
  public boolean mightThrow() {
    return mightThrow;
  }

  /** It or what it calls may throw ({@code mark_subprog_might_throw}). */
  public void markMightThrow() {
    mightThrow = true;
  }

  /** Whether it or what it calls may call what sleeps. */
  public boolean mightSleep() {
    return mightSleep;
  }

  /** It or what it calls may call what sleeps ({@code mark_subprog_might_sleep}). */
  public void markMightSleep() {
    mightSleep = true;
  }

  /** Whether its prototype returns nothing ({@code subprog_returns_void}). */
  public boolean returnsNothing() {
    return returnsNothing;
  }

  /** Its prototype returns nothing. */
  public void markReturnsNothing() {
    returnsNothing = true;
  }

  // ---- what was looked at

  /** Its own instructions that were looked at, each time. */
  public int ownInstructions() {
    return ownInstructions;
  }

  /** An instruction of it is looked at. */
  public void countInstruction() {
    ownInstructions++;
  }

  /** Instructions of it and of what it called that were looked at. */
  public int allInstructions() {
    return allInstructions;
  }

  /** So many instructions of it and of what it called were looked at. */
  public void countAll(int instructions) {
    allInstructions += instructions;
  }

  /** A function that is verified on its own: asynchronous callbacks count too. */
  public void setAllInstructions(int instructions) {
    allInstructions = instructions;
  }

  // ---- how it is called

  /** Whether it is a callback. */
  public boolean isCallback() {
    return callback;
  }

  /** It is a callback. */
  public void markCallback() {
    callback = true;
  }

  /** Whether it is an asynchronous callback. */
  public boolean isAsyncCallback() {
    return asyncCallback;
  }

  /** It is an asynchronous callback. */
  public void markAsyncCallback() {
    callback = true;
    asyncCallback = true;
  }

  /** Whether it is the exception callback. */
  public boolean isExceptionCallback() {
    return exceptionCallback;
  }

  /** It is the exception callback, which is entered as asynchronous ones are. */
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

  /** A verified path calls it from code that may sleep, or may not. */
  public void markCalled(boolean sleepable) {
    calledSleepable |= sleepable;
    calledNonSleepable |= !sleepable;
  }

  // ---- its stack

  /** Bytes of stack that it uses. */
  public int stackDepth() {
    return stackDepth;
  }

  /** A path uses so many bytes of its stack. */
  public void useStack(int bytes) {
    stackDepth = Math.max(stackDepth, bytes);
  }

  /** The kernel's rewriting puts so many bytes below what it uses, aligned to 8. */
  public void addStack(int bytes) {
    stackDepth = (stackDepth + 7 & ~7) + bytes;
  }

  /** Lowest stack offset that bpf_fastcall patterns use, as a negative number; 0 for none. */
  public int fastcallStackOffset() {
    return fastcallStackOffset;
  }

  /** A bpf_fastcall pattern uses its stack from this offset, a negative number. */
  public void reserveFastcallStack(int offset) {
    fastcallStackOffset = Math.min(fastcallStackOffset, offset);
  }

  /** A bpf_fastcall pattern stays, and with it the stack of all. */
  public void keepFastcallStack() {
    keepsFastcallStack = true;
  }

  /** The stack of bpf_fastcall patterns is used otherwise: no offset is below theirs any more. */
  public void giveUpFastcallStack() {
    fastcallStackOffset = Short.MIN_VALUE;
  }

  /** The spills and fills of bpf_fastcall patterns go: so does their stack, unless one stays. */
  public void freeFastcallStack() {
    if (!keepsFastcallStack) {
      stackDepth = -fastcallStackOffset;
    }
  }

  // ---- its prototype

  /** Whether its prototype is unreliable: its BTF does not fit what the compiler made. */
  public boolean isUnreliable() {
    return unreliable;
  }

  /** Its BTF does not fit what the compiler made. */
  public void markUnreliable() {
    unreliable = true;
  }

  /** Arguments of a global function, once they were read from BTF; null before. */
  public @Nullable List<GlobalArgument> arguments() {
    return arguments;
  }

  /** Its arguments as BTF has them. */
  public void setArguments(List<GlobalArgument> found) {
    arguments = List.copyOf(found);
  }

  /**
   * An argument of a global function ({@code struct bpf_subprog_arg_info}).
   *
   * @param kind what it takes
   * @param flags {@code RegisterType} flags: PTR_MAYBE_NULL, PTR_TRUSTED, MEM_RDONLY, ...
   * @param memSize for {@link GlobalArgumentKind#MEM}: bytes
   * @param btf for {@link GlobalArgumentKind#BTF_ID}: where its type is from
   * @param btfId for {@link GlobalArgumentKind#BTF_ID}: its id
   */
  public record GlobalArgument(
      GlobalArgumentKind kind, int flags, int memSize, @Nullable Btf btf, int btfId) {}

  /** What an argument of a global function takes. */
  public enum GlobalArgumentKind {
    ANYTHING,
    CTX,
    MEM,
    DYNPTR,
    ARENA,
    BTF_ID
  }
}
