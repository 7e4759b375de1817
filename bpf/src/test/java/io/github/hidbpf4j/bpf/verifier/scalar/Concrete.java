package io.github.hidbpf4j.bpf.verifier.scalar;

import io.github.hidbpf4j.bpf.asm.Opcode;

/** What instructions do to numbers (RFC 9669 section 4), for comparison. */
final class Concrete {
  static final int[] ARITHMETIC = {
    Opcode.ADD,
    Opcode.SUB,
    Opcode.MUL,
    Opcode.OR,
    Opcode.AND,
    Opcode.LSH,
    Opcode.RSH,
    Opcode.XOR,
    Opcode.ARSH,
    Opcode.DIV,
    Opcode.MOD
  };

  static final int[] JUMPS = {
    Opcode.JEQ,
    Opcode.JGT,
    Opcode.JGE,
    Opcode.JSET,
    Opcode.JNE,
    Opcode.JSGT,
    Opcode.JSGE,
    Opcode.JLT,
    Opcode.JLE,
    Opcode.JSLT,
    Opcode.JSLE
  };

  static long compute(int operation, boolean alu32, long a, long b) {
    return alu32
        ? Integer.toUnsignedLong(compute32(operation, (int) a, (int) b))
        : compute64(operation, a, b);
  }

  private static long compute64(int operation, long a, long b) {
    return switch (operation) {
      case Opcode.ADD -> a + b;
      case Opcode.SUB -> a - b;
      case Opcode.MUL -> a * b;
      case Opcode.OR -> a | b;
      case Opcode.AND -> a & b;
      case Opcode.LSH -> a << b;
      case Opcode.RSH -> a >>> b;
      case Opcode.XOR -> a ^ b;
      case Opcode.ARSH -> a >> b;
      case Opcode.DIV -> b == 0 ? 0 : Long.divideUnsigned(a, b);
      case Opcode.MOD -> b == 0 ? a : Long.remainderUnsigned(a, b);
      default -> throw new IllegalArgumentException();
    };
  }

  private static int compute32(int operation, int a, int b) {
    return switch (operation) {
      case Opcode.ADD -> a + b;
      case Opcode.SUB -> a - b;
      case Opcode.MUL -> a * b;
      case Opcode.OR -> a | b;
      case Opcode.AND -> a & b;
      case Opcode.LSH -> a << b;
      case Opcode.RSH -> a >>> b;
      case Opcode.XOR -> a ^ b;
      case Opcode.ARSH -> a >> b;
      case Opcode.DIV -> b == 0 ? 0 : Integer.divideUnsigned(a, b);
      case Opcode.MOD -> b == 0 ? a : Integer.remainderUnsigned(a, b);
      default -> throw new IllegalArgumentException();
    };
  }

  static boolean jumps(int operation, boolean jmp32, long left, long right) {
    long a = jmp32 ? (int) left : left;
    long b = jmp32 ? (int) right : right;
    return switch (operation) {
      case Opcode.JEQ -> a == b;
      case Opcode.JNE -> a != b;
      case Opcode.JSET -> (a & b) != 0;
      case Opcode.JGT -> Long.compareUnsigned(a, b) > 0;
      case Opcode.JGE -> Long.compareUnsigned(a, b) >= 0;
      case Opcode.JLT -> Long.compareUnsigned(a, b) < 0;
      case Opcode.JLE -> Long.compareUnsigned(a, b) <= 0;
      case Opcode.JSGT -> a > b;
      case Opcode.JSGE -> a >= b;
      case Opcode.JSLT -> a < b;
      case Opcode.JSLE -> a <= b;
      default -> throw new IllegalArgumentException();
    };
  }

  private Concrete() {}
}
