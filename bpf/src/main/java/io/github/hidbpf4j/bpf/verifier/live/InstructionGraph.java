package io.github.hidbpf4j.bpf.verifier.live;

import io.github.hidbpf4j.bpf.asm.Instruction;
import io.github.hidbpf4j.bpf.asm.Opcode;
import io.github.hidbpf4j.bpf.verifier.env.SubprogramFacts;
import io.github.hidbpf4j.bpf.verifier.env.VerifierEnv;
import java.util.List;

/**
 * The control flow graph of each function, in which a call is followed by the next instruction
 * ({@code bpf_insn_successors}), and the postorder of its instructions ({@code
 * bpf_compute_postorder}). A snapshot: if instructions are replaced later, a new graph is needed.
 */
final class InstructionGraph {
  private static final int NONE = -1;
  private static final int TAIL_CALL = 12;

  private final int[] next;
  private final int[] target;
  private final int[] order;
  private final int[] starts;

  /**
   * Builds the graph of all functions.
   *
   * @param abnormalReturns whether a tail call or packet load may continue at the function's exit
   */
  InstructionGraph(VerifierEnv env, boolean abnormalReturns) {
    Instruction[] insns = env.instructions;
    next = new int[insns.length];
    target = new int[insns.length];
    for (SubprogramFacts function : env.subprograms()) {
      int exit = abnormalReturns ? lastExit(insns, function) : NONE;
      for (int i = function.start; i < function.end; i++) {
        Instruction insn = insns[i];
        next[i] = fallsThrough(insn) ? i + (insn.opcode() == Opcode.LD_IMM64 ? 2 : 1) : NONE;
        target[i] = jumps(insn) ? i + 1 + distance(insn) : NONE;
        if (exit >= 0 && mayReturn(insn)) {
          target[i] = exit;
        }
      }
    }
    order = new int[insns.length];
    List<SubprogramFacts> functions = env.subprograms();
    starts = new int[functions.size() + 1];
    int count = 0;
    boolean[] found = new boolean[insns.length];
    boolean[] expanded = new boolean[insns.length];
    int[] stack = new int[insns.length + 1];
    for (int f = 0; f < functions.size(); f++) {
      starts[f] = count;
      count = appendFrom(functions.get(f).start, count, found, expanded, stack);
    }
    starts[functions.size()] = count;
  }

  private int appendFrom(int start, int first, boolean[] found, boolean[] expanded, int[] stack) {
    int count = first;
    int depth = 0;
    stack[depth++] = start;
    while (depth > 0) {
      int top = stack[depth - 1];
      found[top] = true;
      if (expanded[top]) {
        order[count++] = top;
        depth--;
        continue;
      }
      for (int s = 0; s < 2; s++) {
        int to = successor(top, s);
        if (to >= 0 && !found[to]) {
          found[to] = true;
          stack[depth++] = to;
        }
      }
      expanded[top] = true;
    }
    return count;
  }

  private static int lastExit(Instruction[] insns, SubprogramFacts function) {
    for (int i = function.end - 1; i >= function.start; i--) {
      if (insns[i].opcode() == (Opcode.JMP | Opcode.EXIT)) {
        return i;
      }
    }
    return NONE;
  }

  /** Whether the function may end here without an exit ({@code visit_abnormal_return_insn}). */
  private static boolean mayReturn(Instruction insn) {
    int code = insn.opcode();
    return insn.instructionClass() == Opcode.LD
            && (Opcode.mode(code) == Opcode.ABS || Opcode.mode(code) == Opcode.IND)
        || code == (Opcode.JMP | Opcode.CALL)
            && insn.src() == Opcode.CALL_HELPER
            && insn.imm() == TAIL_CALL;
  }

  private static boolean fallsThrough(Instruction insn) {
    if (!Opcode.isJumpClass(insn.opcode())) {
      return true;
    }
    int operation = Opcode.operation(insn.opcode());
    return operation != Opcode.JA && operation != Opcode.EXIT;
  }

  private static boolean jumps(Instruction insn) {
    if (!Opcode.isJumpClass(insn.opcode())) {
      return false;
    }
    int operation = Opcode.operation(insn.opcode());
    return operation != Opcode.CALL && operation != Opcode.EXIT;
  }

  private static int distance(Instruction insn) {
    return insn.opcode() == (Opcode.JMP32 | Opcode.JA) ? insn.imm() : insn.offset();
  }

  /** A successor: 0 for the next instruction, 1 for the jump target; -1 if there is none. */
  int successor(int slot, int which) {
    return which == 0 ? next[slot] : target[slot];
  }

  /** Number of slots. */
  int size() {
    return next.length;
  }

  /** Number of reachable instructions. */
  int count() {
    return starts[starts.length - 1];
  }

  /** Start of a function in the order; for the one past the last it is {@link #count}. */
  int orderStart(int function) {
    return starts[function];
  }

  /** The instruction at a position of the order. */
  int inOrder(int place) {
    return order[place];
  }
}
