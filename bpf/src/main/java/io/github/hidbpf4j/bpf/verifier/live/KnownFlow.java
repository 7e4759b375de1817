package io.github.hidbpf4j.bpf.verifier.live;

import io.github.hidbpf4j.bpf.asm.Instruction;
import io.github.hidbpf4j.bpf.asm.Opcode;
import io.github.hidbpf4j.bpf.verifier.env.VerifierEnv;
import io.github.hidbpf4j.bpf.verifier.state.FrameState;
import org.jspecify.annotations.Nullable;

/**
 * The graph of a program's instructions and its constants, made when first asked for: programs are
 * often so small that no state is ever compared, and nobody asks.
 */
final class KnownFlow {
  /** Shift from the bits of registers with numbers to those with places in maps' values. */
  private static final int PLACES = 16;

  private static final int EITHER = 1 | 1 << PLACES;

  /** Where nobody falls through to, only jumps tell. */
  private static final int ALL = EITHER * ((1 << FrameState.REGISTERS) - 1);

  private final VerifierEnv env;
  private final boolean abnormalReturns;
  private @Nullable InstructionGraph graph;
  private @Nullable ConstantRegisters constants;

  /**
   * Of a program.
   *
   * @param abnormalReturns whether a tail call, or a packet load, may go on at the function's exit
   */
  KnownFlow(VerifierEnv env, boolean abnormalReturns) {
    this.env = env;
    this.abnormalReturns = abnormalReturns;
  }

  /** The graph, as the instructions are now. */
  InstructionGraph graph() {
    InstructionGraph known = graph;
    if (known == null) {
      known = new InstructionGraph(env, abnormalReturns);
      graph = known;
    }
    return known;
  }

  /** The constants, of the instructions before branches were folded. */
  ConstantRegisters constants() {
    ConstantRegisters known = constants;
    if (known == null) {
      known = new ConstantRegisters(env, graph());
      constants = known;
    }
    return known;
  }

  /** Makes jumps of branches that always go one way, where there may be one. */
  void foldBranches() {
    if (!mayFoldBranches()) {
      assert !new ConstantRegisters(env, new InstructionGraph(env, abnormalReturns)).foldBranches()
          : "a quick look misses constants that the whole search knows";
      return;
    }
    if (constants().foldBranches()) {
      graph = null;
    }
  }

  /**
   * Whether a branch may be on constants: each that {@link ConstantRegisters} would find is a bit
   * here, and more, as jumps back are left out.
   */
  private boolean mayFoldBranches() {
    Instruction[] insns = env.instructions;
    int[] jumped = new int[insns.length + 1]; // inverted: what is not known where jumps come in
    int known = 0;
    for (int i = 0; i < insns.length; i++) {
      Instruction insn = insns[i];
      known &= ~jumped[i];
      if (ConstantRegisters.isBranch(insn)
          && (known >> insn.dst() & 1) != 0
          && (Opcode.source(insn.opcode()) == Opcode.K || (known >> insn.src() & 1) != 0)) {
        return true;
      }
      if (Opcode.isJumpClass(insn.opcode())) {
        known = jump(insn, i, known, jumped);
      } else {
        known = after(insn, known);
        if (insn.opcode() == Opcode.LD_IMM64) {
          i++;
        }
      }
    }
    return false;
  }

  private static int jump(Instruction insn, int slot, int known, int[] jumped) {
    return switch (Opcode.operation(insn.opcode())) {
      case Opcode.CALL -> known & ~(FrameState.CALLER_SAVED_MASK * EITHER);
      case Opcode.EXIT -> ALL;
      default -> {
        boolean always = Opcode.operation(insn.opcode()) == Opcode.JA;
        int distance = insn.opcode() == (Opcode.JMP32 | Opcode.JA) ? insn.imm() : insn.offset();
        if (distance > 0) {
          jumped[slot + 1 + distance] |= ~known;
        }
        yield always ? ALL : known;
      }
    };
  }

  private static int after(Instruction insn, int known) {
    int dst = EITHER << insn.dst();
    switch (insn.instructionClass()) {
      case Opcode.ALU, Opcode.ALU64 -> {
        return known & ~dst | arithmetic(insn, known) << insn.dst();
      }
      case Opcode.LDX -> {
        int number = known >> PLACES + insn.src() & 1;
        return known & ~dst | number << insn.dst();
      }
      case Opcode.LD -> {
        if (insn.opcode() != Opcode.LD_IMM64) {
          return known & ~(FrameState.CALLER_SAVED_MASK * EITHER);
        }
        int kind =
            switch (insn.src()) {
              case 0 -> 1;
              case Opcode.PSEUDO_MAP_VALUE, Opcode.PSEUDO_MAP_IDX_VALUE -> 1 << PLACES;
              default -> 0;
            };
        return known & ~dst | kind << insn.dst();
      }
      case Opcode.STX -> {
        int loaded = insn.loadedRegister();
        return loaded < 0 ? known : known & ~(EITHER << loaded);
      }
      default -> {
        return known;
      }
    }
  }

  /** Whether the result may be a known number, bit 0, or place: as both operands may be. */
  private static int arithmetic(Instruction insn, int known) {
    int dst = known >> insn.dst() & EITHER;
    int src = known >> insn.src() & EITHER;
    return switch (Opcode.operation(insn.opcode()) | Opcode.source(insn.opcode())) {
      case Opcode.MOV | Opcode.K -> 1;
      case Opcode.MOV | Opcode.X -> src;
      case Opcode.ADD | Opcode.K, Opcode.SUB | Opcode.K -> dst;
      case Opcode.AND | Opcode.K -> insn.imm() == 0 ? 1 : dst & 1;
      case Opcode.AND | Opcode.X -> (dst | src) & 1;
      default -> 0;
    };
  }
}
