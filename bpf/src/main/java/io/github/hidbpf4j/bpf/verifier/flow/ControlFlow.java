package io.github.hidbpf4j.bpf.verifier.flow;

import io.github.hidbpf4j.bpf.Errno;
import io.github.hidbpf4j.bpf.asm.Instruction;
import io.github.hidbpf4j.bpf.asm.Opcode;
import io.github.hidbpf4j.bpf.verifier.call.CallChecker;
import io.github.hidbpf4j.bpf.verifier.env.InstructionFacts;
import io.github.hidbpf4j.bpf.verifier.env.SubprogramFacts;
import io.github.hidbpf4j.bpf.verifier.env.VerifierEnv;

/**
 * Walks the graph of instructions depth first ({@code check_cfg}): all must be reachable; marks
 * where states are compared, where they are always stored, and where history is recorded. Loops are
 * allowed, as the loader has CAP_BPF.
 */
public final class ControlFlow {
  private static final int DISCOVERED = 0x10;
  private static final int EXPLORED = 0x20;
  private static final int FALLTHROUGH = 1;
  private static final int BRANCH = 2;

  private final VerifierEnv env;
  private final CallChecker calls;
  private final int[] stack;
  private final int[] states;
  private int depth;

  /** Creates it for one verification. */
  public ControlFlow(VerifierEnv env, CallChecker calls) {
    this.env = env;
    this.calls = calls;
    this.stack = new int[env.instructions.length];
    this.states = new int[env.instructions.length];
  }

  /** Checks the graph. */
  public void check() {
    explore(0);
    if (env.exceptionCallback() != 0) {
      explore(env.subprograms().get(env.exceptionCallback()).start);
    }
    for (int i = 0; i < states.length; i++) {
      env.moveTo(i);
      if (states[i] != EXPLORED) {
        throw env.reject(Errno.EINVAL, "unreachable insn %d", i);
      }
      if (env.instructions[i].opcode() == Opcode.LD_IMM64) {
        if (states[i + 1] != 0) {
          throw env.reject(Errno.EINVAL, "jump into the middle of ldimm64 insn %d", i);
        }
        i++;
      }
    }
  }

  private void explore(int start) {
    states[start] = DISCOVERED;
    stack[0] = start;
    depth = 1;
    while (depth > 0) {
      int slot = stack[depth - 1];
      env.moveTo(slot);
      if (!visit(slot)) {
        states[slot] = EXPLORED;
        depth--;
      }
    }
  }

  /** {@code push_insn}; returns whether there is something new to explore first. */
  private boolean edge(int from, int to, int kind) {
    if (states[from] >= (DISCOVERED | kind)) {
      return false;
    }
    if (to < 0 || to >= states.length) {
      env.text.printLine(from, from + ": ");
      throw env.reject(Errno.EINVAL, "jump out of range from insn %d to %d", from, to);
    }
    if (kind == BRANCH) {
      markTarget(to);
      env.facts[to].markJumpTarget();
    }
    if (states[to] == 0) {
      states[from] = DISCOVERED | kind;
      states[to] = DISCOVERED;
      stack[depth++] = to;
      return true;
    }
    if (states[to] == EXPLORED) {
      states[from] = DISCOVERED | kind;
    }
    return false;
  }

  private void markTarget(int slot) {
    env.facts[slot].markPrunePoint();
    env.facts[slot].markJumpPoint();
  }

  /** {@code visit_insn}. */
  private boolean visit(int slot) {
    Instruction insn = env.instructions[slot];
    InstructionFacts facts = env.facts[slot];
    if (Subprograms.isPointer(insn)) {
      return visitCall(slot, insn, true);
    }
    if (!Opcode.isJumpClass(insn.opcode())) {
      return edge(slot, slot + length(insn), FALLTHROUGH);
    }
    switch (Opcode.operation(insn.opcode())) {
      case Opcode.EXIT -> {
        return false;
      }
      case Opcode.CALL -> {
        if (calls.callsAsyncCallback(insn)) {
          facts.markPrunePoint();
        }
        if (calls.callsSyncCallback(insn)) {
          facts.markCallsCallback();
          facts.markCheckpoint();
          markTarget(slot);
        }
        if (calls.changesPacketData(insn)) {
          containing(slot).markPacketDataChange();
        }
        if (calls.isThrow(insn)) {
          containing(slot).markMightThrow();
        }
        if (calls.mightSleep(insn)) {
          containing(slot).markMightSleep();
        }
        if (calls.isIteratorNext(insn)) {
          facts.markIteratorNext();
          facts.markPrunePoint();
          facts.markCheckpoint();
        }
        return visitCall(slot, insn, Subprograms.isCall(insn));
      }
      case Opcode.JA -> {
        if (Opcode.source(insn.opcode()) != Opcode.K) {
          throw env.reject(Errno.EINVAL, "BPF_JA uses reserved fields");
        }
        int target =
            slot + 1 + (insn.instructionClass() == Opcode.JMP ? insn.offset() : insn.imm());
        if (edge(slot, target, FALLTHROUGH)) {
          return true;
        }
        markTarget(target);
        env.facts[target].markJumpTarget();
        return false;
      }
      default -> {
        facts.markPrunePoint();
        if (insn.opcode() == (Opcode.JMP | Opcode.JCOND) && insn.src() == 0) {
          facts.markCheckpoint();
        }
        return edge(slot, slot + 1, FALLTHROUGH) || edge(slot, slot + insn.offset() + 1, BRANCH);
      }
    }
  }

  private static int length(Instruction insn) {
    return insn.opcode() == Opcode.LD_IMM64 ? 2 : 1;
  }

  /** {@code visit_func_call_insn}. */
  private boolean visitCall(int slot, Instruction insn, boolean visitCallee) {
    int next = slot + length(insn);
    if (edge(slot, next, FALLTHROUGH)) {
      return true;
    }
    markTarget(next);
    if (!visitCallee) {
      return false;
    }
    int target = slot + insn.imm() + 1;
    env.facts[slot].markPrunePoint();
    if (containing(target).changesPacketData()) {
      containing(slot).markPacketDataChange();
    }
    if (containing(target).mightThrow()) {
      containing(slot).markMightThrow();
    }
    if (containing(target).mightSleep()) {
      containing(slot).markMightSleep();
    }
    return edge(slot, target, BRANCH);
  }

  private SubprogramFacts containing(int slot) {
    for (SubprogramFacts s : env.subprograms()) {
      if (slot < s.end) {
        return s;
      }
    }
    return env.subprograms().getLast();
  }
}
