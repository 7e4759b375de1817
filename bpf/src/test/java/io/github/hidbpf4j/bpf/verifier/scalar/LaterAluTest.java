package io.github.hidbpf4j.bpf.verifier.scalar;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hidbpf4j.bpf.asm.Opcode;
import java.util.SplittableRandom;
import java.util.function.LongUnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** No number ever leaves the scalar that stands for it, in the arithmetic of later kernels. */
class LaterAluTest {
  private static final int DRAWS = 100_000;

  /** What kernels keep of bounds. */
  enum Domain {
    PLAIN,
    OLD,
    LATER,
    CIRCULAR;

    ScalarDomain make() {
      return switch (this) {
        case PLAIN -> Intervals.PLAIN;
        case OLD -> new Intervals(new Intervals.Rules(false, false, true, true), "");
        case LATER -> new Intervals(new Intervals.Rules(true, true, false, false), "");
        case CIRCULAR -> new CircularRanges();
      };
    }
  }

  @ParameterizedTest
  @CsvSource({
    "5, PLAIN",
    "8, OLD",
    "6, LATER",
    "20261129, LATER",
    "7, CIRCULAR",
    "20261130, CIRCULAR"
  })
  void resultsStayInside(long seed, Domain domain) {
    ScalarAlu alu = new ScalarAlu();
    RandomScalars random =
        new RandomScalars(new SplittableRandom(seed), () -> new ScalarValue(domain.make()));
    for (int i = 0; i < DRAWS; i++) {
      boolean alu32 = random.coin();
      long a = random.number();
      long b = random.number();
      ScalarValue dst = random.around(a);
      ScalarValue src = random.around(b);
      long c = random.member(dst, a);
      String before = dst + (alu32 ? " w " : " ") + src;
      LongUnaryOperator run;
      int kind = random.below(7);
      switch (kind) {
        case 0, 1 -> {
          int operation = kind == 1 ? Opcode.SUB : Opcode.ADD;
          alu.apply(operation, alu32, dst, src);
          run = x -> Concrete.compute(operation, alu32, x, b);
        }
        case 2 -> {
          LaterAlu.multiply(alu32, dst, src, domain != Domain.PLAIN);
          run = x -> Concrete.compute(Opcode.MUL, alu32, x, b);
        }
        case 3 -> {
          LaterAlu.negate(alu32, dst);
          run = x -> Concrete.compute(Opcode.SUB, alu32, 0, x);
        }
        case 4 -> {
          boolean swaps = random.coin();
          int bits = 16 << random.below(3);
          LaterAlu.swapBytes(swaps, bits, dst);
          run = x -> (swaps ? Long.reverseBytes(x) : x << Long.SIZE - bits) >>> Long.SIZE - bits;
        }
        default -> {
          int operation = random.coin() ? Opcode.DIV : Opcode.MOD;
          src.markKnown(b);
          LaterAlu.divide(operation, alu32, kind == 6, dst, src);
          run =
              kind == 6
                  ? x -> signed(operation, alu32, x, b)
                  : x -> Concrete.compute(operation, alu32, x, b);
        }
      }
      for (long x : new long[] {a, c}) {
        assertThat(Soundness.fault(dst, run.applyAsLong(x)))
            .as("draw %d: kind %d: %s of %x, %x", i, kind, before, x, b)
            .isNull();
      }
    }
  }

  private static long signed(int operation, boolean alu32, long a, long b) {
    boolean divides = operation == Opcode.DIV;
    if (alu32) {
      int by = (int) b;
      int result = by == 0 ? divides ? 0 : (int) a : divides ? (int) a / by : (int) a % by;
      return Integer.toUnsignedLong(result);
    }
    return b == 0 ? divides ? 0 : a : divides ? a / b : a % b;
  }

  @ParameterizedTest
  @CsvSource({
    // from, to, by, quotient from, to, rest from, to
    "0, 63, 8, 0, 7, 0, 7",
    "5, 9, 10, 0, 0, 5, 9",
    "20, 40, 10, 2, 4, 0, 9",
    "20, 40, 0, 0, 0, 20, 40",
  })
  void aKnownDivisor(long min, long max, long by, long least, long most, long rest, long restMax) {
    for (boolean alu32 : new boolean[] {false, true}) {
      for (boolean signed : new boolean[] {false, true}) {
        ScalarValue src = new ScalarValue();
        src.markKnown(by);
        ScalarValue quotient = range(min, max);
        LaterAlu.divide(Opcode.DIV, alu32, signed, quotient, src);
        assertThat(new long[] {quotient.umin(), quotient.umax()}).containsExactly(least, most);
        ScalarValue remainder = range(min, max);
        LaterAlu.divide(Opcode.MOD, alu32, signed, remainder, src);
        assertThat(new long[] {remainder.umin(), remainder.umax()}).containsExactly(rest, restMax);
      }
    }
  }

  @Test
  void aNegativeRange() {
    ScalarValue dst = new ScalarValue();
    dst.setSigned(-20, -3);
    dst.sync();
    ScalarValue src = new ScalarValue();
    src.markKnown(-4);
    ScalarValue rest = new ScalarValue();
    rest.copyFrom(dst);
    LaterAlu.divide(Opcode.DIV, false, true, dst, src);
    assertThat(new long[] {dst.smin(), dst.smax()}).containsExactly(0, 5);
    LaterAlu.divide(Opcode.MOD, false, true, rest, src);
    assertThat(new long[] {rest.smin(), rest.smax()}).containsExactly(-3, 0);
  }

  @Test
  void aSumThatWrapsAsAWhole() {
    ScalarAlu alu = new ScalarAlu();
    ScalarValue dst =
        new ScalarValue(new Intervals(new Intervals.Rules(true, false, false, false), ""));
    dst.setUnsigned(-8, -2);
    dst.sync();
    alu.apply(Opcode.ADD, false, dst, range(8, 9));
    assertThat(new long[] {dst.umin(), dst.umax()}).containsExactly(0, 7);
    alu.apply(Opcode.SUB, false, dst, range(10, 11));
    assertThat(new long[] {dst.umin(), dst.umax()}).containsExactly(-11, -3);
  }

  private static ScalarValue range(long min, long max) {
    ScalarValue v = new ScalarValue();
    v.setUnsigned(min, max);
    v.sync();
    return v;
  }
}
