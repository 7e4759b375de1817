package io.github.hidbpf4j.bpf.verifier;

import static io.github.hidbpf4j.bpf.asm.Opcode.*;

import io.github.hidbpf4j.bpf.asm.Instruction;
import io.github.hidbpf4j.bpf.asm.Opcode;
import io.github.hidbpf4j.bpf.verifier.Value.Kind;
import org.jspecify.annotations.Nullable;

/** What an arithmetic instruction makes of what is known of its operands. */
final class Arithmetic {
  private static final long LOW_HALF = 0xffffffffL;

  private Arithmetic() {}

  /** What is in dst afterwards. The operand is the source register or the immediate. */
  static Value result(Instruction i, Value dst, Value operand) {
    boolean wide = i.instructionClass() == ALU64;
    int operation = operation(i.opcode());
    if (operation == END) {
      return swapped(i, dst);
    }
    if (operation == MOV) {
      return moved(i, wide, operand);
    }
    if (operation == NEG) {
      return dst.isConstant()
          ? Value.constant(wide ? -dst.min() : -dst.min() & LOW_HALF)
          : wide ? Value.UNKNOWN : Value.range(0, LOW_HALF);
    }
    if (wide && (operation == ADD || operation == SUB)) {
      Value pointer = pointerArithmetic(operation, dst, operand);
      if (pointer != null) {
        return pointer;
      }
    }
    return numbers(i, wide, operation, scalar(dst), scalar(operand));
  }

  private static Value scalar(Value value) {
    return value.is(Kind.SCALAR)
        ? value
        : value.isNumber()
            ? Value.range(value.min(), value.max()).withinLow(value.lowMin(), value.lowMax())
            : Value.UNKNOWN;
  }

  private static Value moved(Instruction i, boolean wide, Value operand) {
    if (source(i.opcode()) == X && i.offset() != 0) {
      if (wide && i.offset() == ADDR_SPACE_CAST) {
        return Value.MEMORY_OR_NULL;
      }
      if (operand.isConstant()) {
        long extended = signExtend(operand.min(), i.offset());
        return Value.constant(wide ? extended : extended & LOW_HALF);
      }
      return wide ? Value.UNKNOWN : Value.range(0, LOW_HALF);
    }
    return wide ? operand : low(scalar(operand));
  }

  static long signExtend(long value, int bits) {
    int unused = Math.clamp(64 - bits, 0, 63);
    return value << unused >> unused;
  }

  /** The low 32 bits, zero-extended. */
  static Value low(Value scalar) {
    if (scalar.isConstant()) {
      return Value.constant(scalar.min() & LOW_HALF);
    }
    return Long.compareUnsigned(scalar.max(), LOW_HALF) <= 0
        ? scalar
        : Value.range(scalar.lowMin(), scalar.lowMax());
  }

  private static Value swapped(Instruction i, Value dst) {
    int bits = i.imm();
    if (bits != 16 && bits != 32 && bits != 64) {
      return Value.UNKNOWN;
    }
    long mask = bits == 64 ? -1 : (1L << bits) - 1;
    if (!dst.isConstant()) {
      return Value.range(0, mask);
    }
    boolean keeps = i.instructionClass() == ALU && source(i.opcode()) == TO_LE;
    long swapped = Long.reverseBytes(dst.min()) >>> 64 - bits;
    return Value.constant(keeps ? dst.min() & mask : swapped);
  }

  private static @Nullable Value pointerArithmetic(int operation, Value dst, Value operand) {
    if (operation == SUB) {
      if (dst.isPointer() && operand.isPointer()) {
        return Value.UNKNOWN;
      }
      if (dst.isPointer()) {
        return dst.moved(operand.isConstant() ? Value.constant(-operand.min()) : Value.LOADED);
      }
      return dst.is(Kind.LOADED) ? Value.LOADED : null;
    }
    if (dst.isPointer()) {
      return dst.moved(operand);
    }
    if (operand.isPointer()) {
      return operand.moved(dst);
    }
    return dst.is(Kind.LOADED) || operand.is(Kind.LOADED) ? Value.LOADED : null;
  }

