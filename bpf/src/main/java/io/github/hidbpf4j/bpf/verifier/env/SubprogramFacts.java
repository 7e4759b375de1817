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

  /**
   * Whether it has global linkage: such functions but the main program are verified on their own.
   */
  public boolean global;

  /** FUNC in the program's BTF; 0 when unknown. */
  public int funcTypeId;

  /** Bytes of stack that it was seen to use. */
  public int stackDepth;

  /** Whether it makes tail calls. */
  public boolean hasTailCall;

  /** Whether it has LD_ABS or LD_IND. */
  public boolean hasLegacyPacketAccess;

  /** Whether a tail call can happen in it or below. */
  public boolean tailCallReachable;

  /** Whether it is a callback. */
  public boolean isCallback;

  /** Whether it is an asynchronous callback. */
  public boolean isAsyncCallback;

  /** Whether it is the exception callback. */
  public boolean isExceptionCallback;

  /** Whether it or what it calls may move packet data. */
  public boolean changesPacketData;

  /** Whether a verified path calls it from non-sleepable code. */
  public boolean calledNonSleepable;

  /** Whether a verified path calls it from sleepable code. */
  public boolean calledSleepable;

  /** Lowest stack offset that bpf_fastcall patterns use, as a negative number; 0 for none. */
  public int fastcallStackOffset;

  /** Whether the stack of the patterns is used otherwise, so that they must stay. */
  public boolean keepFastcallStack;

  /** Whether its name is unreliable: its BTF does not fit what the compiler made. */
  public boolean unreliable;

  /** Arguments of a global function, once they were read from BTF. */
  public @Nullable List<GlobalArgument> arguments;

  /** A function of these slots. */
  public SubprogramFacts(String name, int start, int end) {
    this.name = name;
    this.start = start;
    this.end = end;
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
