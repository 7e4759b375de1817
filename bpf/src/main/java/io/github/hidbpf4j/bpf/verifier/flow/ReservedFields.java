package io.github.hidbpf4j.bpf.verifier.flow;

import io.github.hidbpf4j.bpf.asm.Instruction;
import io.github.hidbpf4j.bpf.asm.Opcode;
import org.jspecify.annotations.Nullable;

/**
 * Checks that unused fields of instructions are 0. Linux 7.1 and later check all instructions
 * before the walk, including dead ones ({@code check_insn_fields}, {@code kernel/bpf/verifier.c});
 * previously the walk checked those it reached.
 */
final class ReservedFields {
  private static final int TO_KERNEL_SPACE = 1;
  private static final int TO_USER_SPACE = 1 << 16;

  private ReservedFields() {}

  /** The kernel's message for an instruction with a known opcode, or null. */
  static @Nullable String fault(Instruction insn) {
    return switch (insn.instructionClass()) {
      case Opcode.ALU, Opcode.ALU64 -> ofArithmetic(insn);
      case Opcode.JMP, Opcode.JMP32 -> ofJump(insn);
      case Opcode.LDX -> insn.imm() == 0 ? null : "BPF_LDX uses reserved fields";
      case Opcode.STX ->
          insn.imm() == 0 || Opcode.mode(insn.opcode()) == Opcode.ATOMIC
              ? null
              : "BPF_STX uses reserved fields";
      case Opcode.ST -> insn.src() == 0 ? null : "BPF_ST uses reserved fields";
      default -> ofPacketLoad(insn);
    };
  }

  private static @Nullable String ofArithmetic(Instruction insn) {
    boolean register = Opcode.source(insn.opcode()) == Opcode.X;
    boolean wide = insn.instructionClass() == Opcode.ALU64;
    int off = insn.offset();
    switch (Opcode.operation(insn.opcode())) {
      case Opcode.NEG -> {
        boolean clean = insn.src() == 0 && off == 0 && insn.imm() == 0;
        return clean ? null : "BPF_NEG uses reserved fields";
      }
      case Opcode.END -> {
        boolean width = insn.imm() == 16 || insn.imm() == 32 || insn.imm() == 64;
        return insn.src() == 0 && off == 0 && width ? null : "BPF_END uses reserved fields";
      }
      case Opcode.MOV -> {
        if (register && wide && off == Opcode.ADDR_SPACE_CAST) {
          return insn.imm() == TO_KERNEL_SPACE || insn.imm() == TO_USER_SPACE
              ? null
              : "addr_space_cast insn can only convert between address space 1 and 0";
        }
        boolean extends32 = off == 0 || off == 8 || off == 16 || off == 32 && wide;
        boolean clean = register ? extends32 && insn.imm() == 0 : insn.src() == 0 && off == 0;
        return clean ? null : "BPF_MOV uses reserved fields";
      }
      default -> {
        int operation = Opcode.operation(insn.opcode());
        boolean divides = operation == Opcode.DIV || operation == Opcode.MOD;
        boolean clean = register ? insn.imm() == 0 : insn.src() == 0;
        return clean && (off == 0 || off == Opcode.SIGNED && divides)
            ? null
            : "BPF_ALU uses reserved fields";
      }
    }
  }

  private static @Nullable String ofJump(Instruction insn) {
    boolean wide = insn.instructionClass() == Opcode.JMP;
    boolean noRegisters = insn.dst() == 0 && insn.src() == 0;
    switch (Opcode.operation(insn.opcode())) {
      case Opcode.CALL -> {
        boolean kfunc = insn.src() == Opcode.PSEUDO_KFUNC_CALL;
        boolean clean = insn.dst() == 0 && insn.src() <= Opcode.PSEUDO_KFUNC_CALL;
        return clean && (kfunc || insn.offset() == 0) ? null : "BPF_CALL uses reserved fields";
      }
      case Opcode.JA -> {
        boolean clean = noRegisters && (wide ? insn.imm() : insn.offset()) == 0;
        return clean ? null : "BPF_JA uses reserved fields";
      }
      case Opcode.EXIT -> {
        return noRegisters && insn.imm() == 0 ? null : "BPF_EXIT uses reserved fields";
      }
      case Opcode.JCOND -> {
        return noRegisters && insn.imm() == 0 ? null : "invalid may_goto imm " + insn.imm();
      }
      default -> {
        boolean register = Opcode.source(insn.opcode()) == Opcode.X;
        boolean clean = register ? insn.imm() == 0 : insn.src() == 0;
        return clean ? null : "BPF_JMP/JMP32 uses reserved fields";
      }
    }
  }

  private static @Nullable String ofPacketLoad(Instruction insn) {
    boolean absolute = Opcode.mode(insn.opcode()) == Opcode.ABS;
    return insn.dst() == 0 && insn.offset() == 0 && !(absolute && insn.src() != 0)
        ? null
        : "BPF_LD_[ABS|IND] uses reserved fields";
  }
}
