package io.github.hidbpf4j.bpf.verifier.scalar;

import io.github.hidbpf4j.bpf.asm.Opcode;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Runs instructions on numbers and on scalars that hold them, and says where a result is not in the
 * scalar that came out, in any of its five views, or where the views contradict each other.
 */
final class Soundness {
  private final ScalarAlu alu = new ScalarAlu();
  private final RandomScalars random;
  private final long seed;

  Soundness(long seed, Supplier<ScalarValue> make) {
    this.seed = seed;
    this.random = new RandomScalars(new SplittableRandom(seed), make);
  }

  /** The first fault among so many draws, or null. */
  @Nullable String arithmetic(int draws) {
    for (int i = 0; i < draws; i++) {
      int operation = random.choose(Concrete.ARITHMETIC);
      boolean alu32 = random.coin();
      long a = random.number();
      long b = random.number();
      ScalarValue dst = random.around(a);
      ScalarValue src = random.around(b);
      if (isShift(operation) && random.below(4) != 0) {
        b = random.below(alu32 ? 32 : 64);
        src.markKnown(b);
      }
      String before = dst + " " + operation + (alu32 ? " w " : " ") + src;
      long c = random.member(dst, a);
      long d = random.member(src, b);
      alu.apply(operation, alu32, dst, src);
      String fault = fault(dst, Concrete.compute(operation, alu32, a, b));
      if (fault == null) {
        fault = fault(dst, Concrete.compute(operation, alu32, c, d));
      }
      if (fault != null) {
        return "seed %d, draw %d: %s of %x, %x or %x, %x: %s"
            .formatted(seed, i, before, a, b, c, d, fault);
      }
    }
    return null;
  }

  private static boolean isShift(int operation) {
    return operation == Opcode.LSH || operation == Opcode.RSH || operation == Opcode.ARSH;
  }

  /** The same of jumps: predictions, and what each path learns. */
  @Nullable String jumps(int draws) {
    StringBuilder log = new StringBuilder();
    for (int i = 0; i < draws; i++) {
      int operation = random.choose(Concrete.JUMPS);
      boolean jmp32 = random.coin();
      long a = random.number();
      long b = random.coin() ? random.number() : a + random.below(5) - 2;
      ScalarValue left = random.around(a);
      ScalarValue right = random.around(b);
      if (random.coin()) {
        right.markKnown(b);
      }
      String before = left + " " + operation + (jmp32 ? " w " : " ") + right;
      long c = random.member(left, a);
      long d = random.member(right, b);
      ScalarValue falseLeft = new ScalarValue(left.domain);
      ScalarValue falseRight = new ScalarValue(left.domain);
      falseLeft.copyFrom(left);
      falseRight.copyFrom(right);
      BranchOutcome outcome = BranchRefinement.outcome(left, right, operation, jmp32);
      boolean first = Concrete.jumps(operation, jmp32, a, b);
      boolean second = Concrete.jumps(operation, jmp32, c, d);
      String fault = null;
      if (outcome == BranchOutcome.UNKNOWN) {
        log.setLength(0);
        BranchRefinement.setMinMax(
            left, right, falseLeft, falseRight, operation, jmp32, false, log::append);
        fault = pair(first, a, b, left, right, falseLeft, falseRight);
        if (fault == null) {
          fault = pair(second, c, d, left, right, falseLeft, falseRight);
        }
        if (fault == null && first != second && !log.isEmpty()) {
          fault = "both paths can run, yet: " + log;
        }
      } else if (first != (outcome == BranchOutcome.TAKEN)
          || second != (outcome == BranchOutcome.TAKEN)) {
        fault = "predicted " + outcome;
      }
      if (fault != null) {
        return "seed %d, draw %d: %s of %x, %x or %x, %x: %s"
            .formatted(seed, i, before, a, b, c, d, fault);
      }
    }
    return null;
  }

  private static @Nullable String pair(
      boolean taken,
      long a,
      long b,
      ScalarValue left,
      ScalarValue right,
      ScalarValue falseLeft,
      ScalarValue falseRight) {
    String fault = fault(taken ? left : falseLeft, a);
    return fault != null ? fault : fault(taken ? right : falseRight, b);
  }

  /** The same of zero and sign extension. */
  @Nullable String coercions(int draws) {
    for (int i = 0; i < draws; i++) {
      long a = random.number();
      ScalarValue v = random.around(a);
      String before = v.toString();
      long c = random.member(v, a);
      int bytes = 1 << random.below(3);
      int how = random.below(bytes == 4 ? 3 : 4);
      switch (how) {
        case 0 -> ScalarCoercion.zeroExtend(v, bytes);
        case 1 -> ScalarCoercion.signExtend(v, bytes);
        case 2 -> {
          v.zeroExtend32();
          v.sync();
        }
        default -> {
          ScalarCoercion.signExtend32(v, bytes);
          v.zeroExtend32();
          v.sync();
        }
      }
      String fault = fault(v, extended(a, bytes, how));
      if (fault == null) {
        fault = fault(v, extended(c, bytes, how));
      }
      if (fault != null) {
        return "seed %d, draw %d: %s, kind %d, %d bytes, of %x or %x: %s"
            .formatted(seed, i, before, how, bytes, a, c, fault);
      }
    }
    return null;
  }

  private static long extended(long value, int bytes, int how) {
    int unused = Long.SIZE - bytes * Byte.SIZE;
    long signed = value << unused >> unused;
    return switch (how) {
      case 0 -> value << unused >>> unused;
      case 1 -> signed;
      case 2 -> value & 0xffff_ffffL;
      default -> signed & 0xffff_ffffL;
    };
  }

  static @Nullable String fault(ScalarValue v, long member) {
    if (!v.contains(member)) {
      return "%x is not in %s, u64 %x..%x, u32 %x..%x, bits %s"
          .formatted(member, v, v.umin, v.umax, v.u32Min, v.u32Max, v.tnum);
    }
    String fault = BoundsSanity.fault(v);
    return fault == null ? null : fault + ": " + v;
  }
}
