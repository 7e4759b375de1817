package io.github.hidbpf4j.bpf.verifier.call;

import io.github.hidbpf4j.bpf.Errno;
import io.github.hidbpf4j.bpf.asm.Instruction;
import io.github.hidbpf4j.bpf.btf.Btf;
import io.github.hidbpf4j.bpf.btf.BtfField;
import io.github.hidbpf4j.bpf.btf.BtfType;
import io.github.hidbpf4j.bpf.program.ObjectCall;
import io.github.hidbpf4j.bpf.proto.ApiProfile;
import io.github.hidbpf4j.bpf.proto.Effect;
import io.github.hidbpf4j.bpf.proto.KfuncFlag;
import io.github.hidbpf4j.bpf.proto.SpecialKfunc;
import io.github.hidbpf4j.bpf.proto.VerifierRule;
import io.github.hidbpf4j.bpf.verifier.env.Rejection;
import io.github.hidbpf4j.bpf.verifier.env.VerifierEnv;
import io.github.hidbpf4j.bpf.verifier.scalar.ReturnRange;
import io.github.hidbpf4j.bpf.verifier.state.RegisterState;
import io.github.hidbpf4j.bpf.verifier.state.VerifierState;
import io.github.hidbpf4j.bpf.verifier.type.ReturnRule;
import org.jspecify.annotations.Nullable;

/** Checks calls of kfuncs: {@code check_kfunc_call}, {@code kernel/bpf/verifier.c}, Linux 6.12. */
final class KfuncCalls {
  private static final int LAST_ARGUMENT = 5;

  private final VerifierEnv env;
  private final ExitRules exits;
  private final Kfuncs kfuncs;
  private final References references;
  private final KfuncArguments arguments;
  private final KfuncReturns returns;
  private final Iterators iterators;
  private final GraphRules graphs;
  private final Callbacks callbacks;

  KfuncCalls(
      VerifierEnv env,
      ExitRules exits,
      Kfuncs kfuncs,
      References references,
      KfuncArguments arguments,
      KfuncReturns returns,
      Iterators iterators,
      GraphRules graphs,
      Callbacks callbacks) {
    this.env = env;
    this.exits = exits;
    this.kfuncs = kfuncs;
    this.references = references;
    this.arguments = arguments;
    this.returns = returns;
    this.iterators = iterators;
    this.graphs = graphs;
    this.callbacks = callbacks;
  }

  void check(Instruction instruction, int slot) {
    if (instruction.imm() == 0) {
      return; // a weak one that the kernel lacks: an error only in reachable code
    }
    CalledKfunc kfunc = kfuncs.at(instruction);
    if (kfunc == null) {
      throw env.reject(
          Errno.EINVAL,
          "kernel btf_id %s is not a function",
          Integer.toUnsignedString(instruction.imm()));
    }
    if (!kfunc.allowed()) {
      throw env.reject(Errno.EACCES, "calling kernel function %s is not allowed", kfunc.name());
    }
    if (kfunc.special() == SpecialKfunc.TRAP) {
      throw env.reject(Errno.EFAULT, "unexpected __bpf_trap() due to uninitialized variable?");
    }
    if (kfunc.special().takesLock()) {
      pushFailure(slot);
    }
    boolean sleepable = kfunc.has(KfuncFlag.SLEEPABLE);
    if (sleepable && !env.inSleepable()) {
      throw env.reject(
          Errno.EACCES, "program must be sleepable to call sleepable kfunc %s", kfunc.name());
    }
    KfuncMeta meta = new KfuncMeta(kfunc);
    arguments.check(meta, slot);
    if (!kfunc.special().isModelled()) {
      throw env.reject(
          Errno.EOPNOTSUPP, "calling kernel function %s is not supported here", kfunc.name());
    }
    pushCallbacks(slot, meta);
    if (kfunc.special() == SpecialKfunc.SESSION_COOKIE) {
      meta.resultSize = Long.BYTES;
      meta.readOnlyResult = false;
    }
    boolean byContext = env.has(VerifierRule.SLEEPABLE_CONTEXTS);
    enterAndLeaveRcu(kfunc, sleepable && !byContext);
    enterAndLeavePreemption(kfunc, sleepable && !byContext);
    if (byContext && sleepable && !env.inSleepableContext()) {
      throw env.reject(
          Errno.EACCES,
          "kernel func %s is sleepable within %s",
          kfunc.name(),
          env.nonSleepableContext());
    }
    if (env.has(VerifierRule.RCU_PROTECTED_CALLS)
        && kfunc.has(KfuncFlag.RCU_PROTECTED)
        && !env.inRcuSection()) {
      throw env.reject(
          Errno.EACCES, "kernel func %s requires RCU critical section protection", kfunc.name());
    }
    if (meta.releaseRegister != 0
        && !references.release(env.register(meta.releaseRegister).refObjId())) {
      throw notAcquired(kfunc);
    }
    if (kfunc.special().isInsertion()) {
      int reference = env.register(2).refObjId();
      references.convertToNonOwning(reference);
      if (!references.release(reference)) {
        throw notAcquired(kfunc);
      }
    }
    if (kfunc.special() == SpecialKfunc.THROW && env.exceptionCallback() == 0) {
      exits.checkReturnCode(1, "R1");
    }
    for (int i = 0; i <= LAST_ARGUMENT; i++) {
      env.register(i).setNotInitialized();
    }
    returns.set(meta, slot);
    env.facts[slot].setObject(object(meta, env.facts[slot].object()));
    markArguments(kfunc);
    if (kfunc.has(KfuncFlag.ITER_NEXT)) {
      iterators.next(slot, meta);
    }
  }

