package io.github.hidbpf4j.bpf.verifier.flow;

import io.github.hidbpf4j.bpf.Errno;
import io.github.hidbpf4j.bpf.asm.Instruction;
import io.github.hidbpf4j.bpf.asm.Opcode;
import io.github.hidbpf4j.bpf.btf.Btf;
import io.github.hidbpf4j.bpf.proto.ControlFunctions;
import io.github.hidbpf4j.bpf.verifier.env.SubprogramFacts;
import io.github.hidbpf4j.bpf.verifier.env.VerifierEnv;
import io.github.hidbpf4j.bpf.verifier.state.RegisterType;
import java.util.ArrayList;
import java.util.List;

/**
 * Checks that Linux makes only when it rewrites a verified program: {@code convert_ctx_accesses},
 * {@code fixup_kfunc_call} and {@code jit_subprogs} of {@code kernel/bpf/verifier.c}, Linux 6.12,
 * in their order.
 */
public final class RewritingChecks {
  /** Instructions that stand for a {@code bpf_loop} that is inlined ({@code inline_bpf_loop}). */
  private static final int INLINED_LOOP = 19;

  private final VerifierEnv env;

  /** Creates it for one verification. */
  public RewritingChecks(VerifierEnv env) {
    this.env = env;
  }

  /** Checks all reachable instructions. */
  public void check() {
    for (int i = 0; i < env.instructions.length; i++) {
      Instruction insn = env.instructions[i];
      if (env.facts[i].isSeen()
          && env.facts[i].pointerType() == RegisterType.PTR_TO_ARENA
          && insn.instructionClass() == Opcode.LDX
          && Opcode.mode(insn.opcode()) == Opcode.MEMSX) {
        env.moveTo(i);
        throw env.reject(Errno.EOPNOTSUPP, "sign extending loads from arena are not supported yet");
      }
    }
    for (int i = 0; i < env.instructions.length; i++) {
      Instruction insn = env.instructions[i];
      if (env.facts[i].isSeen()
          && insn.opcode() == (Opcode.JMP | Opcode.CALL)
          && insn.src() == Opcode.PSEUDO_KFUNC_CALL
          && insn.imm() == 0) {
        env.moveTo(i);
        throw env.reject(
            Errno.EINVAL, "invalid kernel function call not eliminated in verifier pass");
      }
    }
    checkCallbacks();
  }

  /**
   * The address of a callback that no path calls: the kernel takes the callback out as dead code,
   * lets the address point to where it was, and gives up when no other function begins there. It
   * does not look where a single function is left, the one it adds for {@code bpf_throw} counted.
   * Loops are inlined before, so that functions are longer than they were.
   */
  private void checkCallbacks() {
    List<SubprogramFacts> left = env.subprograms().stream().filter(s -> isLive(s.start)).toList();
    int functions = left.size() + (addsExceptionCallback() ? 1 : 0);
    if (functions <= 1 || left.size() == env.subprograms().size()) {
      return;
    }
    List<Integer> starts = new ArrayList<>();
    for (SubprogramFacts s : left) {
      starts.add(afterRemoval(s.start));
    }
    for (int i = 0; i < env.instructions.length; i++) {
      Instruction insn = env.instructions[i];
      if (!isLive(i) || !Subprograms.isPointer(insn)) {
        continue;
      }
      int target = i + insn.imm() + 1;
      if (!isLive(target) && !starts.contains(afterRemoval(target))) {
        env.moveTo(i);
        throw env.reject(Errno.EFAULT, env.texts.noFunctionAt(afterRemoval(target)));
      }
    }
  }

  /** Whether the kernel appends an exception callback: for a program that throws and has none. */
  private boolean addsExceptionCallback() {
    Btf kernel = env.program.kernelBtf();
    if (env.exceptionCallback() != 0 || kernel == null) {
      return false;
    }
    for (int i = 0; i < env.instructions.length; i++) {
      Instruction insn = env.instructions[i];
      if (isLive(i)
          && insn.opcode() == (Opcode.JMP | Opcode.CALL)
          && insn.src() == Opcode.PSEUDO_KFUNC_CALL
          && insn.imm() > 0
          && kernel.type(insn.imm()).name().equals(ControlFunctions.THROW.name())) {
        return true;
      }
    }
    return false;
  }

  private boolean isLive(int slot) {
    return env.facts[slot].isSeen();
  }

  /**
   * Where a reference to a slot points when loops are inlined ({@code optimize_bpf_loop}) and dead
   * code is gone ({@code opt_remove_dead_code}): runs of dead slots go one by one; what points
   * behind one moves, what points into it stays.
   */
  private int afterRemoval(int slot) {
    int target = length(0, slot);
    int place = 0;
    int i = 0;
    while (i < env.instructions.length) {
      int from = i;
      while (i < env.instructions.length && !isLive(i)) {
        i++;
      }
      int count = i - from;
      if (target >= place + count) {
        target -= count;
      }
      if (i < env.instructions.length) {
        place += length(i, i + 1);
        i++;
      }
    }
    return target;
  }

  /** How many slots there are where loops are inlined. */
  private int length(int from, int to) {
    int length = to - from;
    for (int i = from; i < to; i++) {
      length += env.facts[i].inlinesLoop() ? INLINED_LOOP - 1 : 0;
    }
    return length;
  }
}
