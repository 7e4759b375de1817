package io.github.hidbpf4j.bpf.verifier;

import static io.github.hidbpf4j.bpf.asm.Opcode.*;

import io.github.hidbpf4j.bpf.asm.Instruction;
import io.github.hidbpf4j.bpf.verifier.Value.Kind;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a conditional jump tells about its operands, on either side. */
final class Branches {
  private static final long LOW_HALF = 0xffffffffL;

  private Branches() {}

  /**
   * The states behind one side of a conditional jump; none when that side cannot be reached. Where
   * a signed comparison cuts a range of both signs, what is left may be two ranges: two states.
   *
   * @param state the state at the jump; not changed
   * @param taken whether the side is the jump's target
   */
  static List<State> follow(State state, Instruction jump, boolean taken) {
    boolean wide = jump.instructionClass() == JMP;
    int operation = operation(jump.opcode());
    Value left = state.get(jump.dst());
    boolean register = source(jump.opcode()) == X;
    Value right =
        register
            ? state.get(jump.src())
            : Value.constant(wide ? jump.imm() : jump.imm() & LOW_HALF);
    if (register && operation != JSET && state.same(jump.dst(), jump.src())) {
      return holdsOfEquals(operation) == taken ? List.of(state.copy()) : List.of();
    }
    List<State> states = new ArrayList<>(1);
    List<Value> lefts = bySign(left, operation, wide);
    List<Value> rights = register ? bySign(right, operation, wide) : List.of(right);
    for (Value l : lefts) {
      for (Value r : rights) {
        Value newLeft = narrowed(l, operation, r, wide, taken);
        Value newRight = register ? narrowed(r, mirrored(operation), l, wide, taken) : r;
        if (newLeft != null && newRight != null) {
          State after = state.copy();
          after.narrow(jump.dst(), newLeft);
          if (register && jump.src() != jump.dst()) {
            after.narrow(jump.src(), newRight);
          }
          states.add(after);
        }
      }
    }
    return states;
  }

  private static boolean holdsOfEquals(int operation) {
    return switch (operation) {
      case JEQ, JGE, JLE, JSGE, JSLE -> true;
      default -> false;
    };
  }

  /**
   * A number of both signs as a negative and a positive one, where a signed comparison is to be.
   */
  private static List<Value> bySign(Value v, int operation, boolean wide) {
    boolean signed =
        operation == JSGT || operation == JSGE || operation == JSLT || operation == JSLE;
    if (!signed || !v.isNumber()) {
      return List.of(v);
    }
    long sign = wide ? Long.MIN_VALUE : 1L << 31;
    boolean fits = wide || Long.compareUnsigned(v.max(), LOW_HALF) <= 0;
    Value compared = fits ? v : Arithmetic.low(v);
    if (ordered(compared, sign)) {
      return List.of(v);
    }
    return fits
        ? List.of(v.within(v.min(), sign - 1), v.within(sign, v.max()))
        : List.of(v.withinLow(compared.min(), sign - 1), v.withinLow(sign, compared.max()));
  }

  private static int mirrored(int operation) {
    return switch (operation) {
      case JGT -> JLT;
      case JGE -> JLE;
      case JLT -> JGT;
      case JLE -> JGE;
      case JSGT -> JSLT;
      case JSGE -> JSLE;
      case JSLT -> JSGT;
      case JSLE -> JSGE;
      default -> operation;
    };
  }

  private static int negated(int operation) {
    return switch (operation) {
      case JEQ -> JNE;
      case JNE -> JEQ;
      case JGT -> JLE;
      case JGE -> JLT;
      case JLT -> JGE;
      case JLE -> JGT;
      case JSGT -> JSLE;
      case JSGE -> JSLT;
      case JSLT -> JSGE;
      case JSLE -> JSGT;
      default -> -1;
    };
  }

