package io.github.hidbpf4j.bpf.verifier.flow;

import io.github.hidbpf4j.bpf.Errno;
import io.github.hidbpf4j.bpf.asm.Instruction;
import io.github.hidbpf4j.bpf.asm.Opcode;
import io.github.hidbpf4j.bpf.proto.VerifierRule;
import io.github.hidbpf4j.bpf.verifier.call.CallChecker;
import io.github.hidbpf4j.bpf.verifier.env.SubprogramFacts;
import io.github.hidbpf4j.bpf.verifier.env.VerifierEnv;
import java.util.ArrayList;
import java.util.List;

/**
 * Checks the depth of calls and stacks over all call chains ({@code check_max_stack_depth});
 * asynchronous callbacks are separate roots.
 */
public final class StackDepth {
  private static final int MAX_STACK = 512;
  private static final int TAIL_CALL_STACK = 256;

  private final VerifierEnv env;
  private final CallChecker calls;
  private final boolean forgetsGlobals;
  private final boolean forgetsTailCalls;

  /**
   * A call that is being followed.
   *
   * @param subprogram the caller
   * @param slot where it continues afterwards
   * @param frame depth of the caller
   * @param tailCall whether a tail call was seen on the way to the caller
   */
  private record Caller(int subprogram, int slot, int frame, boolean tailCall) {}

  /** Creates it for one verification. */
  public StackDepth(VerifierEnv env, CallChecker calls) {
    this.env = env;
    this.calls = calls;
    forgetsGlobals = env.has(VerifierRule.GLOBAL_CALLS_COUNT_ANEW);
    forgetsTailCalls = env.has(VerifierRule.NO_TAIL_CALL_IN_CALLBACKS);
  }

  /** Checks all roots. */
  public void check() {
    for (int i = env.subprograms().size() - 1; i >= 0; i--) {
      if (i == 0 || env.subprograms().get(i).isAsyncCallback()) {
        check(i);
      }
    }
  }

  /** Rounds to 16 bytes, as JITs allocate stack in such multiples. */
  private static int rounded(int depth) {
    return depth + 15 & ~15;
  }

  /** {@code check_max_stack_depth_subprog}. */
  private void check(int root) {
    List<Caller> callers = new ArrayList<>();
    int frame = 0;
    int current = root;
    int at = env.subprograms().get(root).start;
    boolean tailCall = false;
    int depth = enter(root, 0, callers);
    while (true) {
      SubprogramFacts subprogram = env.subprograms().get(current);
      int callee = -1;
      for (; at < subprogram.end; at++) {
        Instruction insn = env.instructions[at];
        if (isThrow(insn)) {
          checkThrow(at, current, callers);
        } else if (Subprograms.isReference(insn)) {
          int target = env.findSubprogram(at + insn.imm() + 1);
          if (!isSkipped(insn, at, env.subprograms().get(target))) {
            callee = target;
            break;
          }
        }
      }
      if (callee >= 0) {
        callers.add(new Caller(current, at + 1, frame, tailCall));
        current = callee;
        SubprogramFacts called = env.subprograms().get(callee);
        at = called.start;
        tailCall = called.hasTailCall() || tailCall && !forgetsTailCalls;
        frame = forgetsGlobals && called.isGlobal() ? 0 : frame + 1;
        if (frame >= env.callFrames()) {
          throw env.reject(Errno.E2BIG, "the call stack of %d frames is too deep !", frame);
        }
        depth = enter(callee, depth, callers);
        continue;
      }
      if (tailCall) {
        checkTailCall(current, callers);
      }
      if (callers.isEmpty()) {
        return;
      }
      depth -= rounded(subprogram.stackDepth());
      Caller back = callers.removeLast();
      at = back.slot();
      current = back.subprogram();
      frame = back.frame();
      tailCall = back.tailCall() || tailCall;
    }
  }

  private boolean isThrow(Instruction insn) {
    return insn.opcode() == (Opcode.JMP | Opcode.CALL)
        && insn.src() == Opcode.PSEUDO_KFUNC_CALL
        && calls.isThrow(insn);
  }

  private boolean isSkipped(Instruction insn, int at, SubprogramFacts callee) {
    if (!callee.isAsyncCallback()) {
      return false;
    }
    if (!Subprograms.isCall(insn)) {
      return true;
    }
    if (callee.isExceptionCallback()) {
      throw env.reject(Errno.EINVAL, "insn %d cannot call exception cb directly", at);
    }
    return false;
  }

  private void checkThrow(int at, int current, List<Caller> callers) {
    if (isInCallback(current, callers)) {
      throw env.reject(
          Errno.EINVAL,
          "bpf_throw kfunc (insn %d) cannot be called from callback subprog %d",
          at,
          current);
    }
  }

  /** Enters a function; returns the stack depth including it. */
  private int enter(int number, int depth, List<Caller> callers) {
    SubprogramFacts subprogram = env.subprograms().get(number);
    if (subprogram.hasLegacyPacketAccess() && isInCallback(number, callers)) {
      throw env.reject(Errno.EINVAL, "cannot use BPF_LD_[ABS|IND] within callback");
    }
    if (number != 0 && subprogram.hasTailCall() && depth >= TAIL_CALL_STACK) {
      throw env.reject(
          Errno.EACCES,
          "tail_calls are not allowed when call stack of previous frames is %d bytes. Too large",
          depth);
    }
    int total = depth + rounded(subprogram.stackDepth());
    env.reachStack(total);
    if (total > MAX_STACK) {
      throw env.reject(
          Errno.EACCES,
          "combined stack size of %d calls is %d. Too large",
          callers.size() + 1,
          total);
    }
    return total;
  }

  private boolean isInCallback(int number, List<Caller> callers) {
    return env.subprograms().get(number).isCallback()
        || callers.stream().anyMatch(c -> env.subprograms().get(c.subprogram()).isCallback());
  }

  /**
   * Checks that a tail call does not leave a callback; before Linux 7.2 only the exception
   * callback.
   */
  private void checkTailCall(int current, List<Caller> callers) {
    if (env.has(VerifierRule.NO_TAIL_CALL_IN_CALLBACKS)) {
      if (isInCallback(current, callers)) {
        throw env.reject(Errno.EINVAL, "cannot tail call within callback");
      }
      return;
    }
    for (Caller caller : callers) {
      if (env.subprograms().get(caller.subprogram()).isExceptionCallback()) {
        throw env.reject(Errno.EINVAL, "cannot tail call within exception cb");
      }
    }
  }
}
