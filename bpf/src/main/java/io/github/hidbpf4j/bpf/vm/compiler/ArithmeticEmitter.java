package io.github.hidbpf4j.bpf.vm.compiler;

import io.github.hidbpf4j.bpf.vm.code.Op;
import io.github.hidbpf4j.bpf.vm.code.Word;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Opcode;
import java.lang.classfile.instruction.OperatorInstruction;
import org.jspecify.annotations.Nullable;

/**
 * Emits arithmetic: in ints where only 32 bits matter, otherwise in longs. Rare operations are
 * calls of {@code InstructionSemantics}, which HotSpot inlines.
 */
final class ArithmeticEmitter {
  private final CodeBuilder cb;
  private final RegisterLocals registers;

  ArithmeticEmitter(CodeBuilder cb, RegisterLocals registers) {
    this.cb = cb;
    this.registers = registers;
  }

  /** Emits an operation with one or two operands; {@code after} are the ranges after it. */
  void emit(int word, long immediate, Ranges after) {
    int op = Word.op(word);
    int dst = Word.dst(word);
    if (after.isConstant(dst)) {
      // Uses of the value emit the constant instead.
      return;
    }
    if (Word.isBinary(op)) {
      binary(word, immediate, after);
    } else {
      unary(word, after);
    }
  }

  private void binary(int word, long immediate, Ranges after) {
    int op = Word.op(word);
    int dst = Word.dst(word);
    boolean wide = op < Op.ADD32_K;
    boolean register = Word.takesRegister(op);
    int kind = wide ? Word.withImmediate(op) : Word.withImmediate(op) - (Op.ADD32_K - Op.ADD64_K);
    Opcode intOpcode = intOpcode(kind);
    Opcode longOpcode = longOpcode(kind);
    if (kind == Op.MOV64_K) {
      move(Word.src(word), dst, wide, after);
    } else if (intOpcode != null
        && (!wide || after.isWord(dst) && lowHalfSuffices(kind, word, immediate))) {
      registers.pushInt(dst);
      registers.pushIntOperand(word, immediate, register);
      cb.with(OperatorInstruction.of(intOpcode));
      registers.popInt(dst);
    } else if (longOpcode != null && wide) {
      registers.pushLong(dst);
      if (isShift(kind)) {
        registers.pushIntOperand(word, immediate, register);
      } else {
        registers.pushLongOperand(word, immediate, register);
      }
      cb.with(OperatorInstruction.of(longOpcode));
      registers.popLong(dst, after);
    } else {
      divide(kind, word, immediate, wide, after);
    }
  }

  private void move(int src, int dst, boolean wide, Ranges after) {
    if (wide && !after.isWord(dst)) {
      registers.pushLong(src);
      registers.popLong(dst, after);
    } else {
      registers.pushInt(src);
      registers.popInt(dst);
    }
  }

  /** Whether the low half of the result depends only on the low halves of the operands. */
  private boolean lowHalfSuffices(int kind, int word, long immediate) {
    boolean register = Word.takesRegister(Word.op(word));
    Ranges known = registers.known();
    boolean shortShift =
        register ? Ranges.fits(known.max[Word.src(word)], 31) : Ranges.fits(immediate & 63, 31);
    return switch (kind) {
      case Op.LSH64_K -> shortShift;
      case Op.RSH64_K -> shortShift && known.isWord(Word.dst(word));
      case Op.ARSH64_K -> shortShift && known.isPositiveInt(Word.dst(word));
      default -> true;
    };
  }

  private static boolean isShift(int kind) {
    return kind == Op.LSH64_K || kind == Op.RSH64_K || kind == Op.ARSH64_K;
  }