  /** The value when {@code value operation other} came out as said, or null when it can't. */
  private static @Nullable Value narrowed(
      Value value, int operation, Value other, boolean wide, boolean taken) {
    if (operation == JSET) {
      return narrowedBySet(value, other, wide, taken);
    }
    int holds = taken ? operation : negated(operation);
    if (!value.isNumber()) {
      return wide && other.isConstant(0) ? narrowedPointer(value, holds) : value;
    }
    if (!other.isNumber()) {
      return value;
    }
    if (!wide) {
      boolean fits = Long.compareUnsigned(value.max(), LOW_HALF) <= 0;
      Value low = Arithmetic.low(value);
      Value narrowed = narrowedScalar(low, holds, Arithmetic.low(other), 1L << 31);
      return narrowed == null || fits ? narrowed : value.withinLow(narrowed.min(), narrowed.max());
    }
    return narrowedScalar(value, holds, other, Long.MIN_VALUE);
  }

  private static @Nullable Value narrowedPointer(Value value, int holds) {
    if (holds == JNE) {
      return value.notNull();
    }
    if (holds != JEQ || value.is(Kind.NOT_INIT)) {
      return value;
    }
    return value.nullable() ? Value.ZERO : null;
  }

  private static @Nullable Value narrowedBySet(
      Value value, Value other, boolean wide, boolean taken) {
    if (value.isConstant() && other.isConstant()) {
      long common = value.min() & other.min();
      boolean set = (wide ? common : common & LOW_HALF) != 0;
      return set == taken ? value : null;
    }
    return value;
  }

  /** {@code sign} is the sign bit of the width compared in. */
  private static @Nullable Value narrowedScalar(Value v, int holds, Value other, long sign) {
    return switch (holds) {
      case JEQ -> {
        long low = maxUnsigned(v.min(), other.min());
        long high = minUnsigned(v.max(), other.max());
        yield between(v, low, high);
      }
      case JNE -> {
        if (!other.isConstant()) {
          yield v;
        }
        if (v.isConstant()) {
          yield v.min() == other.min() ? null : v;
        }
        if (v.min() == other.min()) {
          yield between(v, v.min() + 1, v.max());
        }
        yield v.max() == other.min() ? between(v, v.min(), v.max() - 1) : v;
      }
      case JGT ->
          other.min() == -1 ? null : between(v, maxUnsigned(v.min(), other.min() + 1), v.max());
      case JGE -> between(v, maxUnsigned(v.min(), other.min()), v.max());
      case JLT ->
          other.max() == 0 ? null : between(v, v.min(), minUnsigned(v.max(), other.max() - 1));
      case JLE -> between(v, v.min(), minUnsigned(v.max(), other.max()));
      default -> narrowedSigned(v, holds, other, sign);
    };
  }

  private static @Nullable Value narrowedSigned(Value v, int holds, Value other, long sign) {
    if (!ordered(other, sign) || !ordered(v, sign)) {
      return v;
    }
    int unsigned =
        switch (holds) {
          case JSGT -> JGT;
          case JSGE -> JGE;
          case JSLT -> JLT;
          default -> JLE;
        };
    boolean sameSign = nonNegative(v, sign) == nonNegative(other, sign);
    if (sameSign) {
      return narrowedScalar(v, unsigned, other, sign);
    }
    boolean greater = nonNegative(v, sign);
    boolean wantsGreater = unsigned == JGT || unsigned == JGE;
    return greater == wantsGreater ? v : null;
  }

  /** Whether all its values have one sign. */
  private static boolean ordered(Value v, long sign) {
    return (v.min() & sign) == (v.max() & sign);
  }

  private static boolean nonNegative(Value v, long sign) {
    return (v.max() & sign) == 0;
  }

  private static @Nullable Value between(Value v, long low, long high) {
    return Long.compareUnsigned(low, high) <= 0 ? v.within(low, high) : null;
  }

  private static long maxUnsigned(long a, long b) {
    return Long.compareUnsigned(a, b) >= 0 ? a : b;
  }

  private static long minUnsigned(long a, long b) {
    return Long.compareUnsigned(a, b) <= 0 ? a : b;
  }
}
