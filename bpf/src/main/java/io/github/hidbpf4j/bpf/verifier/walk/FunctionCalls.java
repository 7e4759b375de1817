package io.github.hidbpf4j.bpf.verifier.walk;

import io.github.hidbpf4j.bpf.Errno;
import io.github.hidbpf4j.bpf.asm.Instruction;
import io.github.hidbpf4j.bpf.proto.VerifierRule;
import io.github.hidbpf4j.bpf.verifier.call.CallChecker;
import io.github.hidbpf4j.bpf.verifier.env.CalleeSetup;
import io.github.hidbpf4j.bpf.verifier.env.Rejection;
import io.github.hidbpf4j.bpf.verifier.env.SubprogramFacts;
import io.github.hidbpf4j.bpf.verifier.env.SubprogramFacts.GlobalArgument;
import io.github.hidbpf4j.bpf.verifier.env.VerifierEnv;
import io.github.hidbpf4j.bpf.verifier.operand.CallMemory;
import io.github.hidbpf4j.bpf.verifier.operand.Operands;
import io.github.hidbpf4j.bpf.verifier.operand.Registers;
import io.github.hidbpf4j.bpf.verifier.state.FrameState;
import io.github.hidbpf4j.bpf.verifier.state.RegisterState;
import io.github.hidbpf4j.bpf.verifier.state.RegisterType;
import io.github.hidbpf4j.bpf.verifier.state.VerifierState;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Calls of the program's own functions: static ones are walked into, global ones are checked by
 * prototype and verified separately later, callbacks are entered in a separate state ({@code
 * check_func_call}, {@code push_callback_call}).
 */
final class FunctionCalls {
  /** Instead of a slot: the program ends by an exception. */
  static final int THROWS = -1;

  private final VerifierEnv env;
  private final Registers registers;
  private final CallMemory memory;
  private final CallChecker calls;
  private final GlobalArguments arguments;
  private final PendingStates pending;

  FunctionCalls(
      VerifierEnv env,
      Operands operands,
      CallChecker calls,
      GlobalArguments arguments,
      PendingStates pending) {
    this.env = env;
    registers = operands.registers();
    memory = operands.callMemory();
    this.calls = calls;
    this.arguments = arguments;
    this.pending = pending;
  }

  /**
   * Checks the call; returns the next slot, or {@link #THROWS} when the current path throws and the
   * one that continues was queued.
   */
  int check(Instruction insn, int slot) {
    int start = slot + insn.imm() + 1;
    int number = env.findSubprogram(start);
    if (number < 0) {
      throw env.reject(Errno.EFAULT, "verifier bug. No program starts at insn %d", start);
    }
    SubprogramFacts callee = env.subprograms().get(number);
    Rejection mismatch = checkArguments(number);
    if (!callee.isGlobal()) {
      VerifierState state = env.state();
      FrameState caller = state.frame();
      enter(state, number, slot, FunctionCalls::passRegisters);
      clearCallerSaved(caller);
      if (env.log.showsInstructions()) {
        env.verbose("caller:");
        env.text.printAll(caller);
        env.verbose("callee:");
        env.text.printAll(state.frame());
      }
      return callee.start;
    }
    if (env.state().activeLock() != null) {
      env.verbose("global function calls are not allowed while holding a lock,");
      throw env.reject(Errno.EINVAL, "use static function instead");
    }
    if (callee.mightSleep() && env.has(VerifierRule.SLEEPABLE_GLOBAL_FUNCTIONS)) {
      checkMaySleep(callee);
    }
    if (env.state().activePreemptLock() != 0
        && !env.has(VerifierRule.GLOBAL_CALLS_WITHOUT_PREEMPTION)) {
      env.verbose("global function calls are not allowed with preemption disabled,");
      throw env.reject(Errno.EINVAL, "use static function instead");
    }
    if (mismatch != null) {
      throw env.reject(
          mismatch.errno(), "Caller passes invalid args into func#%d ('%s')", number, callee.name);
    }
    if (env.log.showsInstructions() || !env.has(VerifierRule.SLEEPABLE_CONTEXTS)) {
      env.verbose("Func#" + number + " ('" + callee.name + "') is global and assumed valid.");
    }
    if (callee.changesPacketData()) {
      forgetPackets();
    }
    callee.markCalled(env.inSleepableContext());
    registers.clearCallerSaved();
    if (!callee.returnsNothing()) {
      env.markUnknown(0);
    }
    if (callee.mightThrow() && env.has(VerifierRule.THROWING_GLOBAL_FUNCTIONS)) {
      VerifierState _ = pending.push(slot + 1, slot);
      return THROWS;
    }
    return slot + 1;
  }

  private void checkMaySleep(SubprogramFacts callee) {
    if (env.has(VerifierRule.SLEEPABLE_CONTEXTS)) {
      if (!env.inSleepableContext()) {
        throw env.reject(
            Errno.EINVAL,
            "sleepable global function %s() called in %s",
            callee.name,
            env.nonSleepableContext());
      }
    } else if (env.state().activeRcuLock()
        || env.state().activePreemptLock() != 0
        || env.hasInterruptsOff()
        || !env.inSleepable()) {
      env.verbose("global functions that may sleep are not allowed in non-sleepable context,");
      env.verbose("i.e., in a RCU/IRQ/preempt-disabled section, or in");
      throw env.reject(Errno.EINVAL, "a non-sleepable BPF program context");
    }
  }