  private static @Nullable Opcode intOpcode(int kind) {
    return switch (kind) {
      case Op.ADD64_K -> Opcode.IADD;
      case Op.SUB64_K -> Opcode.ISUB;
      case Op.MUL64_K -> Opcode.IMUL;
      case Op.OR64_K -> Opcode.IOR;
      case Op.AND64_K -> Opcode.IAND;
      case Op.XOR64_K -> Opcode.IXOR;
      case Op.LSH64_K -> Opcode.ISHL;
      case Op.RSH64_K -> Opcode.IUSHR;
      case Op.ARSH64_K -> Opcode.ISHR;
      default -> null;
    };
  }

  private static @Nullable Opcode longOpcode(int kind) {
    return switch (kind) {
      case Op.ADD64_K -> Opcode.LADD;
      case Op.SUB64_K -> Opcode.LSUB;
      case Op.MUL64_K -> Opcode.LMUL;
      case Op.OR64_K -> Opcode.LOR;
      case Op.AND64_K -> Opcode.LAND;
      case Op.XOR64_K -> Opcode.LXOR;
      case Op.LSH64_K -> Opcode.LSHL;
      case Op.RSH64_K -> Opcode.LUSHR;
      case Op.ARSH64_K -> Opcode.LSHR;
      default -> null;
    };
  }

  private void divide(int kind, int word, long immediate, boolean wide, Ranges after) {
    int dst = Word.dst(word);
    boolean register = Word.takesRegister(Word.op(word));
    boolean signed = kind == Op.SDIV64_K || kind == Op.SMOD64_K;
    boolean remainder = kind == Op.MOD64_K || kind == Op.SMOD64_K;
    Ranges known = registers.known();
    boolean words = known.isWord(dst) && (register ? known.isWord(Word.src(word)) : immediate >= 0);
    boolean narrow = !wide || words && !signed;
    registers.pushLong(dst);
    registers.pushLongOperand(word, immediate, register);
    String name = (signed ? "s" : "") + (remainder ? "mod" : "div") + (narrow ? "32" : "64");
    cb.invokestatic(Names.ARITHMETIC, name, Names.BINARY);
    registers.popLong(dst, after);
  }

  private void unary(int word, Ranges after) {
    int op = Word.op(word);
    int dst = Word.dst(word);
    int src = Word.src(word);
    switch (op) {
      case Op.NEG64 -> {
        registers.pushLong(dst);
        cb.lneg();
        registers.popLong(dst, after);
      }
      case Op.NEG32 -> {
        registers.pushInt(dst);
        cb.ineg();
        registers.popInt(dst);
      }
      case Op.MOVSX8_64, Op.MOVSX16_64, Op.MOVSX32_64, Op.MOVSX8_32, Op.MOVSX16_32 ->
          extend(op, src, dst, after);
      case Op.LE64 -> {}
      case Op.LE16 -> {
        registers.pushInt(dst);
        cb.loadConstant(0xffff).iand();
        registers.popInt(dst);
      }
      case Op.LE32 -> {
        registers.pushInt(dst);
        registers.popInt(dst);
      }
      default -> {
        String name =
            switch (op) {
              case Op.BE16 -> "be16";
              case Op.BE32 -> "be32";
              case Op.BE64 -> "be64";
              case Op.BSWAP16 -> "bswap16";
              case Op.BSWAP32 -> "bswap32";
              case Op.BSWAP64 -> "bswap64";
              default -> throw new NotCompilableException("operation " + op);
            };
        registers.pushLong(dst);
        cb.invokestatic(Names.ARITHMETIC, name, Names.UNARY);
        registers.popLong(dst, after);
      }
    }
  }

  private void extend(int op, int src, int dst, Ranges after) {
    registers.pushInt(src);
    switch (op) {
      case Op.MOVSX8_64, Op.MOVSX8_32 -> cb.i2b();
      case Op.MOVSX16_64, Op.MOVSX16_32 -> cb.i2s();
      default -> {}
    }
    if (after.isWord(dst)) {
      registers.popInt(dst);
    } else {
      cb.i2l();
      registers.popLong(dst, after);
    }
  }
}
