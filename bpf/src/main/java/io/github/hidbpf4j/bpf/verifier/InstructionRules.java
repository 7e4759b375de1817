package io.github.hidbpf4j.bpf.verifier;

import static io.github.hidbpf4j.bpf.asm.Opcode.*;

import io.github.hidbpf4j.bpf.Errno;
import io.github.hidbpf4j.bpf.asm.Instruction;
import io.github.hidbpf4j.bpf.asm.Register;
import org.jspecify.annotations.Nullable;

/**
 * What an instruction must look like by itself, and which registers it reads and writes. Rules,
 * words and order are those of Linux 6.12's {@code do_check}; unlike the RFC it takes any offset in
 * an exit.
 */
final class InstructionRules {
  /** No register. */
  static final int NONE = -1;

  private InstructionRules() {}

  /** Why the slot is no instruction that the verifier takes, or null. */
  static @Nullable Refusal encoding(int slot, Instruction i) {
    String problem = reserved(i);
    if (problem == null) {
      int invalid = invalidRegister(i);
      if (invalid != NONE) {
        problem = "R" + invalid + " is invalid";
      }
    }
    if (problem == null) {
      problem = operands(i);
    }
    return problem == null ? null : new Refusal(errno(problem), slot, problem, hint(problem));
  }

  private static Errno errno(String problem) {
    return problem.startsWith("frame pointer") ? Errno.EACCES : Errno.EINVAL;
  }

  private static String hint(String problem) {
    return problem.endsWith("reserved fields")
        ? "fields that the instruction does not use must be 0"
        : "";
  }

  private static @Nullable String reserved(Instruction i) {
    int code = i.opcode();
    return switch (i.instructionClass()) {
      case ALU, ALU64 -> reservedInArithmetic(i);
      case LDX -> null;
      case ST -> mode(code) != MEM || i.src() != 0 ? "BPF_ST uses reserved fields" : null;
      case STX -> {
        if (mode(code) == ATOMIC) {
          yield isAtomicOperation(i.imm())
              ? null
              : "BPF_ATOMIC uses invalid atomic opcode %02x".formatted(i.imm());
        }
        yield mode(code) != MEM || i.imm() != 0 ? "BPF_STX uses reserved fields" : null;
      }
      case LD -> {
        if (code == LD_IMM64) {
          yield i.offset() != 0 ? "BPF_LD_IMM64 uses reserved fields" : null;
        }
        if (mode(code) == IMM) {
          yield "invalid BPF_LD_IMM insn";
        }
        boolean packet = mode(code) == ABS || mode(code) == IND;
        yield !packet
            ? "invalid BPF_LD mode"
            : i.dst() != 0
                    || i.offset() != 0
                    || size(code) == DW
                    || mode(code) == ABS && i.src() != 0
                ? "BPF_LD_[ABS|IND] uses reserved fields"
                : null;
      }
      default -> reservedInJump(i);
    };
  }

  private static @Nullable String reservedInArithmetic(Instruction i) {
    boolean wide = i.instructionClass() == ALU64;
    boolean register = source(i.opcode()) == X;
    int off = i.offset();
    int operation = operation(i.opcode());
    return switch (operation) {
      case NEG ->
          register || i.src() != 0 || off != 0 || i.imm() != 0
              ? "BPF_NEG uses reserved fields"
              : null;
      case END ->
          i.src() != 0
                  || off != 0
                  || i.imm() != 16 && i.imm() != 32 && i.imm() != 64
                  || wide && register
              ? "BPF_END uses reserved fields"
              : null;
      case MOV -> {
        if (register && wide && off == ADDR_SPACE_CAST) {
          yield i.imm() != 1 && i.imm() != 1 << 16
              ? "addr_space_cast insn can only convert between address space 1 and 0"
              : null;
        }
        boolean extension = off == 8 || off == 16 || off == 32 && wide;
        boolean fits =
            register ? (off == 0 || extension) && i.imm() == 0 : i.src() == 0 && off == 0;
        yield fits ? null : "BPF_MOV uses reserved fields";
      }
      default -> {
        if (operation > END) {
          yield "invalid BPF_ALU opcode %x".formatted(operation);
        }
        boolean division = operation == DIV || operation == MOD;
        boolean fits =
            (off == 0 || off == SIGNED && division) && (register ? i.imm() == 0 : i.src() == 0);
        yield fits ? null : "BPF_ALU uses reserved fields";
      }
    };
  }

