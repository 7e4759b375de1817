package io.github.hidbpf4j.bpf.verifier.walk;

import io.github.hidbpf4j.bpf.Errno;
import io.github.hidbpf4j.bpf.verifier.env.Rejection;
import io.github.hidbpf4j.bpf.verifier.env.VerifierEnv;
import io.github.hidbpf4j.bpf.verifier.env.WalkOperations;
import io.github.hidbpf4j.bpf.verifier.scalar.ReturnRange;
import io.github.hidbpf4j.bpf.verifier.state.FrameState;
import io.github.hidbpf4j.bpf.verifier.state.RegisterState;
import io.github.hidbpf4j.bpf.verifier.state.RegisterType;
import io.github.hidbpf4j.bpf.verifier.state.VerifierState;

/**
 * Ends of functions and programs: what is still held, what is returned ({@code prepare_func_exit},
 * {@code check_return_code}, {@code check_reference_leak}).
 */
final class ExitChecker {
  private final VerifierEnv env;
  private final Registers registers;
  private final WalkOperations walk;

  ExitChecker(VerifierEnv env, Registers registers, WalkOperations walk) {
    this.env = env;
    this.registers = registers;
    this.walk = walk;
  }

  /** Locks and sections must be closed at the end of the program, or when it throws. */
  void checkSections(boolean throwing) {
    VerifierState state = env.state();
    if (!throwing && state.currentFrame() != 0) {
      return;
    }
    if (state.activeLock() != null) {
      throw reject(
          throwing
              ? "bpf_throw cannot be used inside bpf_spin_lock-ed region"
              : "bpf_spin_unlock is missing");
    }
    if (state.activeRcuLock()) {
      throw reject(
          throwing
              ? "bpf_throw cannot be used inside bpf_rcu_read_lock-ed region"
              : "bpf_rcu_read_unlock is missing");
    }
    int preempt = state.activePreemptLock();
    if (preempt != 0) {
      throw reject(
          throwing
              ? "bpf_throw cannot be used inside bpf_preempt_disable-ed region"
              : preempt + " bpf_preempt_enable" + (preempt == 1 ? " is" : "(s) are") + " missing");
    }
  }

  private Rejection reject(String message) {
    return env.reject(Errno.EINVAL, "%s", message);
  }

  /** {@code check_reference_leak}. */
  void checkReferenceLeak(boolean throwing) {
    FrameState frame = env.frame();
    if (!throwing && frame.number() != 0 && !frame.inCallback()) {
      return;
    }
    Rejection last = null;
    for (int i = 0; i < frame.referenceCount(); i++) {
      FrameState.Reference r = frame.reference(i);
      if (throwing || !frame.inCallback() || r.callbackFrame() == frame.number()) {
        last =
            env.reject(Errno.EINVAL, "Unreleased reference id=%d alloc_insn=%d", r.id(), r.slot());
      }
    }
    if (last != null) {
      throw last;
    }
  }

  /** Goes back to the caller; returns the slot to go on with ({@code prepare_func_exit}). */
  int leaveFunction() {
    VerifierState state = env.state();
    FrameState callee = state.frame();
    RegisterState result = callee.register(0);
    if (result.type() == RegisterType.PTR_TO_STACK) {
      throw reject("cannot return stack pointer to the caller");
    }
    FrameState caller = state.frame(state.currentFrame() - 1);
    boolean callback = callee.inCallback();
    if (callback) {
      if (!result.isScalar()) {
        throw env.reject(Errno.EACCES, "R0 not a scalar value");
      }
      env.markRead(result);
      walk.markPrecise(0);
      ReturnRange range = new ReturnRange(callee.returnMin(), callee.returnMax(), false);
      checkRange(result, range, "At callback return", "R0");
    } else {
      caller.register(0).copy(result);
      caller.copyReferences(callee);
    }
    int slot = callback ? callee.callsite() : callee.callsite() + 1;
    if (env.log.showsInstructions()) {
      env.verbose("returning from callee:");
      env.text.printAll(callee);
      env.verbose("to caller at " + slot + ":");
      env.text.printAll(caller);
    }
    state.popFrame();
    if (callback) {
      VerifierState previous = walk.findPreviousEntry(state, slot);
      if (previous != null) {
        walk.widenImpreciseScalars(previous, state);
      }
    }
    return slot;
  }

  private void checkRange(RegisterState value, ReturnRange range, String when, String name) {
    if (!range.contains(value)) {
      throw reject(range.complain(when, name, value));
    }
  }

  /** {@code check_return_code}. */
  void checkReturnCode(int register, String name) {
    FrameState first = env.state().frame(0);
    boolean subprogram = first.subprogram() != 0;
    boolean ofProgram = !subprogram || first.inExceptionCallback();
    if (ofProgram && env.types().returnsNothing() && !first.inAsyncCallback()) {
      return;
    }
    ReturnRange range = ofProgram ? env.types().returnRange() : null;
    registers.checkReadable(register);
    RegisterState value = env.register(register);
    String when = "At program exit";
    if (first.inAsyncCallback()) {
      when = "At async callback return";
      range = ReturnRange.ZERO;
    } else if (subprogram && !first.inExceptionCallback()) {
      if (!value.isScalar()) {
        throw env.reject(
            Errno.EINVAL,
            "At subprogram exit the register R%d is not a scalar value (%s)",
            register,
            RegisterType.text(value.type()));
      }
      return;
    }
    if (range == null) {
      return;
    }
    if (!value.isScalar()) {
      throw env.reject(
          Errno.EINVAL,
          "%s the register R%d is not a known value (%s)",
          when,
          register,
          RegisterType.text(value.type()));
    }
    walk.markPrecise(register);
    checkRange(value, range, when, name);
  }
}
