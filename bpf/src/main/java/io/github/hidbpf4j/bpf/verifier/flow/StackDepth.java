package io.github.hidbpf4j.bpf.verifier.flow;

import io.github.hidbpf4j.bpf.Errno;
import io.github.hidbpf4j.bpf.asm.Instruction;
import io.github.hidbpf4j.bpf.asm.Opcode;
import io.github.hidbpf4j.bpf.verifier.call.CallChecker;
import io.github.hidbpf4j.bpf.verifier.env.SubprogramFacts;
import io.github.hidbpf4j.bpf.verifier.env.VerifierEnv;
import io.github.hidbpf4j.bpf.verifier.state.VerifierState;

/**
 * How deep calls and stacks get, over all chains of calls ({@code check_max_stack_depth}):
 * asynchronous callbacks are roots of their own.
 */
public final class StackDepth {
  private static final int MAX_STACK = 512;
  private static final int TAIL_CALL_STACK = 256;

  private final VerifierEnv env;
  private final CallChecker calls;

  /** For one verification. */
  public StackDepth(VerifierEnv env, CallChecker calls) {
    this.env = env;
    this.calls = calls;
  }

  /** Checks all roots. */
  public void check() {
    for (int i = env.subprograms().size() - 1; i >= 0; i--) {
      if (i == 0 || env.subprograms().get(i).isAsyncCallback()) {
        check(i);
      }
    }
  }

  /** A JIT gives stacks in multiples of 16 bytes. */
  private static int rounded(int depth) {
    return depth + 15 & ~15;
  }

  /** {@code check_max_stack_depth_subprog}. */
  private void check(int root) {
    int[] returnSlots = new int[VerifierState.MAX_CALL_FRAMES];
    int[] callers = new int[VerifierState.MAX_CALL_FRAMES];
    int frame = 0;
    int current = root;
    int at = env.subprograms().get(root).start;
    boolean tailCall = false;
    int depth = enter(root, 0, 0, callers);
    while (true) {
      SubprogramFacts subprogram = env.subprograms().get(current);
      int callee = -1;
      for (; at < subprogram.end; at++) {
        Instruction insn = env.instructions[at];
        if (isThrow(insn)) {
          checkThrow(at, current, frame, callers);
        } else if (Subprograms.isReference(insn)) {
          int target = env.findSubprogram(at + insn.imm() + 1);
          if (!isSkipped(insn, at, env.subprograms().get(target))) {
            callee = target;
            break;
          }
        }
      }
      if (callee >= 0) {
        returnSlots[frame] = at + 1;
        callers[frame] = current;
        current = callee;
        at = env.subprograms().get(callee).start;
        tailCall |= env.subprograms().get(callee).hasTailCall();
        frame++;
        if (frame >= VerifierState.MAX_CALL_FRAMES) {
          throw env.reject(Errno.E2BIG, "the call stack of %d frames is too deep !", frame);
        }
        depth = enter(callee, depth, frame, callers);
        continue;
      }
      if (tailCall) {
        markTailCalls(frame, callers);
      }
      if (frame == 0) {
        return;
      }
      depth -= rounded(subprogram.stackDepth());
      frame--;
      at = returnSlots[frame];
      current = callers[frame];
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

  private void checkThrow(int at, int current, int frame, int[] callers) {
    boolean inCallback = env.subprograms().get(current).isCallback();
    for (int i = 0; i < frame && !inCallback; i++) {
      inCallback = env.subprograms().get(callers[i]).isCallback();
    }
    if (inCallback) {
      throw env.reject(
          Errno.EINVAL,
          "bpf_throw kfunc (insn %d) cannot be called from callback subprog %d",
          at,
          current);
    }
  }

  /** Enters a function: returns the depth of the stack with it. */
  private int enter(int number, int depth, int frame, int[] callers) {
    SubprogramFacts subprogram = env.subprograms().get(number);
    if (subprogram.hasLegacyPacketAccess()) {
      boolean inCallback = subprogram.isCallback();
      for (int i = 0; i < frame && !inCallback; i++) {
        inCallback = env.subprograms().get(callers[i]).isCallback();
      }
      if (inCallback) {
        throw env.reject(Errno.EINVAL, "cannot use BPF_LD_[ABS|IND] within callback");
      }
    }
    if (number != 0 && subprogram.hasTailCall() && depth >= TAIL_CALL_STACK) {
      throw env.reject(
          Errno.EACCES,
          "tail_calls are not allowed when call stack of previous frames is %d bytes. Too large",
          depth);
    }
    int total = depth + rounded(subprogram.stackDepth());
    if (total > MAX_STACK) {
      throw env.reject(
          Errno.EACCES, "combined stack size of %d calls is %d. Too large", frame + 1, total);
    }
    return total;
  }

  private void markTailCalls(int frame, int[] callers) {
    for (int i = 0; i < frame; i++) {
      SubprogramFacts caller = env.subprograms().get(callers[i]);
      if (caller.isExceptionCallback()) {
        throw env.reject(Errno.EINVAL, "cannot tail call within exception cb");
      }
    }
  }
}