  private void forgetPackets() {
    env.state()
        .forEachRegister(
            r -> {
              if (r.isPacketPointer() || r.type() == RegisterType.PTR_TO_PACKET_END) {
                r.setUnknownImprecise();
              }
            });
  }

  private void clearCallerSaved(FrameState caller) {
    for (int r = 0; r < FrameState.CALLER_SAVED; r++) {
      env.text.touchRegister(r);
      caller.register(r).setNotInitialized();
      caller.register(r).markWritten();
    }
  }

  /** {@code set_callee_state}: R1 to R5, with parents for liveness. */
  private static void passRegisters(FrameState caller, FrameState callee, int slot) {
    for (int r = 1; r <= 5; r++) {
      callee.register(r).copy(caller.register(r));
    }
  }

  /** {@code setup_func_entry}. */
  private void enter(VerifierState state, int number, int slot, CalleeSetup setup) {
    if (state.currentFrame() + 1 >= env.callFrames()) {
      throw env.reject(
          Errno.E2BIG, "the call stack of %d frames is too deep", state.currentFrame() + 2);
    }
    FrameState caller = state.frame();
    FrameState callee = new FrameState(env.scalars);
    pending.initialize(callee, slot, state.currentFrame() + 1, number);
    callee.copyReferences(caller);
    setup.setUp(caller, callee, slot);
    state.pushFrame(callee);
  }

  /** See {@link io.github.hidbpf4j.bpf.verifier.env.PathQueue#pushCallback}. */
  void pushCallback(int slot, int number, CalleeSetup setup, boolean async, boolean sleepable) {
    VerifierState state = env.state();
    FrameState caller = state.frame();
    checkArguments(number);
    SubprogramFacts callee = env.subprograms().get(number);
    callee.markCallback();
    if (async) {
      callee.markAsyncCallback();
      VerifierState root = pending.pushAsync(callee.start, slot, number, sleepable);
      FrameState frame = root.frame(0);
      frame.enterAfter(caller);
      setup.setUp(caller, frame, slot);
      return;
    }
    VerifierState pushed = pending.push(callee.start, slot);
    enter(pushed, number, slot, setup);
    pushed.countCallbackUnroll();
    pushed.frame(pushed.currentFrame() - 1).countCallback();
    caller.resetCallbackDepth();
  }

  /**
   * Whether the registers fit the prototype ({@code btf_check_subprog_call}); a static function
   * whose prototype does not fit is treated as having none.
   *
   * @return why not, or null
   */
  private @Nullable Rejection checkArguments(int number) {
    SubprogramFacts callee = env.subprograms().get(number);
    if (env.program.btf() == null || callee.funcTypeId() == 0 || callee.isUnreliable()) {
      return new Rejection(Errno.EINVAL, "no reliable prototype");
    }
    try {
      List<GlobalArgument> wanted = arguments.of(number);
      for (int i = 0; i < wanted.size(); i++) {
        checkArgument(i, wanted.get(i));
      }
      return null;
    } catch (Rejection rejection) {
      callee.markUnreliable();
      if (rejection.errno() == Errno.EFAULT) {
        throw rejection;
      }
      return rejection;
    }
  }

  /** One argument of {@code btf_check_func_arg_match}. */
  private void checkArgument(int index, GlobalArgument wanted) {
    int number = index + 1;
    RegisterState register = env.register(number);
    switch (wanted.kind()) {
      case ANYTHING -> {
        if (!register.isScalar()) {
          throw env.reject(Errno.EINVAL, "R%d is not a scalar", number);
        }
      }
      case CTX -> {
        calls.checkArgumentOffset(number, false);
        if (register.type() != RegisterType.PTR_TO_CTX) {
          throw env.reject(Errno.EINVAL, "%s expects pointer to ctx", env.texts.argument(number));
        }
      }
      case MEM -> {
        calls.checkArgumentOffset(number, false);
        try {
          memory.checkFixed(register, number, wanted.memSize());
        } catch (Rejection r) {
          throw new Rejection(Errno.EINVAL, r.reason());
        }
        boolean zero = env.has(VerifierRule.ZERO_IS_NULL) && register.isNull();
        if (!RegisterType.mayBeNull(wanted.flags())
            && (zero || RegisterType.mayBeNull(register.type()))) {
          throw env.reject(
              Errno.EINVAL, "%s is expected to be non-NULL", env.texts.argument(number));
        }
      }
      case ARENA -> {
        if (register.type() != RegisterType.PTR_TO_ARENA && !register.isScalar()) {
          throw env.reject(Errno.EINVAL, "R%d is not a pointer to arena or scalar.", number);
        }
      }
      case DYNPTR -> {
        calls.checkArgumentOffset(number, true);
        calls.checkConstDynptrArgument(number, -1);
      }
      case BTF_ID -> {
        if (!(register.isNull() && RegisterType.mayBeNull(wanted.flags()))) {
          calls.checkBtfArgument(
              number,
              java.util.Objects.requireNonNull(wanted.btf()),
              wanted.btfId(),
              wanted.flags());
        }
      }
    }
  }
}