  private static Value numbers(Instruction i, boolean wide, int operation, Value a, Value b) {
    if (!wide) {
      a = low(a);
      b = low(b);
    }
    boolean signed = (operation == DIV || operation == MOD) && i.offset() == Opcode.SIGNED;
    if (a.isConstant() && b.isConstant()) {
      long result = exact(operation, wide, signed, a.min(), b.min());
      return Value.constant(wide ? result : result & LOW_HALF);
    }
    Value bounded = signed ? Value.UNKNOWN : bounds(operation, wide, a, b);
    return wide ? bounded : low(bounded);
  }

  /** Bounds that follow from bounds; all that is not simple is unknown. */
  private static Value bounds(int operation, boolean wide, Value a, Value b) {
    return switch (operation) {
      case ADD -> {
        boolean fits =
            a.max() >= 0
                && b.max() >= 0
                && (wide || Long.compareUnsigned(a.max() + b.max(), LOW_HALF) <= 0);
        yield fits ? Value.range(a.min() + b.min(), a.max() + b.max()) : Value.UNKNOWN;
      }
      case SUB ->
          Long.compareUnsigned(a.min(), b.max()) >= 0
              ? Value.range(a.min() - b.max(), a.max() - b.min())
              : Value.UNKNOWN;
      case AND -> Value.range(0, Long.compareUnsigned(a.max(), b.max()) < 0 ? a.max() : b.max());
      case OR, XOR -> {
        int ones = Long.SIZE - Long.numberOfLeadingZeros(a.max() | b.max());
        yield ones >= 64 ? Value.UNKNOWN : Value.range(0, (1L << ones) - 1);
      }
      case RSH ->
          b.isConstant()
              ? Value.range(shiftRight(wide, a.min(), b.min()), shiftRight(wide, a.max(), b.min()))
              : Value.range(0, a.max());
      case LSH -> {
        int by = (int) b.min() & (wide ? 63 : 31);
        boolean fits = b.isConstant() && Long.numberOfLeadingZeros(a.max()) - (wide ? 0 : 32) > by;
        yield fits ? Value.range(a.min() << by, a.max() << by) : Value.UNKNOWN;
      }
      case DIV -> Value.range(0, a.max());
      case MOD -> {
        boolean below = b.min() != 0 && Long.compareUnsigned(b.max() - 1, a.max()) < 0;
        yield Value.range(0, below ? b.max() - 1 : a.max());
      }
      case MUL -> {
        boolean fits = a.max() >>> 31 == 0 && b.max() >>> 31 == 0;
        yield fits && (wide || a.max() * b.max() >>> 32 == 0)
            ? Value.range(a.min() * b.min(), a.max() * b.max())
            : Value.UNKNOWN;
      }
      default -> Value.UNKNOWN;
    };
  }

  private static long shiftRight(boolean wide, long value, long by) {
    return value >>> (by & (wide ? 63 : 31));
  }

  /** RFC 9669 section 4.1; operands of 32-bit operations are zero-extended. */
  private static long exact(int operation, boolean wide, boolean signed, long a, long b) {
    long sa = wide ? a : (int) a;
    long sb = wide ? b : (int) b;
    int by = (int) b & (wide ? 63 : 31);
    return switch (operation) {
      case ADD -> a + b;
      case SUB -> a - b;
      case MUL -> a * b;
      case DIV -> b == 0 ? 0 : signed ? sa / sb : Long.divideUnsigned(a, b);
      case MOD -> b == 0 ? a : signed ? sa % sb : Long.remainderUnsigned(a, b);
      case OR -> a | b;
      case AND -> a & b;
      case XOR -> a ^ b;
      case LSH -> a << by;
      case RSH -> a >>> by;
      case ARSH -> sa >> by;
      default -> 0;
    };
  }
}
