package io.github.hidbpf4j.bpf.verifier.call;

import io.github.hidbpf4j.bpf.Errno;
import io.github.hidbpf4j.bpf.proto.ControlFunctions;
import io.github.hidbpf4j.bpf.verifier.env.Rejection;
import io.github.hidbpf4j.bpf.verifier.env.VerifierEnv;
import io.github.hidbpf4j.bpf.verifier.operand.Operands;
import io.github.hidbpf4j.bpf.verifier.scalar.ReturnRange;
import io.github.hidbpf4j.bpf.verifier.state.FrameState;
import io.github.hidbpf4j.bpf.verifier.state.RegisterState;
import io.github.hidbpf4j.bpf.verifier.state.RegisterType;
import io.github.hidbpf4j.bpf.verifier.state.VerifierState;
import io.github.hidbpf4j.bpf.verifier.type.TypeChecker;

/**
 * What must be given back and what may be returned where a program or function ends, by an exit or
 * by a call that does not come back ({@code check_reference_leak}, {@code check_return_code}).
 */
public final class ExitRules {
  private final VerifierEnv env;
  private final TypeChecker types;
  private final Operands operands;

  /** Rules for a verification. */
  public ExitRules(VerifierEnv env, TypeChecker types, Operands operands) {
    this.env = env;
    this.types = types;
    this.operands = operands;
  }

  /** Locks and sections must be closed at the end of the program, or when it throws. */
  public void checkSections(boolean throwing) {
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
              : "%d %s%s missing"
                  .formatted(
                      preempt, ControlFunctions.PREEMPT_ENABLE, preempt == 1 ? " is" : "(s) are"));
    }
  }

  private Rejection reject(String message) {
    return env.reject(Errno.EINVAL, "%s", message);
  }

  /**
   * References must be released where the frame that acquired them ends ({@code
   * check_reference_leak}).
   */
  public void checkReferenceLeak(boolean throwing) {
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

  /** A value that is returned lies in a range. */
  public void checkRange(RegisterState value, ReturnRange range, String when, String name) {
    if (!range.contains(value)) {
      throw reject(range.complain(when, name, value));
    }
  }

  /** The register must hold what the program may return ({@code check_return_code}). */
  public void checkReturnCode(int register, String name) {
    FrameState first = env.state().frame(0);
    boolean subprogram = first.subprogram() != 0;
    boolean ofProgram = !subprogram || first.inExceptionCallback();
    if (ofProgram && types.returnsNothing() && !first.inAsyncCallback()) {
      return;
    }
    ReturnRange range = ofProgram ? types.returnRange() : null;
    operands.registers().checkReadable(register);
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
    operands.precision().mark(register);
    checkRange(value, range, when, name);
  }
}
