package io.github.hidbpf4j.bpf.verifier.call;

import io.github.hidbpf4j.bpf.Errno;
import io.github.hidbpf4j.bpf.asm.Instruction;
import io.github.hidbpf4j.bpf.btf.BtfType;
import io.github.hidbpf4j.bpf.program.AttachTarget;
import io.github.hidbpf4j.bpf.program.MapSpec;
import io.github.hidbpf4j.bpf.program.MapType;
import io.github.hidbpf4j.bpf.proto.ArgumentType;
import io.github.hidbpf4j.bpf.proto.CoreFunctions;
import io.github.hidbpf4j.bpf.proto.DataFunctions;
import io.github.hidbpf4j.bpf.proto.Effect;
import io.github.hidbpf4j.bpf.proto.Helper;
import io.github.hidbpf4j.bpf.proto.HelperNames;
import io.github.hidbpf4j.bpf.proto.HelperPrototype;
import io.github.hidbpf4j.bpf.proto.StorageFunctions;
import io.github.hidbpf4j.bpf.proto.TracingFunctions;
import io.github.hidbpf4j.bpf.proto.Trait;
import io.github.hidbpf4j.bpf.proto.VerifierRule;
import io.github.hidbpf4j.bpf.verifier.env.InstructionFacts;
import io.github.hidbpf4j.bpf.verifier.env.Rejection;
import io.github.hidbpf4j.bpf.verifier.env.VerifierEnv;
import io.github.hidbpf4j.bpf.verifier.operand.MemoryOperand;
import io.github.hidbpf4j.bpf.verifier.operand.Operands;
import io.github.hidbpf4j.bpf.verifier.scalar.ReturnRange;
import io.github.hidbpf4j.bpf.verifier.state.DynptrType;
import io.github.hidbpf4j.bpf.verifier.state.RegisterState;
import io.github.hidbpf4j.bpf.verifier.state.RegisterType;
import io.github.hidbpf4j.bpf.verifier.state.VerifierState;

/**
 * Checks calls of helpers: {@code check_helper_call}, {@code kernel/bpf/verifier.c}, Linux 6.12.
 */
final class HelperCalls {
  private final VerifierEnv env;
  private final Operands operands;
  private final ExitRules exits;
  private final References references;
  private final Dynptrs dynptrs;
  private final HelperArguments arguments;
  private final HelperReturns returns;
  private final Callbacks callbacks;

  HelperCalls(
      VerifierEnv env,
      Operands operands,
      ExitRules exits,
      References references,
      Dynptrs dynptrs,
      HelperArguments arguments,
      HelperReturns returns,
      Callbacks callbacks) {
    this.env = env;
    this.operands = operands;
    this.exits = exits;
    this.references = references;
    this.dynptrs = dynptrs;
    this.arguments = arguments;
    this.returns = returns;
    this.callbacks = callbacks;
  }

  void check(Instruction instruction, int slot) {
    int id = instruction.imm();
    HelperPrototype helper = prototype(id);
    String name = HelperNames.of(id) + "#" + id;
    if (!HelperNames.exists(id)) {
      name = helper.toString();
    }
    checkAllowed(helper, name);
    CallMeta meta = new CallMeta(helper.helper(), helper.pktAccess());
    for (int number = 1; number <= 5; number++) {
      arguments.check(number, helper, meta, slot);
    }
    checkWritable(meta);
    checkTailCallIndex(meta);
    for (int i = 0; i < meta.raw.size(); i++) {
      operands
          .memory()
          .check(MemoryOperand.store(slot, meta.raw.register(), i, 1, MemoryOperand.NO_VALUE));
    }
    release(helper, meta, name);
    boolean changesData = effects(slot, helper, meta);
    RegisterState first = env.register(1);
    boolean percpuObject =
        (meta.helper == CoreFunctions.PER_CPU_PTR || meta.helper == CoreFunctions.THIS_CPU_PTR)
            && (first.type() & RegisterType.MEM_RCU) != 0;
    if (percpuObject
        && !(first.requireBtf().resolved(first.btfId()) instanceof BtfType.Composite)) {
      throw env.reject(Errno.EFAULT, "Helper has invalid btf/btf_id in R1");
    }
    operands.registers().clearCallerSaved();
    returns.set(helper, meta, slot, percpuObject);
    checkMap(meta);
    if (meta.helper == TracingFunctions.GET_FUNC_IP) {
      checkFunctionAddress(name);
    }
    if (meta.helper == CoreFunctions.TAIL_CALL && changesData && leavesFunction()) {
      // it fails: the function continues with the packet unchanged
      env.paths().pushBranch(slot + 1, slot);
      env.markUnknown(0);
    }
    if (changesData) {
      clearPacketPointers();
    }
  }

  /** Whether a successful tail call here leaves a function that has a caller. */
  boolean leavesFunction() {
    return env.state().currentFrame() > 0 && env.has(VerifierRule.TAIL_CALLS_LEAVE);
  }

