package io.github.hidbpf4j.kernel.conduct;

import io.github.hidbpf4j.bpf.asm.Instruction;
import io.github.hidbpf4j.bpf.asm.Opcode;
import io.github.hidbpf4j.bpf.verifier.paths.Derivation;
import io.github.hidbpf4j.bpf.verifier.paths.ProgramPaths;

/** Classifies jumps that depend on a size. */
public final class SizeLook {
  private SizeLook() {}

  /**
   * Whether a jump only tests if a number is above or below a constant. Compilers also test for one
   * of two numbers that way, but after arithmetic: only a number compared as loaded counts.
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
