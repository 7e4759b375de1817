package io.github.hidbpf4j.bpf.verifier.call;

import io.github.hidbpf4j.bpf.Errno;
import io.github.hidbpf4j.bpf.asm.Instruction;
import io.github.hidbpf4j.bpf.btf.Btf;
import io.github.hidbpf4j.bpf.btf.BtfType;
import io.github.hidbpf4j.bpf.proto.CoreFunctions;
import io.github.hidbpf4j.bpf.proto.DataFunctions;
import io.github.hidbpf4j.bpf.proto.Effect;
import io.github.hidbpf4j.bpf.proto.GenericKfuncs;
import io.github.hidbpf4j.bpf.proto.Helper;
import io.github.hidbpf4j.bpf.proto.HelperPrototype;
import io.github.hidbpf4j.bpf.proto.Helpers;
import io.github.hidbpf4j.bpf.proto.IteratorFunctions;
import io.github.hidbpf4j.bpf.proto.KernelFunction;
import io.github.hidbpf4j.bpf.proto.Kfunc;
import io.github.hidbpf4j.bpf.proto.KfuncFlag;
import io.github.hidbpf4j.bpf.proto.ReturnType;
import io.github.hidbpf4j.bpf.proto.SpecialKfunc;
import io.github.hidbpf4j.bpf.proto.Trait;
import io.github.hidbpf4j.bpf.proto.VerifierRule;
import io.github.hidbpf4j.bpf.verifier.env.VerifierEnv;
import io.github.hidbpf4j.bpf.verifier.operand.Operands;
import io.github.hidbpf4j.bpf.verifier.prune.StateTable;
import io.github.hidbpf4j.bpf.verifier.state.RegisterType;
import io.github.hidbpf4j.bpf.verifier.type.TypeChecker;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The rules of this package, for one verification: calls of helpers and kfuncs, and the objects
 * that only they manage: dynptrs, iterators, kptrs, lists and trees. Refuses with {@link
 * io.github.hidbpf4j.bpf.verifier.env.Rejection} after logging the reason.
 */
public final class CallChecker {
  private static final int MOST_KFUNCS = 256;
  private static final Set<Kfunc> NUMBER_ITERATORS =
      Set.of(
          IteratorFunctions.ITER_NUM_NEW,
          IteratorFunctions.ITER_NUM_NEXT,
          IteratorFunctions.ITER_NUM_DESTROY);

  private final VerifierEnv env;
  private final Kfuncs kfuncs;
  private final References references;
  private final Dynptrs dynptrs;
  private final GraphRules graphs;
  private final HelperArguments helperArguments;
  private final HelperCalls helperCalls;
  private final KfuncCalls kfuncCalls;
  private final StackArguments stackArguments;

  /** Creates the rules for a verification. */
  public CallChecker(
      VerifierEnv env, TypeChecker types, Operands operands, StateTable table, ExitRules exits) {
    this.env = env;
    kfuncs = new Kfuncs(env);
    stackArguments = new StackArguments(env, kfuncs);
    references = new References(env, types.fields());
    dynptrs = new Dynptrs(env, operands.memory(), references);
    graphs = new GraphRules(env, references, kfuncs);
    Callbacks callbacks = new Callbacks(env, dynptrs, references);
    Iterators iterators = new Iterators(env, operands.memory(), table, references);
    helperArguments =
        new HelperArguments(env, operands, references, dynptrs, types.kptrs(), graphs);
    helperCalls =
        new HelperCalls(
            env,
            operands,
            exits,
            references,
            dynptrs,
            helperArguments,
            new HelperReturns(env, types.fields()),
            callbacks);
    kfuncCalls =
        new KfuncCalls(
            env,
            exits,
            kfuncs,
            references,
            new KfuncArguments(
                env, operands, references, dynptrs, iterators, graphs, helperArguments),
            new KfuncReturns(env, references, iterators, types.fields()),
            iterators,
            graphs,
            callbacks);
  }

  /** Stack accesses of calls, as known from prototypes. */
  public StackArguments stackArguments() {
    return stackArguments;
  }