  private HelperPrototype prototype(int id) {
    HelperPrototype helper = env.profile.helper(env.program, id);
    if (helper == null) {
      if (!HelperNames.exists(id) && id != 0) {
        throw env.reject(Errno.EINVAL, "invalid func %s#%d", HelperNames.of(id), id);
      }
      throw env.reject(
          Errno.EINVAL, "program of this type cannot use helper %s#%d", HelperNames.of(id), id);
    }
    return helper;
  }

  private void checkAllowed(HelperPrototype helper, String name) {
    if (helper.gplOnly() && !env.program.gplCompatible()) {
      throw env.reject(
          Errno.EINVAL, "cannot call GPL-restricted function from non-GPL compatible program");
    }
    if (!AllowedHelpers.allows(env.program, helper)) {
      throw env.reject(Errno.EINVAL, "helper call is not allowed in probe");
    }
    if (!helper.mightSleep()) {
      return;
    }
    VerifierState state = env.state();
    if (env.has(VerifierRule.SLEEPABLE_CONTEXTS)) {
      if (!env.inSleepableContext()) {
        throw env.reject(
            Errno.EINVAL, "sleepable helper %s in %s", name, env.nonSleepableContext());
      }
      return;
    }
    if (!env.inSleepable()) {
      throw env.reject(Errno.EINVAL, "helper call might sleep in a non-sleepable prog");
    }
    if (state.activeRcuLock()) {
      throw env.reject(Errno.EINVAL, "sleepable helper %s in rcu_read_lock region", name);
    }
    if (state.activePreemptLock() != 0) {
      throw env.reject(Errno.EINVAL, "sleepable helper %s in non-preemptible region", name);
    }
    if (env.hasInterruptsOff()) {
      throw env.reject(Errno.EINVAL, "sleepable helper %s in IRQ-disabled region", name);
    }
  }

  /**
   * The refusals of {@code record_func_map}; the map itself matters only for rewriting the call.
   */
  private void checkWritable(CallMeta meta) {
    if (!meta.helper.is(Trait.RECORDS_MAP)) {
      return;
    }
    MapSpec map = meta.map;
    if (map == null) {
      throw env.reject(Errno.EINVAL, "kernel subsystem misconfigured verifier");
    }
    if ((map.programFlags() & MapSpec.F_RDONLY_PROG) != 0 && meta.helper.is(Trait.WRITES_MAP)) {
      throw env.reject(Errno.EACCES, "write into map forbidden");
    }
  }

  /** {@code record_func_key}: a known index determines the target of the call. */
  private void checkTailCallIndex(CallMeta meta) {
    if (meta.helper != CoreFunctions.TAIL_CALL) {
      return;
    }
    MapSpec map = meta.map;
    if (map == null || map.type() != MapType.PROG_ARRAY) {
      throw env.reject(Errno.EINVAL, env.texts.noTailCallMap());
    }
    RegisterState index = env.register(3);
    boolean constant = index.isScalar() && index.tnum().isConst();
    if (constant && Long.compareUnsigned(index.tnum().value(), map.maxEntries()) < 0) {
      operands.precision().mark(3);
    }
  }

  private void release(HelperPrototype helper, CallMeta meta, String name) {
    int number = meta.releaseRegister;
    if (number == 0) {
      return;
    }
    RegisterState register = env.register(number);
    boolean released;
    if (helper.argument(number).type() == ArgumentType.PTR_TO_DYNPTR) {
      dynptrs.release(register);
      released = true;
    } else if (meta.helper == DataFunctions.KPTR_XCHG && meta.refObjId != 0) {
      released = references.releaseStored(meta.refObjId);
    } else if (meta.refObjId != 0) {
      released = references.release(meta.refObjId);
    } else {
      released = register.isNull();
    }
    if (!released) {
      throw env.reject(Errno.EINVAL, "func %s reference has not been acquired before", name);
    }
  }

  /** Effects of single helpers; returns whether packet pointers become invalid. */
  private boolean effects(int slot, HelperPrototype helper, CallMeta meta) {
    Helper called = meta.helper;
    boolean changesData = called.is(Trait.CHANGES_PACKET_DATA);
    Effect.SetsCallback later = called.effect(Effect.SetsCallback.class);
    if (later != null) {
      boolean maySleep = later.context() == Effect.Context.PROCESS;
      callbacks.later(slot, meta.subprogram, 1, ReturnRange.ZERO, maySleep);
    } else if (called == CoreFunctions.TAIL_CALL) {
      exits.checkWayOut(ExitRules.TAIL_CALL);
      if (env.has(VerifierRule.TAIL_CALLS_LEAVE)) {
        changesData = env.state().currentFrame() > 0;
      }
    } else if (called == StorageFunctions.SET_RETVAL) {
      exits.checkSetResult();
    } else if (called == StorageFunctions.GET_LOCAL_STORAGE) {
      if (!env.register(2).isNull()) {
        throw env.reject(Errno.EINVAL, "get_local_storage() doesn't support non-zero flags");
      }
      operands.precision().mark(2);
    } else if (called == CoreFunctions.SNPRINTF) {
      arguments.strings().checkFormat(env.register(3), env.register(5));
    } else if (called == DataFunctions.DYNPTR_FROM_MEM) {
      if (env.register(1).type() != RegisterType.PTR_TO_MAP_VALUE) {
        throw env.reject(
            Errno.EACCES,
            "Unsupported reg type %s for %s data",
            RegisterType.text(env.register(1).type()),
            called.name());
      }
    } else if (called == DataFunctions.DYNPTR_DATA) {
      RegisterState described = dynptrs.describe(dynptrArgument(helper));
      meta.dynptrId = described.id();
      meta.refObjId = described.refObjId();
    } else if (called == DataFunctions.DYNPTR_WRITE) {
      changesData |= dynptrs.typeOf(dynptrArgument(helper)) == DynptrType.SKB;
    } else if (called.is(Trait.CALLS_BACK)) {
      callBack(slot, meta);
    }
    return changesData;
  }

