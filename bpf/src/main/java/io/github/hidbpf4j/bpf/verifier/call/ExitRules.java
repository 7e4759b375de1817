package io.github.hidbpf4j.bpf.verifier.call;

import io.github.hidbpf4j.bpf.Errno;
import io.github.hidbpf4j.bpf.program.LinkedProgram;
import io.github.hidbpf4j.bpf.program.ProgramType;
import io.github.hidbpf4j.bpf.proto.ControlFunctions;
import io.github.hidbpf4j.bpf.proto.StorageFunctions;
import io.github.hidbpf4j.bpf.proto.VerifierRule;
import io.github.hidbpf4j.bpf.verifier.env.Rejection;
import io.github.hidbpf4j.bpf.verifier.env.VerifierEnv;
import io.github.hidbpf4j.bpf.verifier.operand.Operands;
import io.github.hidbpf4j.bpf.verifier.scalar.ReturnRange;
import io.github.hidbpf4j.bpf.verifier.state.FrameState;
import io.github.hidbpf4j.bpf.verifier.state.RegisterState;
import io.github.hidbpf4j.bpf.verifier.state.RegisterType;
import io.github.hidbpf4j.bpf.verifier.state.VerifierState;
import io.github.hidbpf4j.bpf.verifier.type.ReturnRule;
import io.github.hidbpf4j.bpf.verifier.type.TypeChecker;

/**
 * Checks what must be released and what may be returned where a program or function ends, by an
 * exit or by a call that does not return ({@code check_reference_leak}, {@code check_return_code}).
 */
public final class ExitRules {
  /** Name of a tail call for {@link #checkWayOut}. */
  static final String TAIL_CALL = "tail_call";

  private final VerifierEnv env;
  private final TypeChecker types;
  private final Operands operands;

  /** Creates the rules for a verification. */
  public ExitRules(VerifierEnv env, TypeChecker types, Operands operands) {
    this.env = env;
    this.types = types;
    this.operands = operands;
  }

  /**
   * Checks that locks, sections and references are released where a function of the program ends or
   * throws.
   */
  public void checkEnd(boolean throwing) {
    if (env.has(VerifierRule.RESOURCES_CHECKED_TOGETHER)) {
      boolean known = throwing && env.has(VerifierRule.THROWS_CHECKED_AS_SUCH);
      checkResources(
          throwing,
          known || env.state().currentFrame() == 0,
          known ? ControlFunctions.THROW.name() : "BPF_EXIT instruction in main prog");
    } else {
      checkSections(throwing);
      checkReferenceLeak(throwing);
    }
  }

  /** Checks that nothing is held at a call or load that may end the program without returning. */
  public void checkWayOut(String what) {
    if (env.has(VerifierRule.RESOURCES_CHECKED_TOGETHER)) {
      checkResources(false, true, what);
      return;
    }
    VerifierState state = env.state();
    boolean tailCall = what.equals(TAIL_CALL);
    if (tailCall && state.activeLock() != null) {
      throw reject(what + " cannot be used inside bpf_spin_lock-ed region");
    }
    try {
      checkReferenceLeak(false);
    } catch (Rejection r) {
      throw env.reject(
          r.errno(),
          what
              + (tailCall
                  ? " would lead to reference leak"
                  : " cannot be mixed with socket references"));
    }
    if (!tailCall && state.activeLock() != null) {
      throw reject(what + " cannot be used inside bpf_spin_lock-ed region");
    }
    checkRcuAndPreemption(what);
  }

  /** {@code check_resource_leak}, since Linux 6.14. */
  private void checkResources(boolean throwing, boolean sections, String what) {
    if (sections && env.state().activeLock() != null) {
      throw reject(what + " cannot be used inside bpf_spin_lock-ed region");
    }
    try {
      checkReferenceLeak(throwing);
    } catch (Rejection r) {
      throw env.reject(r.errno(), what + " would lead to reference leak");
    }
    if (sections && env.hasInterruptsOff()) {
      throw reject(what + " cannot be used inside bpf_local_irq_save-ed region");
    }
    if (sections) {
      checkRcuAndPreemption(what);
    }
  }

  private void checkRcuAndPreemption(String what) {
    if (env.state().activeRcuLock()) {
      throw reject(what + " cannot be used inside bpf_rcu_read_lock-ed region");
    }
    if (env.state().activePreemptLock() != 0) {
      throw reject(what + " cannot be used inside bpf_preempt_disable-ed region");
    }
  }