  /** Refuses calls that no program may make, before the walk ({@code add_kfunc_call}). */
  public void prepare() {
    Set<Integer> seen = new HashSet<>();
    for (Instruction instruction : env.instructions) {
      if (!Kfuncs.isKfuncCall(instruction)) {
        continue;
      }
      Btf kernel = env.program.kernelBtf();
      if (kernel == null) {
        throw env.reject(
            Errno.ENOTSUPP,
            "calling kernel function is not supported without CONFIG_DEBUG_INFO_BTF");
      }
      if (!env.program.gplCompatible()) {
        throw env.reject(
            Errno.EINVAL, "cannot call kernel function from non-GPL compatible program");
      }
      int id = instruction.imm();
      if (id == 0 && instruction.offset() == 0) {
        continue;
      }
      checkModule(instruction.offset());
      if (id < 0 || id > kernel.size() || !(kernel.type(id) instanceof BtfType.Func)) {
        throw env.reject(
            Errno.EINVAL, "kernel btf_id %s is not a function", Integer.toUnsignedString(id));
      }
      if (seen.add(id) && seen.size() > MOST_KFUNCS) {
        throw env.reject(Errno.E2BIG, "too many different kernel function calls");
      }
      Kfunc row = GenericKfuncs.find(kernel.type(id).name());
      if (row != null && row.is(Trait.DEVICE_BOUND)) {
        throw env.reject(Errno.EINVAL, "metadata kfuncs require device-bound program");
      }
    }
  }

  /**
   * Refuses functions of modules, which are identified by an index into BTF descriptors in the
   * call's offset field ({@code find_kfunc_desc_btf}): none are loaded here.
   */
  private void checkModule(int offset) {
    if (offset == 0) {
      return;
    }
    env.verbose(
        offset < 0
            ? "negative offset disallowed for kernel module function call"
            : "kfunc offset > 0 without fd_array is invalid");
    throw env.reject(
        offset < 0 ? Errno.EINVAL : Errno.EPROTO, "failed to find BTF for kernel function");
  }

  /**
   * Call of a helper ({@code check_helper_call}): checks the arguments, clears R1 to R5, sets R0,
   * pushes callbacks.
   */
  public void checkHelperCall(Instruction instruction, int slot) {
    helperCalls.check(instruction, slot);
  }

  /**
   * Whether the path continues after the call that entered the innermost function: as after a
   * successful tail call there.
   */
  public boolean leavesFunction(Instruction helperCall) {
    return helper(helperCall) == CoreFunctions.TAIL_CALL && helperCalls.leavesFunction();
  }

  /** Call of a kernel function ({@code check_kfunc_call}). */
  public void checkKfuncCall(Instruction instruction, int slot) {
    kfuncCalls.check(instruction, slot);
  }

  /**
   * Whether this call enters a callback before it returns ({@code is_sync_callback_calling_insn}).
   */
  public boolean callsSyncCallback(Instruction instruction) {
    return Kfuncs.isHelperCall(instruction)
        ? is(instruction, Trait.CALLS_BACK)
        : is(instruction, SpecialKfunc.RBTREE_ADD);
  }

  /** Whether this call sets a callback that runs later ({@code is_async_callback_calling_insn}). */
  public boolean callsAsyncCallback(Instruction instruction) {
    KernelFunction function;
    if (Kfuncs.isHelperCall(instruction)) {
      function = helper(instruction);
    } else {
      CalledKfunc kfunc = kfuncs.at(instruction);
      function = kfunc == null ? null : kfunc.row();
    }
    return function != null
        && (function.effect(Effect.SetsCallback.class) != null
            || function.effect(Effect.CallsLater.class) != null);
  }

  /** The helper that an instruction calls: Linux's, or one that the profile adds; or null. */
  private @Nullable Helper helper(Instruction call) {
    Helper known = Helpers.of(call.imm());
    if (known != null) {
      return known;
    }
    HelperPrototype prototype = env.profile.helper(env.program, call.imm());
    return prototype == null ? null : prototype.helper();
  }

  private boolean is(Instruction helperCall, Trait trait) {
    Helper helper = helper(helperCall);
    return helper != null && helper.is(trait);
  }

  private boolean is(Instruction instruction, SpecialKfunc special) {
    CalledKfunc kfunc = kfuncs.at(instruction);
    return kfunc != null && kfunc.special() == special;
  }

  /** Whether it is the next function of an open-coded iterator. */
  public boolean isIteratorNext(Instruction instruction) {
    CalledKfunc kfunc = kfuncs.at(instruction);
    return kfunc != null && kfunc.has(KfuncFlag.ITER_NEXT);
  }

  /** Whether it is {@code bpf_throw}. */
  public boolean isThrow(Instruction instruction) {
    return is(instruction, SpecialKfunc.THROW);
  }

