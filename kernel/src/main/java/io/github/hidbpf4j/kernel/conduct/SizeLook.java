package io.github.hidbpf4j.kernel.conduct;

import io.github.hidbpf4j.bpf.asm.Instruction;
import io.github.hidbpf4j.bpf.asm.Opcode;
import io.github.hidbpf4j.bpf.verifier.paths.Derivation;
import io.github.hidbpf4j.bpf.verifier.paths.ProgramPaths;

/** What a jump that depends on a size asks of it. */
public final class SizeLook {
  private SizeLook() {}

  /**
   * Whether a jump only asks if a number is above or below a constant. Compilers ask for one of two
   * numbers that way, too, but after arithmetic: only a number as it was loaded counts.
   *
   * @param node a conditional jump
   */
  public static boolean isBound(ProgramPaths paths, int node) {
    Instruction insn = paths.instruction(node);
    return Opcode.source(insn.opcode()) == Opcode.K
        && isOrder(Opcode.operation(insn.opcode()))
        && paths.derivations(node, insn.dst()).stream().allMatch(SizeLook::isAsLoaded);
  }

  private static boolean isOrder(int operation) {
    return switch (operation) {
      case Opcode.JGT,
          Opcode.JGE,
          Opcode.JLT,
          Opcode.JLE,
          Opcode.JSGT,
          Opcode.JSGE,
          Opcode.JSLT,
          Opcode.JSLE ->
          true;
      default -> false;
    };
  }

  private static boolean isAsLoaded(Derivation way) {
    return way.node() >= 0
        && way.steps().stream().allMatch(s -> Opcode.operation(s.opcode()) == Opcode.MOV);
  }
}
