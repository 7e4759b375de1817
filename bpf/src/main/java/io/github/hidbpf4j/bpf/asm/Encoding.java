package io.github.hidbpf4j.bpf.asm;

import static io.github.hidbpf4j.bpf.asm.Opcode.*;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Tells which slots are valid instructions: known opcode, registers 0 to 10, unused fields zero
 * (RFC 9669 section 3; Linux 6.12 {@code kernel/bpf/verifier.c}). The verifier may refuse such an
 * instruction for other reasons, such as a division by the constant 0. Instructions of later
 * kernels, up to 7.3, are included.
 */
public final class Encoding {
  private Encoding() {}

  /**
   * Tells whether a slot starts a valid instruction.
   *
   * @param first the slot
   * @param second the slot after it, null at the end of the program; only a 64-bit immediate load
   *     looks at it
   * @return true when opcode, registers and unused fields are valid
   */
  public static boolean isInstruction(Instruction first, @Nullable Instruction second) {
    if (isStackArgument(first)) {
      return first.instructionClass() != ST || first.src() == 0;
    }
    if (first.dst() >= Register.COUNT) {
      return false;
    }
    return switch (first.instructionClass()) {
      case LD -> isLoadImmediate(first, second) || isPacketLoad(first);
      case LDX -> isLoad(first);
      case ST -> mode(first.opcode()) == MEM && first.src() == 0;
      case STX -> isStore(first);
      case ALU, ALU64 -> isArithmetic(first);
      default -> isJump(first);
    };
  }

  /**
   * Tells whether an instruction reads a stack argument of its function, or sets one of a call: 8
   * bytes addressed through R11, at positive offsets when read and at negative ones when set (Linux
   * 7.3 {@code is_stack_arg_ldx}, {@code is_stack_arg_st}, {@code is_stack_arg_stx}).
   *
   * @param insn the instruction
   * @return whether it is one of these; its other fields may be wrong
   */
  public static boolean isStackArgument(Instruction insn) {
    int offset = insn.offset();
    return switch (insn.opcode()) {
      case LDX | MEM | DW ->
          insn.src() == Register.STACK_ARGUMENTS
              && insn.dst() < Register.COUNT
              && insn.imm() == 0
              && offset > 0
              && offset % 8 == 0;
      case ST | MEM | DW -> insn.dst() == Register.STACK_ARGUMENTS && offset < 0 && offset % 8 == 0;
      case STX | MEM | DW ->
          insn.dst() == Register.STACK_ARGUMENTS
              && insn.src() < Register.COUNT
              && insn.imm() == 0
              && offset < 0
              && offset % 8 == 0;
      default -> false;
    };
  }

  /**
   * Counts the slots of an instruction.
   *
   * @param program all slots
   * @param slot index of the first slot of the instruction
   * @return 2 for a 64-bit immediate load, unless the program ends with its first slot; else 1
   */
  public static int slots(List<Instruction> program, int slot) {
    return program.get(slot).opcode() == LD_IMM64 && slot + 1 < program.size() ? 2 : 1;
  }

  private static boolean isLoadImmediate(Instruction i, @Nullable Instruction second) {
    if (i.opcode() != LD_IMM64
        || second == null
        || second.opcode() != 0
        || second.dst() != 0
        || second.src() != 0
        || second.offset() != 0
        || i.offset() != 0) {
      return false;
    }
    return switch (i.src()) {
      case 0, PSEUDO_MAP_VALUE, PSEUDO_MAP_IDX_VALUE -> true;
      case PSEUDO_MAP_FD, PSEUDO_BTF_ID, PSEUDO_FUNC, PSEUDO_MAP_IDX -> second.imm() == 0;
      default -> false;
    };
  }

  private static boolean isPacketLoad(Instruction i) {
    int mode = mode(i.opcode());
    return size(i.opcode()) != DW
        && i.dst() == 0
        && i.offset() == 0
        && (mode == ABS && i.src() == 0 || mode == IND && i.src() < Register.COUNT);
  }

  private static boolean isLoad(Instruction i) {
    int mode = mode(i.opcode());
    return i.src() < Register.COUNT
        && i.imm() == 0
        && (mode == MEM || mode == MEMSX && size(i.opcode()) != DW);
  }

  private static boolean isStore(Instruction i) {
    if (i.src() >= Register.COUNT) {
      return false;
    }
    return switch (mode(i.opcode())) {
      case MEM -> i.imm() == 0;
      case ATOMIC ->
          isOrderedAccess(i.imm())
              || (size(i.opcode()) == W || size(i.opcode()) == DW) && isAtomicOperation(i.imm());
      default -> false;
    };
  }

  private static boolean isArithmetic(Instruction i) {
    boolean wide = i.instructionClass() == ALU64;
    boolean register = source(i.opcode()) == X;
    int off = i.offset();
    return switch (operation(i.opcode())) {
      case NEG -> !register && i.src() == 0 && off == 0 && i.imm() == 0;
      case END ->
          !(wide && register)
              && i.src() == 0
              && off == 0
              && (i.imm() == 16 || i.imm() == 32 || i.imm() == 64);
      case MOV -> {
        if (register && wide && off == ADDR_SPACE_CAST) {
          yield i.src() < Register.COUNT && (i.imm() == 1 || i.imm() == 1 << 16);
        }
        boolean signExtends = register && (off == 8 || off == 16 || off == 32 && wide);
        yield sourceFits(i) && (off == 0 || signExtends);
      }
      case DIV, MOD -> sourceFits(i) && (off == 0 || off == SIGNED);
      case ADD, SUB, MUL, OR, AND, LSH, RSH, XOR, ARSH -> sourceFits(i) && off == 0;
      default -> false;
    };
  }

  private static boolean isJump(Instruction i) {
    boolean narrow = i.instructionClass() == JMP32;
    boolean register = source(i.opcode()) == X;
    return switch (operation(i.opcode())) {
      case JA -> {
        if (register) {
          yield !narrow && i.src() == 0 && i.offset() == 0 && i.imm() == 0;
        }
        yield i.dst() == 0 && i.src() == 0 && (narrow ? i.offset() == 0 : i.imm() == 0);
      }
      case CALL ->
          !register && !narrow && i.dst() == 0 && i.src() <= PSEUDO_KFUNC_CALL && i.offset() == 0;
      case EXIT ->
          !register && !narrow && i.dst() == 0 && i.src() == 0 && i.offset() == 0 && i.imm() == 0;
      case JCOND -> !register && !narrow && i.dst() == 0 && i.src() == 0 && i.imm() == 0;
      case JEQ, JGT, JGE, JSET, JNE, JSGT, JSGE, JLT, JLE, JSLT, JSLE -> sourceFits(i);
      default -> false;
    };
  }

  private static boolean sourceFits(Instruction i) {
    return source(i.opcode()) == X ? i.src() < Register.COUNT && i.imm() == 0 : i.src() == 0;
  }
}
