package io.github.hidbpf4j.bpf.asm;

import static io.github.hidbpf4j.bpf.asm.Opcode.*;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The conformance groups of RFC 9669 section 2.4, as in the table of its appendix A, and the
 * instructions that only Linux has.
 */
enum ConformanceGroup {
  /** 32-bit instructions. */
  BASE32,
  /** 64-bit instructions. */
  BASE64,
  /** 32-bit atomic operations. */
  ATOMIC32,
  /** 64-bit atomic operations. */
  ATOMIC64,
  /** 32-bit multiplication, division and remainder. */
  DIVMUL32,
  /** 64-bit multiplication, division and remainder. */
  DIVMUL64,
  /** Legacy packet access. */
  PACKET,
  /**
   * In no group: may_goto, addr_space_cast, loads that acquire and stores that release, indirect
   * jumps, stack arguments.
   */
  LINUX;

  /**
   * Finds the group of an instruction.
   *
   * @param first its first slot
   * @param second the slot after it, null at the end of the program; only a 64-bit immediate load
   *     looks at it
   * @return its group; empty when the slot is no valid instruction
   */
  public static Optional<ConformanceGroup> of(Instruction first, @Nullable Instruction second) {
    if (!Encoding.isInstruction(first, second)) {
      return Optional.empty();
    }
    int code = first.opcode();
    if (Encoding.isStackArgument(first)) {
      return Optional.of(LINUX);
    }
    int operation = operation(code);
    boolean divmul = operation == MUL || operation == DIV || operation == MOD;
    return Optional.of(
        switch (first.instructionClass()) {
          case LD -> code == LD_IMM64 ? BASE64 : PACKET;
          case LDX -> mode(code) == MEMSX || size(code) == DW ? BASE64 : BASE32;
          case ST, STX -> {
            boolean wide = size(code) == DW;
            boolean atomic = mode(code) == ATOMIC;
            if (atomic && isOrderedAccess(first.imm())) {
              yield LINUX;
            }
            yield wide ? atomic ? ATOMIC64 : BASE64 : atomic ? ATOMIC32 : BASE32;
          }
          case ALU -> divmul ? DIVMUL32 : operation == END && first.imm() == 64 ? BASE64 : BASE32;
          case ALU64 -> {
            if (operation == END) {
              yield first.imm() == 64 ? BASE64 : BASE32;
            }
            yield divmul
                ? DIVMUL64
                : operation == MOV && first.offset() == ADDR_SPACE_CAST ? LINUX : BASE64;
          }
          case JMP32 -> BASE32;
          default ->
              switch (operation) {
                case JA -> source(code) == X ? LINUX : BASE32;
                case CALL, EXIT -> BASE32;
                case JCOND -> LINUX;
                default -> BASE64;
              };
        });
  }
}
