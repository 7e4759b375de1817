package io.github.hidbpf4j.bpf.verifier.walk;

import io.github.hidbpf4j.bpf.Errno;
import io.github.hidbpf4j.bpf.proto.VerifierRule;
import io.github.hidbpf4j.bpf.verifier.call.ExitRules;
import io.github.hidbpf4j.bpf.verifier.env.VerifierEnv;
import io.github.hidbpf4j.bpf.verifier.prune.Precision;
import io.github.hidbpf4j.bpf.verifier.prune.StateTable;
import io.github.hidbpf4j.bpf.verifier.scalar.ReturnRange;
import io.github.hidbpf4j.bpf.verifier.state.FrameState;
import io.github.hidbpf4j.bpf.verifier.state.RegisterState;
import io.github.hidbpf4j.bpf.verifier.state.RegisterType;
import io.github.hidbpf4j.bpf.verifier.state.VerifierState;

/** Returns from functions of the program to their callers ({@code prepare_func_exit}). */
final class FunctionExits {
  private final VerifierEnv env;
  private final ExitRules rules;
  private final Precision precision;
  private final StateTable table;

  FunctionExits(VerifierEnv env, ExitRules rules, Precision precision, StateTable table) {
    this.env = env;
    this.rules = rules;
    this.precision = precision;
    this.table = table;
  }

  /** Returns to the caller; returns the next slot ({@code prepare_func_exit}). */
  int leave() {
    VerifierState state = env.state();
    FrameState callee = state.frame();
    RegisterState result = callee.register(0);
    if (result.type() == RegisterType.PTR_TO_STACK) {
      throw env.reject(Errno.EINVAL, "cannot return stack pointer to the caller");
    }
    FrameState caller = state.frame(state.currentFrame() - 1);
    boolean callback = callee.inCallback();
    if (callback) {
      if (!result.isScalar()) {
        throw env.reject(Errno.EACCES, "R0 not a scalar value");
      }
      env.markRead(result);
      precision.mark(0);
      ReturnRange range = new ReturnRange(callee.returnMin(), callee.returnMax(), false);
      rules.checkRange(result, range, "At callback return", "R0");
    } else {
      caller.register(0).copy(result);
    }
    if (!callback || env.has(VerifierRule.REFERENCES_OF_STATE)) {
      caller.copyReferences(callee);
    }
    int slot = callback ? callee.callsite() : callee.callsite() + 1;
    if (env.log.showsInstructions()) {
      env.verbose("returning from callee:");
      env.text.printAll(callee);
      env.verbose("to caller at " + slot + ":");
      env.text.printAll(caller);
    }
    env.countReturn(callee, caller);
    state.popFrame();
    if (callback) {
      VerifierState previous = table.findPrevious(state, slot);
      if (previous != null) {
        table.widen(previous, state);
      }
    }
    return slot;
  }
}
