package io.github.hidbpf4j.bpf.verifier.live;

import io.github.hidbpf4j.bpf.asm.Instruction;
import io.github.hidbpf4j.bpf.asm.Opcode;
import io.github.hidbpf4j.bpf.verifier.call.CallChecker;
import io.github.hidbpf4j.bpf.verifier.env.VerifierEnv;
import io.github.hidbpf4j.bpf.verifier.state.FrameState;

/**
 * Computes which registers may still be read at each instruction ({@code
 * bpf_compute_live_registers}), so that states which differ only in a dead register count as equal.
 */
final class RegisterLiveness {
  private static final int ALL = 0xffff;
  private static final int ARGUMENTS = 0b111110;
  private static final int MOST_ARGUMENTS = 5;

  private final VerifierEnv env;
  private final CallChecker calls;

  private RegisterLiveness(VerifierEnv env, CallChecker calls) {
    this.env = env;
    this.calls = calls;
  }

  /** Stores them in the facts of the instructions. */
  static void mark(VerifierEnv env, CallChecker calls, InstructionGraph graph) {
    new RegisterLiveness(env, calls).mark(graph);
  }

  private void mark(InstructionGraph graph) {
    int[] used = new int[graph.size()];
    int[] defined = new int[graph.size()];
    int[] live = new int[graph.size()];
    for (int i = 0; i < used.length; i++) {
      Instruction insn = env.instructions[i];
      used[i] = used(insn);
      defined[i] = defined(insn);
    }
    boolean changed = true;
    boolean once = graph.isOrdered();
    while (changed) {
      changed = false;
      for (int place = 0; place < graph.count(); place++) {
        int at = graph.inOrder(place);
        int after = 0;
        for (int s = 0; s < 2; s++) {
          int to = graph.successor(at, s);
          after |= to < 0 ? 0 : live[to];
        }
        int before = after & ~defined[at] | used[at];
        changed |= !once && before != live[at];
        live[at] = before;
      }
    }
    for (int i = 0; i < live.length; i++) {
      env.facts[i].setLiveRegisters(live[i]);
    }
  }

  private int used(Instruction insn) {
    int code = insn.opcode();
    int dst = 1 << insn.dst();
    int src = 1 << insn.src();
    boolean fromRegister = Opcode.source(code) == Opcode.X;
    return switch (insn.instructionClass()) {
      case Opcode.LD -> code == Opcode.LD_IMM64 ? 0 : ALL;
      case Opcode.LDX ->
          Opcode.mode(code) == Opcode.MEM || Opcode.mode(code) == Opcode.MEMSX ? src : ALL;
      case Opcode.ST -> Opcode.mode(code) == Opcode.MEM ? dst : ALL;
      case Opcode.STX ->
          switch (Opcode.mode(code)) {
            case Opcode.MEM -> dst | src;
            case Opcode.ATOMIC -> atomicUse(insn);
            default -> ALL;
          };
      case Opcode.ALU, Opcode.ALU64 ->
          switch (Opcode.operation(code)) {
            case Opcode.END -> dst;
            case Opcode.MOV -> fromRegister ? src : 0;
            default -> fromRegister ? dst | src : dst;
          };
      default ->
          switch (Opcode.operation(code)) {
            case Opcode.JA -> fromRegister ? dst : 0;
            case Opcode.JCOND -> 0;
            case Opcode.EXIT -> 1;
            case Opcode.CALL -> arguments(insn);
            default -> fromRegister ? dst | src : dst;
          };
    };
  }

  private static int atomicUse(Instruction insn) {
    int both = 1 << insn.dst() | 1 << insn.src();
    return switch (insn.imm()) {
      case Opcode.CMPXCHG -> both | 1;
      case Opcode.LOAD_ACQ -> 1 << insn.src();
      default -> both;
    };
  }

  private int arguments(Instruction call) {
    int count = calls.parameterCount(call);
    return count < 0 ? ARGUMENTS : (1 << Math.min(count, MOST_ARGUMENTS) + 1) - 1 & ~1;
  }

  private static int defined(Instruction insn) {
    int code = insn.opcode();
    int dst = 1 << insn.dst();
    return switch (insn.instructionClass()) {
      case Opcode.LD -> code == Opcode.LD_IMM64 ? dst : 0;
      case Opcode.LDX ->
          Opcode.mode(code) == Opcode.MEM || Opcode.mode(code) == Opcode.MEMSX ? dst : 0;
      case Opcode.ALU, Opcode.ALU64 -> dst;
      case Opcode.STX -> Opcode.mode(code) == Opcode.ATOMIC ? atomicResult(insn) : 0;
      case Opcode.JMP, Opcode.JMP32 ->
          Opcode.operation(code) == Opcode.CALL ? FrameState.CALLER_SAVED_MASK : 0;
      default -> 0;
    };
  }

  private static int atomicResult(Instruction insn) {
    int register = insn.loadedRegister();
    return register < 0 ? 0 : 1 << register;
  }
}
