package io.github.hidbpf4j.bpf.verifier.call;

import io.github.hidbpf4j.bpf.Errno;
import io.github.hidbpf4j.bpf.asm.Instruction;
import io.github.hidbpf4j.bpf.btf.Btf;
import io.github.hidbpf4j.bpf.btf.BtfType;
import io.github.hidbpf4j.bpf.proto.CoreFunctions;
import io.github.hidbpf4j.bpf.proto.Effect;
import io.github.hidbpf4j.bpf.proto.GenericKfuncs;
import io.github.hidbpf4j.bpf.proto.Helper;
import io.github.hidbpf4j.bpf.proto.HelperPrototype;
import io.github.hidbpf4j.bpf.proto.Helpers;
import io.github.hidbpf4j.bpf.proto.KernelFunction;
import io.github.hidbpf4j.bpf.proto.Kfunc;
import io.github.hidbpf4j.bpf.proto.KfuncFlag;
import io.github.hidbpf4j.bpf.proto.ReturnType;
import io.github.hidbpf4j.bpf.proto.SpecialKfunc;
import io.github.hidbpf4j.bpf.proto.Trait;
import io.github.hidbpf4j.bpf.verifier.env.CallVerifier;
import io.github.hidbpf4j.bpf.verifier.env.Rejection;
import io.github.hidbpf4j.bpf.verifier.env.VerifierEnv;
import io.github.hidbpf4j.bpf.verifier.state.FrameState;
import io.github.hidbpf4j.bpf.verifier.state.RegisterType;
import io.github.hidbpf4j.bpf.verifier.type.TypeChecker;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The rules of this package, for one verification. */
public final class CallChecker implements CallVerifier {
  private static final int MOST_KFUNCS = 256;

  private final VerifierEnv env;
  private final Kfuncs kfuncs;
  private final References references;
  private final Dynptrs dynptrs;
  private final GraphRules graphs;
  private final HelperArguments helperArguments;
  private final HelperCalls helperCalls;
  private final KfuncCalls kfuncCalls;

  /** Rules for a verification. */
  public CallChecker(VerifierEnv env, TypeChecker types) {
    this.env = env;
    kfuncs = new Kfuncs(env);
    references = new References(env, types.fields());
    dynptrs = new Dynptrs(env, references);
    graphs = new GraphRules(env, references, kfuncs);
    Callbacks callbacks = new Callbacks(env, dynptrs, references);
    Iterators iterators = new Iterators(env, references);
    helperArguments = new HelperArguments(env, references, dynptrs, types.kptrs(), graphs);
    helperCalls =
        new HelperCalls(
            env,
            references,
            dynptrs,
            helperArguments,
            new HelperReturns(env, types.fields()),
            callbacks);
    kfuncCalls =
        new KfuncCalls(
            env,
            kfuncs,
            references,
            new KfuncArguments(env, references, dynptrs, iterators, graphs, helperArguments),
            new KfuncReturns(env, references, iterators, types.fields()),
            iterators,
            graphs,
            callbacks);
  }

  /** {@code add_kfunc_call} for each call. */
  @Override
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
   * Functions of modules are named by an index into descriptors of BTF, in the offset of the call
   * ({@code find_kfunc_desc_btf}): we load none.
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

  @Override
  public void checkHelperCall(Instruction instruction, int slot) {
    helperCalls.check(instruction, slot);
  }

  @Override
  public void checkKfuncCall(Instruction instruction, int slot) {
    kfuncCalls.check(instruction, slot);
  }

  @Override
  public boolean callsBackNow(Instruction instruction) {
    return Kfuncs.isHelperCall(instruction)
        ? is(instruction, Trait.CALLS_BACK)
        : is(instruction, SpecialKfunc.RBTREE_ADD);
  }

  @Override
  public boolean callsBackLater(Instruction instruction) {
    KernelFunction function;
    if (Kfuncs.isHelperCall(instruction)) {
      function = helper(instruction);
    } else {
      CalledKfunc kfunc = kfuncs.at(instruction);
      function = kfunc == null ? null : kfunc.row();
    }
    return function != null && function.effect(Effect.SetsCallback.class) != null;
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

  @Override
  public boolean isIteratorNext(Instruction instruction) {
    CalledKfunc kfunc = kfuncs.at(instruction);
    return kfunc != null && kfunc.has(KfuncFlag.ITER_NEXT);
  }

  @Override
  public boolean isThrow(Instruction instruction) {
    return is(instruction, SpecialKfunc.THROW);
  }

  @Override
  public boolean isGraphFunction(Instruction instruction) {
    CalledKfunc kfunc = kfuncs.at(instruction);
    return kfunc != null
        && (kfunc.special().isListFunction()
            || kfunc.special().isTreeFunction()
            || kfunc.special() == SpecialKfunc.REFCOUNT_ACQUIRE);
  }

  @Override
  public boolean changesPacketData(Instruction instruction) {
    return Kfuncs.isHelperCall(instruction) && is(instruction, Trait.CHANGES_PACKET_DATA);
  }

  @Override
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

  private static int clobbers(boolean returns, int arguments) {
    int mask = returns ? 1 : 0;
    for (int number = 1; number <= arguments; number++) {
      mask |= 1 << number;
    }
    return mask;
  }

  @Override
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

  @Override
  public String kfuncName(Instruction instruction) {
    CalledKfunc kfunc = kfuncs.at(instruction);
    return kfunc == null ? "unknown" : kfunc.name();
  }

  @Override
  public void destroyDynptrAt(FrameState frame, int slotIndex) {
    dynptrs.destroyAt(frame, slotIndex);
  }

  @Override
  public void checkConstDynptrArgument(int register, int slot) {
    dynptrs.check(register, slot, RegisterType.MEM_RDONLY, 0);
  }

  @Override
  public void checkBtfArgument(int register, Btf btf, int btfId, int flags) {
    helperArguments.checkStructArgument(register, btf, btfId, flags);
  }

  @Override
  public void checkArgumentOffset(int register, boolean dynptr) {
    helperArguments.checkOffset(register, false, dynptr);
  }

  @Override
  public void releaseReference(int refObjId) {
    if (!references.release(refObjId)) {
      throw new Rejection(Errno.EINVAL, "reference has not been acquired before");
    }
  }

  @Override
  public void invalidateNonOwningReferences() {
    references.invalidateNonOwning();
  }

  @Override
  public boolean inTreeLockCallback() {
    return graphs.inTreeLockCallback();
  }
}