  /**
   * The information that the kernel passes in hidden arguments of the call ({@code
   * fixup_kfunc_call}).
   */
  private @Nullable ObjectCall object(KfuncMeta meta, @Nullable ObjectCall before) {
    SpecialKfunc special = meta.kfunc.special();
    Btf program = env.program.btf();
    return switch (special) {
      case OBJ_NEW, PERCPU_OBJ_NEW ->
          program == null ? null : new ObjectCall(program, (int) meta.constant, 0);
      default -> {
        Btf btf = meta.objectBtf;
        boolean known = btf != null && (special.namesObject() || special.isInsertion());
        BtfField root = special.isInsertion() ? meta.root : null;
        yield btf == null || !known
            ? before
            : new ObjectCall(btf, meta.objectBtfId, root == null ? 0 : root.nodeOffset());
      }
    };
  }

  /** Explores later what happens when a lock could not be taken. */
  private void pushFailure(int slot) {
    VerifierState failed = env.paths().pushBranch(slot + 1, slot);
    for (int i = 0; i <= LAST_ARGUMENT; i++) {
      failed.register(i).setNotInitialized();
    }
    RegisterState r0 = failed.register(0);
    r0.setUnknownImprecise();
    r0.setSigned(-ReturnRule.MAX_ERRNO, -1);
    r0.setSigned32(-ReturnRule.MAX_ERRNO, -1);
    r0.sync();
  }

  private Rejection notAcquired(CalledKfunc kfunc) {
    return env.reject(Errno.EINVAL, "kfunc %s reference has not been acquired before", kfunc);
  }

  /**
   * Whether the callback of a work queue runs in softirq context: depends on a flag that must be
   * constant here.
   */
  private boolean isSoftirq(CalledKfunc kfunc) {
    if (kfunc.special() != SpecialKfunc.WQ_SET_CALLBACK
        || (env.profile.options().workQueueFlags() & ApiProfile.Options.WQ_BH) == 0) {
      return false;
    }
    RegisterState strategy = env.register(3);
    if (!strategy.tnum().isConst()) {
      throw env.reject(Errno.EINVAL, "R3 is not a const");
    }
    return (strategy.tnum().value() & ApiProfile.Options.WQ_BH) != 0;
  }