  /**
   * Whether it may be called while a lock is held: unlocking, and the list and tree functions,
   * which need a lock ({@code is_bpf_graph_api_kfunc}, {@code kfunc_spin_allowed}).
   */
  public boolean isAllowedUnderLock(Instruction instruction) {
    if (Kfuncs.isHelperCall(instruction)) {
      Helper helper = helper(instruction);
      return helper == CoreFunctions.SPIN_UNLOCK
          || helper == DataFunctions.KPTR_XCHG && env.has(VerifierRule.KPTR_XCHG_UNDER_LOCK);
    }
    CalledKfunc kfunc = kfuncs.at(instruction);
    return kfunc != null
        && (kfunc.has(KfuncFlag.SPINLOCK_SAFE)
            || kfunc.special().isListFunction()
            || kfunc.special().isTreeFunction()
            || kfunc.special().isLock()
            || kfunc.special() == SpecialKfunc.REFCOUNT_ACQUIRE
            || NUMBER_ITERATORS.contains(kfunc.row())
                && env.has(VerifierRule.NUMBER_ITERATORS_UNDER_LOCK));
  }

  /** Whether it is a call that may sleep. */
  public boolean mightSleep(Instruction instruction) {
    if (Kfuncs.isHelperCall(instruction)) {
      HelperPrototype helper = env.profile.helper(env.program, instruction.imm());
      return helper != null && helper.mightSleep();
    }
    CalledKfunc kfunc = kfuncs.at(instruction);
    return kfunc != null && kfunc.allowed() && kfunc.has(KfuncFlag.SLEEPABLE);
  }

  /** Whether this helper invalidates packet pointers ({@code bpf_helper_changes_pkt_data}). */
  public boolean changesPacketData(Instruction instruction) {
    return Kfuncs.isHelperCall(instruction) && is(instruction, Trait.CHANGES_PACKET_DATA);
  }

  /**
   * Registers that a call to a helper or kfunc clobbers if it follows the contract of bpf_fastcall,
   * as bits: R0 if it returns a value, and those of R1 to R5 that take arguments; 0 for other calls
   * ({@code helper_fastcall_clobber_mask}).
   */
  public int fastcallClobbers(Instruction instruction) {
    if (Kfuncs.isHelperCall(instruction)) {
      HelperPrototype helper = env.profile.helper(env.program, instruction.imm());
      return helper == null
          ? 0
          : clobbers(helper.returns().type() != ReturnType.VOID, helper.arguments().size());
    }
    CalledKfunc kfunc = kfuncs.at(instruction);
    return kfunc == null
        ? 0
        : clobbers(kfunc.prototype().returnType() != 0, kfunc.prototype().params().size());
  }

  /**
   * Number of arguments of a helper or kfunc call; -1 when the program may not call it, and for
   * calls of its own functions ({@code bpf_get_call_summary}).
   */
  public int parameterCount(Instruction instruction) {
    if (Kfuncs.isHelperCall(instruction)) {
      HelperPrototype helper = env.profile.helper(env.program, instruction.imm());
      return helper == null ? -1 : helper.arguments().size();
    }
    CalledKfunc kfunc = kfuncs.at(instruction);
    return kfunc == null || !kfunc.allowed() ? -1 : kfunc.prototype().params().size();
  }

  private static int clobbers(boolean returns, int arguments) {
    int mask = returns ? 1 : 0;
    for (int number = 1; number <= arguments; number++) {
      mask |= 1 << number;
    }
    return mask;
  }

  /** Whether the call follows that contract because it is inlined. */
  public boolean isFastcall(Instruction instruction) {
    if (Kfuncs.isHelperCall(instruction)) {
      HelperPrototype helper = env.profile.helper(env.program, instruction.imm());
      return helper != null
          && helper.allowFastcall()
          && helper.helper() == CoreFunctions.GET_SMP_PROCESSOR_ID;
    }
    CalledKfunc kfunc = kfuncs.at(instruction);
    return kfunc != null
        && (kfunc.special() == SpecialKfunc.CAST_TO_KERN_CTX
            || kfunc.special() == SpecialKfunc.RDONLY_CAST);
  }

  /**
   * Checks a dynptr passed to a global function ({@code process_dynptr_func} with ARG_PTR_TO_DYNPTR
   * | MEM_RDONLY).
   */
  public void checkConstDynptrArgument(int register, int slot) {
    dynptrs.check(register, slot, RegisterType.MEM_RDONLY, 0);
  }

  /**
   * Checks a pointer to a kernel struct passed to a global function: {@code check_reg_type} and
   * {@code check_func_arg_reg_off} with ARG_PTR_TO_BTF_ID, {@code flags} being PTR_TRUSTED and
   * optionally PTR_MAYBE_NULL.
   */
  public void checkBtfArgument(int register, Btf btf, int btfId, int flags) {
    helperArguments.checkStructArgument(register, btf, btfId, flags);
  }

  /**
   * Checks the pointer's offset for an argument that allows none or a fixed one ({@code
   * check_func_arg_reg_off} with ARG_DONTCARE or ARG_PTR_TO_DYNPTR).
   */
  public void checkArgumentOffset(int register, boolean dynptr) {
    helperArguments.checkOffset(register, false, dynptr);
  }
}
