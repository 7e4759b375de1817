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
  private final boolean[] ordered;

  /** Of an instruction, while the order is made: whether it was found, left, and has its place. */
  private static final byte FOUND = 1;

  private static final byte EXPANDED = 2;
  private static final byte PLACED = 3;

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
    ordered = new boolean[functions.size()];
    int count = 0;
    byte[] progress = new byte[insns.length];
    int[] stack = new int[insns.length + 1];
    for (int f = 0; f < functions.size(); f++) {
      starts[f] = count;
      count = appendFrom(f, functions.get(f).start, count, progress, stack);
    }
    starts[functions.size()] = count;
  }

  private int appendFrom(int function, int start, int first, byte[] progress, int[] stack) {
    int count = first;
    int depth = 0;
    boolean inOrder = true;
    stack[depth++] = start;
    progress[start] = FOUND;
    while (depth > 0) {
      int top = stack[depth - 1];
      int behind = next[top];
      int jumped = target[top];
      if (progress[top] == EXPANDED) {
        inOrder &=
            (behind < 0 || progress[behind] == PLACED)
                && (jumped < 0 || progress[jumped] == PLACED);
        progress[top] = PLACED;
        order[count++] = top;
        depth--;
        continue;
      }
      if (behind >= 0 && progress[behind] == 0) {
        progress[behind] = FOUND;
        stack[depth++] = behind;
      }
      if (jumped >= 0 && progress[jumped] == 0) {
        progress[jumped] = FOUND;
        stack[depth++] = jumped;
      }
      progress[top] = EXPANDED;
    }
    ordered[function] = inOrder;
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

  /**
   * Whether each instruction of a function comes behind all of its successors in the order: one
   * look in this order, or against it, then finds all that many would.
   */
  boolean isOrdered(int function) {
    return ordered[function];
  }

  /** Whether all functions are. */
  boolean isOrdered() {
    for (boolean one : ordered) {
      if (!one) {
        return false;
      }
    }
    return true;
  }

  /** How many instructions are reached. */
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
