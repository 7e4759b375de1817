package io.github.hidbpf4j.bpf.verifier.flow;

import io.github.hidbpf4j.bpf.asm.Instruction;
import io.github.hidbpf4j.bpf.asm.Opcode;
import io.github.hidbpf4j.bpf.proto.VerifierRule;
import io.github.hidbpf4j.bpf.verifier.call.CallChecker;
import io.github.hidbpf4j.bpf.verifier.env.SubprogramFacts;
import io.github.hidbpf4j.bpf.verifier.env.VerifierEnv;
import io.github.hidbpf4j.bpf.verifier.state.FrameState;

/**
 * Finds spills and fills that a compiler put around calls that preserve registers ({@code
 * mark_fastcall_patterns}): unless their stack is used otherwise, they are removed, along with
 * their part of the stack.
 */
public final class FastcallPatterns {
  private static final int SPILL = Opcode.STX | Opcode.MEM | Opcode.DW;
  private static final int FILL = Opcode.LDX | Opcode.MEM | Opcode.DW;

  private final VerifierEnv env;
  private final CallChecker calls;

  /** Creates it for one verification. */
  public FastcallPatterns(VerifierEnv env, CallChecker calls) {
    this.env = env;
    this.calls = calls;
  }

  /** Marks all patterns. */
  public void mark() {
    for (SubprogramFacts subprogram : env.subprograms()) {
      int lowest = 0;
      for (int i = subprogram.start; i < subprogram.end; i++) {
        Instruction insn = env.instructions[i];
        if (insn.opcode() == SPILL && insn.dst() == 10) {
          lowest = Math.min(lowest, insn.offset());
        }
      }
      for (int i = subprogram.start; i < subprogram.end; i++) {
        if (env.instructions[i].opcode() == (Opcode.JMP | Opcode.CALL)) {
          mark(subprogram, i, lowest);
        }
      }
    }
  }

  private void mark(SubprogramFacts subprogram, int call, int lowest) {
    int clobbered = calls.fastcallClobbers(env.instructions[call]);
    if (clobbered == FrameState.CALLER_SAVED_MASK || clobbered == 0) {
      return;
    }
    int expected = ~clobbered & FrameState.CALLER_SAVED_MASK;
    int off = lowest;
    int i = 1;
    for (; i <= 6; i++, off += 8) {
      if (call - i < 0
          || call + i >= env.instructions.length
          || env.facts[call - i + 1].isJumpTarget()
          || env.facts[call + i].isJumpTarget()) {
        break;
      }
      Instruction spill = env.instructions[call - i];
      Instruction fill = env.instructions[call + i];
      if (spill.opcode() != SPILL
          || fill.opcode() != FILL
          || spill.dst() != 10
          || fill.src() != 10
          || spill.src() != fill.dst()
          || (1 << spill.src() & expected) == 0
          || spill.offset() != off
          || fill.offset() != off) {
        break;
      }
      expected &= ~(1 << spill.src());
      env.facts[call - i].joinFastcallPattern();
      env.facts[call + i].joinFastcallPattern();
    }
    if (i == 1) {
      return;
    }
    // a pattern around a call that is not inlined does not affect the others, but keeps the stack
    if (calls.isFastcall(env.instructions[call])) {
      env.facts[call].setFastcallSpills(i - 1);
    } else {
      subprogram.keepFastcallStack();
    }
    subprogram.reserveFastcallStack(off);
  }

  /** Frees the stack of patterns that are removed ({@code remove_fastcall_spills_fills}). */
  public void freeStack() {
    for (SubprogramFacts subprogram : env.subprograms()) {
      boolean removed = false;
      for (int i = subprogram.start; i < subprogram.end; i++) {
        removed |= env.facts[i].fastcallSpills() > 0;
      }
      if (removed) {
        subprogram.freeFastcallStack();
      }
    }
  }

  /**
   * Adds the stack that the kernel's rewriting takes after all checks: three registers if it
   * inlines {@code bpf_loop} ({@code optimize_bpf_loop}), a counter for {@code may_goto}.
   */
  public void addRewritingStack() {
    for (SubprogramFacts subprogram : env.subprograms()) {
      boolean loops = false;
      boolean mayGoto = false;
      for (int i = subprogram.start; i < subprogram.end; i++) {
        Instruction insn = env.instructions[i];
        loops |= env.facts[i].inlinesLoop();
        mayGoto |= insn.opcode() == (Opcode.JMP | Opcode.JCOND) && env.facts[i].isSeen();
      }
      if (loops) {
        subprogram.addStack(3 * Long.BYTES);
      }
      if (mayGoto) {
        boolean timed = env.has(VerifierRule.TIMED_MAY_GOTO);
        subprogram.addStack(timed ? 2 * Long.BYTES : Long.BYTES);
      }
    }
  }
}