  /** Locks and sections must be closed at the end of the program, or when it throws. */
  private void checkSections(boolean throwing) {
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
  private void checkReferenceLeak(boolean throwing) {
    FrameState frame = env.frame();
    boolean ofState = env.has(VerifierRule.REFERENCES_OF_STATE);
    if (!throwing && frame.number() != 0 && (ofState || !frame.inCallback())) {
      return;
    }
    int returned =
        ofState && !throwing && env.program.type() == ProgramType.STRUCT_OPS
            ? env.register(0).refObjId()
            : 0;
    Rejection last = null;
    for (int i = 0; i < frame.referenceCount(); i++) {
      FrameState.Reference r = frame.reference(i);
      if (r.id() == returned || r.interrupts()) {
        continue; // its type is checked against that of the result
      }
      if (throwing || ofState || !frame.inCallback() || r.callbackFrame() == frame.number()) {
        last =
            env.reject(Errno.EINVAL, "Unreleased reference id=%d alloc_insn=%d", r.id(), r.slot());
      }
    }
    if (last != null) {
      throw last;
    }
  }

  /** Checks that a returned value is in a range. */
  public void checkRange(RegisterState value, ReturnRange range, String when, String name) {
    if (!range.contains(value)) {
      throw reject(range.complain(when, name, value));
    }
  }

  /** Checks that the register holds what the program may return ({@code check_return_code}). */
  public void checkReturnCode(int register, String name) {
    FrameState first = env.state().frame(0);
    boolean subprogram = first.subprogram() != 0;
    boolean ofProgram = !subprogram || first.inExceptionCallback();
    if (ofProgram && types.returnsNothing() && !first.inAsyncCallback()) {
      return;
    }
    if (!ofProgram
        && !first.inAsyncCallback()
        && env.subprograms().get(first.subprogram()).returnsNothing()) {
      return;
    }
    if (ofProgram) {
      checkPointerResult(register);
    }
    ReturnRange range = ofProgram ? types.returnRange() : null;
    operands.registers().checkReadable(register);
    RegisterState value = env.register(register);
    String when = "At program exit";
    if (first.inAsyncCallback()) {
      when = "At async callback return";
      range = new ReturnRange(first.returnMin(), first.returnMax(), false);
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

  /** Checks the result that a program sets, in R1, for the system call that it is attached to. */
  void checkSetResult() {
    LinkedProgram program = env.program;
    boolean checked = env.has(VerifierRule.SET_RESULTS_CHECKED);
    RegisterState value = env.register(1);
    if (checked && !value.isScalar()) {
      throw reject("R1 is not a scalar");
    }
    ReturnRange range = ReturnRule.ERROR_OR_ZERO;
    if (program.type() == ProgramType.CGROUP_SOCKOPT && program.section().endsWith("getsockopt")) {
      return;
    }
    if (program.type() == ProgramType.LSM && program.target().kind().equals("lsm_cgroup")) {
      ReturnRange ofHook = ReturnRule.ofHook(program);
      if (ofHook == null) {
        throw reject("BPF_LSM_CGROUP that attach to void LSM hooks can't modify return value!");
      }
      range = ofHook;
    }
    if (checked) {
      operands.precision().mark(1);
      checkRange(value, range, "At " + StorageFunctions.SET_RETVAL.name(), "R1");
    }
  }

  /**
   * Handles a returned pointer, whose data the kernel misinterprets as a BTF type and may crash on.
   */
  private void checkPointerResult(int register) {
    if (env.program.type() != ProgramType.STRUCT_OPS || !env.has(VerifierRule.POINTER_RESULTS)) {
      return;
    }
    RegisterState value = env.register(register);
    switch (RegisterType.base(value.type())) {
      case RegisterType.PTR_TO_MEM,
          RegisterType.PTR_TO_FUNC,
          RegisterType.CONST_PTR_TO_MAP,
          RegisterType.PTR_TO_MAP_KEY,
          RegisterType.PTR_TO_MAP_VALUE ->
          throw reject(
              "R%d points to %s: Linux 6.16 to 7.3 oops here while loading; return a number"
                  .formatted(register, RegisterType.text(value.type())));
      default -> {}
    }
  }
}
