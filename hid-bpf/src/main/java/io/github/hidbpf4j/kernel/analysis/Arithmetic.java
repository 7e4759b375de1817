package io.github.hidbpf4j.kernel.analysis;

import static io.github.hidbpf4j.bpf.asm.Opcode.*;

import io.github.hidbpf4j.bpf.asm.Instruction;
import io.github.hidbpf4j.kernel.analysis.Value.Pointer;
import io.github.hidbpf4j.kernel.analysis.Value.Scalar;

/** What arithmetic leaves of what is known. */
final class Arithmetic {
  private Arithmetic() {}

  static void apply(PathState s, Instruction i, int slot) {
    boolean wide = i.instructionClass() == ALU64;
    int operation = operation(i.opcode());
    Value left = s.registers[i.dst()];
    Value right = source(i.opcode()) == X ? s.registers[i.src()] : Value.constant(i.imm());
    s.registers[i.dst()] =
        switch (operation) {
          case MOV -> moved(right, i, wide);
          case ADD, SUB -> sum(left, right, operation == SUB, wide, slot);
          case NEG -> times(left, -1, slot);
          case END -> number(left, Value.constant(0), slot);
          default -> computed(operation, left, right, wide, slot, i.offset());
        };
  }

  private static Value moved(Value v, Instruction i, boolean wide) {
    if (i.offset() != 0 || v instanceof Pointer) {
      return v instanceof Pointer && wide && i.offset() == 0
          ? v
          : v instanceof Scalar s && s.min() >= -128 && s.max() <= 127 ? v : number(v, v, -1);
    }
    if (v instanceof Scalar s && s.isConstant() && !wide) {
      return new Scalar(s.id(), (int) s.min(), (int) s.min(), s.origin());
    }
    // A 32-bit move keeps what an int is known to be: programs compare it as one.
    return v;
  }

  private static Value sum(Value left, Value right, boolean minus, boolean wide, int slot) {
    if (left instanceof Pointer p && wide) {
      Long by = right.number();
      return by == null ? p.anywhere() : p.plus(minus ? -by : by);
    }
    if (right instanceof Pointer p && wide && !minus) {
      Long by = left.number();
      return by == null ? p.anywhere() : p.plus(by);
    }
    return computed(minus ? SUB : ADD, left, right, wide, slot, 0);
  }

  /** A number of which nothing is known but which calls it comes from. */
  private static Scalar number(Value left, Value right, int slot) {
    return new Scalar(
        slot < 0 ? -1 : slot * 16 + 15,
        Long.MIN_VALUE,
        Long.MAX_VALUE,
        origin(left) >= 0 ? origin(left) : origin(right));
  }

  /** A number times a constant; bounds are known as long as it fits an int, whatever the width. */
  private static Scalar times(Value left, long by, int slot) {
    Scalar product = number(left, left, slot);
    if (left instanceof Scalar s
        && s.min() >= Integer.MIN_VALUE
        && s.max() <= Integer.MAX_VALUE
        && by >= Integer.MIN_VALUE
        && by <= Integer.MAX_VALUE) {
      long a = s.min() * by;
      long b = s.max() * by;
      if (Math.min(a, b) >= Integer.MIN_VALUE && Math.max(a, b) <= Integer.MAX_VALUE) {
        return new Scalar(product.id(), Math.min(a, b), Math.max(a, b), product.origin());
      }
    }
    return product;
  }

  static int origin(Value v) {
    return v instanceof Scalar s ? s.origin() : -1;
  }

  private static Value computed(
      int operation, Value left, Value right, boolean wide, int slot, int offset) {
    Long a = left.number();
    Long b = right.number();
    Scalar unknown = number(left, right, slot);
    if (a != null && b != null && offset == 0) {
      long shift = wide ? b & 63 : b & 31;
      Long result =
          switch (operation) {
            case ADD -> a + b;
            case SUB -> a - b;
            case MUL -> a * b;
            case OR -> a | b;
            case AND -> a & b;
            case XOR -> a ^ b;
            case LSH -> a << shift;
            case RSH -> wide ? a >>> shift : (a & 0xffff_ffffL) >>> shift;
            case ARSH -> wide ? a >> shift : (long) ((int) (long) a >> shift);
            default -> null;
          };
      return result == null
          ? unknown
          : new Scalar(
              -1,
              wide ? result : (int) (long) result,
              wide ? result : (int) (long) result,
              unknown.origin());
    }
    if (b != null && wide && b == 32 && left instanceof Scalar s) {
      // Sign and zero extension of an int: up, and down again.
      if (operation == LSH && s.min() >= Integer.MIN_VALUE && s.max() <= Integer.MAX_VALUE) {
        return new Scalar(s.id(), s.min() << 32, s.max() << 32, s.origin());
      }
      if (operation == ARSH || operation == RSH && s.min() >= 0) {
        return new Scalar(s.id(), s.min() >> 32, s.max() >> 32, s.origin());
      }
    }
    if (operation == MUL && b != null) {
      return times(left, b, slot);
    }
    if (operation == LSH && b != null && b >= 0 && b < 31) {
      return times(left, 1L << b, slot);
    }
    if (operation == AND && b != null && b >= 0) {
      return new Scalar(unknown.id(), 0, b, unknown.origin());
    }
    return unknown;
  }
}