  private void callBack(int slot, CallMeta meta) {
    if (meta.helper == DataFunctions.FOR_EACH_MAP_ELEM) {
      MapSpec map = meta.map;
      if (map != null) {
        callbacks.forEach(slot, meta.subprogram, map);
      }
    } else if (meta.helper == TracingFunctions.FIND_VMA) {
      callbacks.findVma(slot, meta.subprogram);
    } else if (meta.helper == DataFunctions.USER_RINGBUF_DRAIN) {
      callbacks.drain(slot, meta.subprogram);
    } else if (meta.helper == CoreFunctions.LOOP) {
      loop(slot, meta);
    }
  }

  private RegisterState dynptrArgument(HelperPrototype helper) {
    for (int number = 1; number <= 5; number++) {
      if (helper.argument(number).type() == ArgumentType.PTR_TO_DYNPTR) {
        return env.register(number);
      }
    }
    throw env.bug("no dynptr arg found");
  }

  private void loop(int slot, CallMeta meta) {
    updateInlining(env.facts[slot], meta.subprogram);
    operands.precision().mark(1);
    int done = env.frame().callbackDepth();
    if (Long.compareUnsigned(done, env.register(1).umax()) < 0) {
      callbacks.loop(slot, meta.subprogram);
    } else {
      env.frame().resetCallbackDepth();
      if (env.log.showsAll()) {
        env.verbose(
            "frame%d bpf_loop iteration limit reached".formatted(env.state().currentFrame()));
      }
    }
  }

  /**
   * {@code update_loop_inline_state}: tracks whether all paths call the same callback without
   * flags.
   */
  private void updateInlining(InstructionFacts facts, int callback) {
    if (facts.loopVaries()) {
      return;
    }
    boolean noFlags = env.register(4).isNull();
    if (noFlags) {
      operands.precision().mark(4);
    }
    facts.loopCalls(callback, noFlags);
  }

  private void checkMap(CallMeta meta) {
    MapSpec map = meta.map;
    if (map == null) {
      return;
    }
    switch (MapFunctions.check(env.program, map.type(), meta.helper)) {
      case FITS -> {}
      case NO_SOCKMAP_UPDATE -> {
        env.verbose("cannot update sockmap in this context");
        throw refused(map, meta.helper);
      }
      case REFUSED -> throw refused(map, meta.helper);
    }
  }

  private Rejection refused(MapSpec map, Helper helper) {
    return env.reject(
        Errno.EINVAL,
        "cannot pass map_type %d into func %s#%d",
        map.type().number(),
        helper.name(),
        helper.number());
  }

  private void checkFunctionAddress(String name) {
    switch (env.program.type()) {
      case TRACING -> {
        boolean trampoline =
            env.program.target() instanceof AttachTarget.BtfFunction(String kind, _)
                && (kind.equals("fentry") || kind.equals("fexit") || kind.equals("fmod_ret"));
        if (!trampoline) {
          throw env.reject(
              Errno.ENOTSUPP,
              "func %s supported only for fentry/fexit/%sfmod_ret programs",
              name,
              env.has(VerifierRule.TRACING_SESSIONS) ? "fsession/" : "");
        }
      }
      case KPROBE -> {}
      default ->
          throw env.reject(
              Errno.ENOTSUPP,
              "func %s not supported for program type %d",
              name,
              env.program.type().ordinal());
    }
  }

  /** {@code clear_all_pkt_pointers}: slices of packet dynptrs are packet pointers too. */
  private void clearPacketPointers() {
    int packetDynptr = RegisterType.DYNPTR_TYPE_SKB | RegisterType.DYNPTR_TYPE_XDP;
    env.state()
        .forEachRegister(
            r -> {
              boolean slice =
                  r.baseType() == RegisterType.PTR_TO_MEM && (r.type() & packetDynptr) != 0;
              if (r.isPacketPointer() || r.baseType() == RegisterType.PTR_TO_PACKET_END || slice) {
                States.invalidate(r);
              }
            });
  }
}