  private void pushCallbacks(int slot, KfuncMeta meta) {
    CalledKfunc kfunc = meta.kfunc;
    Effect.CallsLater later = kfunc.row().effect(Effect.CallsLater.class);
    try {
      if (kfunc.special() == SpecialKfunc.RBTREE_ADD) {
        callbacks.less(slot, meta.subprogram);
      } else if (kfunc.row().effect(Effect.SetsCallback.class) != null) {
        callbacks.later(slot, meta.subprogram, 1, ReturnRange.ZERO, !isSoftirq(kfunc));
      } else if (later != null) {
        callbacks.later(slot, meta.subprogram, later.map(), ReturnRange.ANY_INT, true);
      }
    } catch (Rejection r) {
      throw env.reject(r.errno(), "kfunc %s failed callback verification", kfunc);
    }
  }

  private void enterAndLeaveRcu(CalledKfunc kfunc, boolean sleepable) {
    VerifierState state = env.state();
    boolean lock = kfunc.special() == SpecialKfunc.RCU_READ_LOCK;
    boolean unlock = kfunc.special() == SpecialKfunc.RCU_READ_UNLOCK;
    boolean nest = env.has(VerifierRule.NESTED_RCU_SECTIONS);
    if (nest && (lock || unlock) && graphs.inTreeLockCallback()) {
      throw inTreeCallback();
    }
    if (!state.activeRcuLock()) {
      if (lock) {
        state.enterRcuSection();
      } else if (unlock) {
        throw env.reject(
            Errno.EINVAL, "unmatched rcu read unlock (kernel function %s)", kfunc.name());
      }
      return;
    }
    if ((lock || unlock) && graphs.inTreeLockCallback()) {
      throw inTreeCallback();
    }
    if (lock) {
      if (!nest) {
        throw env.reject(Errno.EINVAL, "nested rcu read lock (kernel function %s)", kfunc.name());
      }
      state.enterRcuSection();
    } else if (unlock && state.activeRcuLocks() > 1) {
      state.leaveRcuSection();
    } else if (unlock) {
      state.leaveRcuSection();
      if (env.has(VerifierRule.PROTECTION_ENDS_WITH_ALL)) {
        references.leaveProtection(VerifierRule.PROTECTION_ENDS_WITH_ALL);
      } else {
        references.distrustProtected();
      }
    } else if (sleepable) {
      throw env.reject(
          Errno.EACCES, "kernel func %s is sleepable within rcu_read_lock region", kfunc.name());
    }
  }

  private Rejection inTreeCallback() {
    return env.reject(
        Errno.EACCES, "Calling bpf_rcu_read_{lock,unlock} in unnecessary rbtree callback");
  }

  private void enterAndLeavePreemption(CalledKfunc kfunc, boolean sleepable) {
    VerifierState state = env.state();
    if (kfunc.special() == SpecialKfunc.PREEMPT_DISABLE) {
      state.disablePreemption();
    } else if (kfunc.special() == SpecialKfunc.PREEMPT_ENABLE) {
      if (state.activePreemptLock() == 0) {
        throw env.reject(
            Errno.EINVAL,
            "unmatched attempt to enable preemption (kernel function %s)",
            kfunc.name());
      }
      state.enablePreemption();
      references.leaveProtection(VerifierRule.PROTECTION_ENDS_WITH_ALL);
    } else if (sleepable && state.activePreemptLock() != 0) {
      throw env.reject(
          Errno.EACCES, "kernel func %s is sleepable within non-preemptible region", kfunc.name());
    } else if (sleepable && env.hasInterruptsOff()) {
      throw env.reject(
          Errno.EACCES, "kernel func %s is sleepable within IRQ-disabled region", kfunc.name());
    }
  }

  /** Marks the arguments as read and R0 as written ({@code mark_btf_func_reg_size}). */
  private void markArguments(CalledKfunc kfunc) {
    Btf btf = kfunc.btf();
    if (!(btf.resolved(kfunc.prototype().returnType()) instanceof BtfType.VoidType)) {
      RegisterState result = env.register(0);
      result.markWritten();
    }
    for (int i = 1; i <= kfunc.prototype().params().size(); i++) {
      env.markRead(env.register(i));
    }
  }
}