  private static @Nullable String reservedInJump(Instruction i) {
    boolean narrow = i.instructionClass() == JMP32;
    boolean register = source(i.opcode()) == X;
    int operation = operation(i.opcode());
    return switch (operation) {
      case CALL -> {
        if (!register && !narrow && i.src() == PSEUDO_KFUNC_CALL && i.offset() != 0) {
          yield "kfunc offset > 0 without fd_array is invalid";
        }
        yield register || narrow || i.offset() != 0 || i.src() > PSEUDO_KFUNC_CALL || i.dst() != 0
            ? "BPF_CALL uses reserved fields"
            : null;
      }
      case JA ->
          register || i.src() != 0 || i.dst() != 0 || (narrow ? i.offset() != 0 : i.imm() != 0)
              ? "BPF_JA uses reserved fields"
              : null;
      case EXIT ->
          register || narrow || i.imm() != 0 || i.src() != 0 || i.dst() != 0
              ? "BPF_EXIT uses reserved fields"
              : null;
      case JCOND ->
          register || narrow || i.src() != 0 || i.dst() != 0 || i.imm() != 0 || i.offset() == 0
              ? "invalid may_goto off " + i.offset() + " imm " + i.imm()
              : null;
      default -> {
        if (operation > JCOND) {
          yield "invalid BPF_JMP/JMP32 opcode %x".formatted(operation);
        }
        yield (register ? i.imm() != 0 : i.src() != 0)
            ? "BPF_JMP/JMP32 uses reserved fields"
            : null;
      }
    };
  }

  private static int invalidRegister(Instruction i) {
    for (int register : reads(i)) {
      if (register >= Register.COUNT) {
        return register;
      }
    }
    return i.dst() >= Register.COUNT ? i.dst() : NONE;
  }

  private static @Nullable String operands(Instruction i) {
    int operation = operation(i.opcode());
    if (isArithmetic(i.opcode()) && source(i.opcode()) == K) {
      if ((operation == DIV || operation == MOD) && i.imm() == 0) {
        return "div by zero";
      }
      int width = i.instructionClass() == ALU64 ? 64 : 32;
      boolean shift = operation == LSH || operation == RSH || operation == ARSH;
      if (shift && (i.imm() < 0 || i.imm() >= width)) {
        return "invalid shift " + i.imm();
      }
    }
    return writes(i) == Register.FRAME_POINTER ? "frame pointer is read only" : null;
  }

  private static final int[] NO_REGISTERS = {};

  /** The registers it reads, in the order that the kernel looks at them; of calls, none. */
  static int[] reads(Instruction i) {
    int code = i.opcode();
    boolean register = source(code) == X;
    return switch (i.instructionClass()) {
      case ALU, ALU64 -> {
        boolean moves = operation(code) == MOV;
        boolean unary = operation(code) == NEG || operation(code) == END;
        yield unary || !register && !moves
            ? new int[] {i.dst()}
            : !register ? NO_REGISTERS : moves ? new int[] {i.src()} : new int[] {i.src(), i.dst()};
      }
      case LDX -> new int[] {i.src()};
      case ST -> new int[] {i.dst()};
      case STX ->
          mode(code) == ATOMIC && i.imm() == CMPXCHG
              ? new int[] {i.src(), i.dst(), Register.R0}
              : new int[] {i.src(), i.dst()};
      case LD ->
          switch (mode(code)) {
            case ABS -> new int[] {Register.R6};
            case IND -> new int[] {Register.R6, i.src()};
            default -> NO_REGISTERS;
          };
      default ->
          switch (operation(code)) {
            case CALL, EXIT, JA, JCOND -> NO_REGISTERS;
            default -> register ? new int[] {i.dst(), i.src()} : new int[] {i.dst()};
          };
    };
  }

  /** The register it writes, or NONE; of calls, NONE. */
  static int writes(Instruction i) {
    return switch (i.instructionClass()) {
      case ALU, ALU64, LDX -> i.dst();
      case LD -> i.opcode() == LD_IMM64 ? i.dst() : Register.R0;
      case STX ->
          mode(i.opcode()) != ATOMIC || (i.imm() & FETCH) == 0
              ? NONE
              : i.imm() == CMPXCHG ? Register.R0 : i.src();
      default -> NONE;
    };
  }

  /** The register that a load, store or atomic goes through, or NONE. */
  static int base(Instruction i) {
    return switch (i.instructionClass()) {
      case LDX -> i.src();
      case ST, STX -> i.dst();
      default -> NONE;
    };
  }
}
