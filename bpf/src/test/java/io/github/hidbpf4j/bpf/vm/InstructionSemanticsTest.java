package io.github.hidbpf4j.bpf.vm;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.BinaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Every arithmetic and jump operation against its definition on unbounded integers, on chosen
 * values and seeded random ones.
 */
class InstructionSemanticsTest {
  private static final long[] EDGES = {
    0,
    1,
    2,
    -1,
    -2,
    31,
    32,
    33,
    63,
    64,
    65,
    0x7f,
    0x80,
    0xff,
    0x7fff,
    0x8000,
    0xffff,
    0x7fff_ffffL,
    0x8000_0000L,
    0xffff_ffffL,
    0x1_0000_0000L,
    0xffff_ffff_0000_0000L,
    0xffff_ffff_8000_0000L,
    0xffff_ffff_7fff_ffffL,
    Long.MAX_VALUE,
    Long.MIN_VALUE,
    0x1234_5678_9abc_def0L
  };

  @FunctionalInterface
  private interface Operation {
    long apply(long dst, long src);
  }

  @FunctionalInterface
  private interface Condition {
    boolean test(long dst, long src);
  }

  @FunctionalInterface
  private interface Relation {
    boolean test(BigInteger dst, BigInteger src);
  }

  private record Row(String name, Operation actual, Operation expected) {}

  private final List<Row> rows = new ArrayList<>();

  private static BigInteger unsigned(long value, int bits) {
    return BigInteger.valueOf(value).mod(BigInteger.ONE.shiftLeft(bits));
  }

  private static BigInteger signed(long value, int bits) {
    BigInteger u = unsigned(value, bits);
    return u.testBit(bits - 1) ? u.subtract(BigInteger.ONE.shiftLeft(bits)) : u;
  }

  /** The value's low {@code bits} bits, zero-extended. */
  private static long wrap(BigInteger value, int bits) {
    return value.mod(BigInteger.ONE.shiftLeft(bits)).longValue();
  }

  private void unsigned(String name, int bits, Operation actual, BinaryOperator<BigInteger> f) {
    rows.add(
        new Row(
            name + bits,
            actual,
            (a, b) -> wrap(f.apply(unsigned(a, bits), unsigned(b, bits)), bits)));
  }

  private void signed(String name, int bits, Operation actual, BinaryOperator<BigInteger> f) {
    rows.add(
        new Row(
            name + bits, actual, (a, b) -> wrap(f.apply(signed(a, bits), signed(b, bits)), bits)));
  }

  private void condition(
      String name, int bits, boolean isSigned, Condition actual, Relation expected) {
    rows.add(
        new Row(
            name + bits,
            (a, b) -> actual.test(a, b) ? 1 : 0,
            (a, b) ->
                (isSigned
                        ? expected.test(signed(a, bits), signed(b, bits))
                        : expected.test(unsigned(a, bits), unsigned(b, bits)))
                    ? 1
                    : 0));
  }

  private void extension(String name, int from, int to, Operation actual) {
    rows.add(new Row(name, actual, (a, b) -> wrap(signed(b, from), to)));
  }

  private void swap(String name, int bits, Operation actual, boolean reverse) {
    rows.add(
        new Row(
            name + bits,
            actual,
            (a, b) -> {
              BigInteger value = unsigned(a, bits);
              BigInteger swapped = BigInteger.ZERO;
              for (int i = 0; i < bits; i += 8) {
                BigInteger octet = value.shiftRight(i).and(BigInteger.valueOf(255));
                swapped = swapped.or(octet.shiftLeft(reverse ? bits - 8 - i : i));
              }
              return swapped.longValue();
            }));
  }

  private static BinaryOperator<BigInteger> orElse(
      BinaryOperator<BigInteger> f, BinaryOperator<BigInteger> byZero) {
    return (a, b) -> b.signum() == 0 ? byZero.apply(a, b) : f.apply(a, b);
  }

  private void arithmetic(int bits, Operation[] ops) {
    BinaryOperator<BigInteger> zero = (a, b) -> BigInteger.ZERO;
    BinaryOperator<BigInteger> dst = (a, b) -> a;
    BigInteger shiftMask = BigInteger.valueOf(bits - 1);
    unsigned("add", bits, ops[0], BigInteger::add);
    unsigned("sub", bits, ops[1], BigInteger::subtract);
    unsigned("mul", bits, ops[2], BigInteger::multiply);
    unsigned("div", bits, ops[3], orElse(BigInteger::divide, zero));
    signed("sdiv", bits, ops[4], orElse(BigInteger::divide, zero));
    unsigned("mod", bits, ops[5], orElse(BigInteger::remainder, dst));
    signed("smod", bits, ops[6], orElse(BigInteger::remainder, dst));
    unsigned("or", bits, ops[7], BigInteger::or);
    unsigned("and", bits, ops[8], BigInteger::and);
    unsigned("xor", bits, ops[9], BigInteger::xor);
    unsigned("lsh", bits, ops[10], (a, b) -> a.shiftLeft(b.and(shiftMask).intValue()));
    unsigned("rsh", bits, ops[11], (a, b) -> a.shiftRight(b.and(shiftMask).intValue()));
    signed("arsh", bits, ops[12], (a, b) -> a.shiftRight(b.and(shiftMask).intValue()));
    signed("neg", bits, ops[13], (a, b) -> a.negate());
    unsigned("mov", bits, ops[14], (a, b) -> b);
  }

  private void conditions(int bits, Condition[] c) {
    condition("jeq", bits, false, c[0], BigInteger::equals);
    condition("jne", bits, false, c[1], (a, b) -> a.subtract(b).signum() != 0);
    condition("jset", bits, false, c[2], (a, b) -> a.and(b).signum() != 0);
    condition("jgt", bits, false, c[3], (a, b) -> a.compareTo(b) > 0);
    condition("jge", bits, false, c[4], (a, b) -> a.compareTo(b) >= 0);
    condition("jlt", bits, false, c[5], (a, b) -> a.compareTo(b) < 0);
    condition("jle", bits, false, c[6], (a, b) -> a.compareTo(b) <= 0);
    condition("jsgt", bits, true, c[7], (a, b) -> a.compareTo(b) > 0);
    condition("jsge", bits, true, c[8], (a, b) -> a.compareTo(b) >= 0);
    condition("jslt", bits, true, c[9], (a, b) -> a.compareTo(b) < 0);
    condition("jsle", bits, true, c[10], (a, b) -> a.compareTo(b) <= 0);
  }

  @TestFactory
  Stream<DynamicTest> operationsFollowTheirDefinition() {
    arithmetic(
        64,
        new Operation[] {
          InstructionSemantics::add64,
          InstructionSemantics::sub64,
          InstructionSemantics::mul64,
          InstructionSemantics::div64,
          InstructionSemantics::sdiv64,
          InstructionSemantics::mod64,
          InstructionSemantics::smod64,
          InstructionSemantics::or64,
          InstructionSemantics::and64,
          InstructionSemantics::xor64,
          InstructionSemantics::lsh64,
          InstructionSemantics::rsh64,
          InstructionSemantics::arsh64,
          (a, b) -> InstructionSemantics.neg64(a),
          (a, b) -> InstructionSemantics.mov64(b)
        });
    arithmetic(
        32,
        new Operation[] {
          InstructionSemantics::add32,
          InstructionSemantics::sub32,
          InstructionSemantics::mul32,
          InstructionSemantics::div32,
          InstructionSemantics::sdiv32,
          InstructionSemantics::mod32,
          InstructionSemantics::smod32,
          InstructionSemantics::or32,
          InstructionSemantics::and32,
          InstructionSemantics::xor32,
          InstructionSemantics::lsh32,
          InstructionSemantics::rsh32,
          InstructionSemantics::arsh32,
          (a, b) -> InstructionSemantics.neg32(a),
          (a, b) -> InstructionSemantics.mov32(b)
        });
    conditions(
        64,
        new Condition[] {
          InstructionSemantics::jeq64,
          InstructionSemantics::jne64,
          InstructionSemantics::jset64,
          InstructionSemantics::jgt64,
          InstructionSemantics::jge64,
          InstructionSemantics::jlt64,
          InstructionSemantics::jle64,
          InstructionSemantics::jsgt64,
          InstructionSemantics::jsge64,
          InstructionSemantics::jslt64,
          InstructionSemantics::jsle64
        });
    conditions(
        32,
        new Condition[] {
          InstructionSemantics::jeq32,
          InstructionSemantics::jne32,
          InstructionSemantics::jset32,
          InstructionSemantics::jgt32,
          InstructionSemantics::jge32,
          InstructionSemantics::jlt32,
          InstructionSemantics::jle32,
          InstructionSemantics::jsgt32,
          InstructionSemantics::jsge32,
          InstructionSemantics::jslt32,
          InstructionSemantics::jsle32
        });
    extension("movsx8To64", 8, 64, (a, b) -> InstructionSemantics.movsx8To64(b));
    extension("movsx16To64", 16, 64, (a, b) -> InstructionSemantics.movsx16To64(b));
    extension("movsx32To64", 32, 64, (a, b) -> InstructionSemantics.movsx32To64(b));
    extension("movsx8To32", 8, 32, (a, b) -> InstructionSemantics.movsx8To32(b));
    extension("movsx16To32", 16, 32, (a, b) -> InstructionSemantics.movsx16To32(b));
    swap("le", 16, (a, b) -> InstructionSemantics.le16(a), false);
    swap("le", 32, (a, b) -> InstructionSemantics.le32(a), false);
    swap("le", 64, (a, b) -> InstructionSemantics.le64(a), false);
    swap("be", 16, (a, b) -> InstructionSemantics.be16(a), true);
    swap("be", 32, (a, b) -> InstructionSemantics.be32(a), true);
    swap("be", 64, (a, b) -> InstructionSemantics.be64(a), true);
    swap("bswap", 16, (a, b) -> InstructionSemantics.bswap16(a), true);
    swap("bswap", 32, (a, b) -> InstructionSemantics.bswap32(a), true);
    swap("bswap", 64, (a, b) -> InstructionSemantics.bswap64(a), true);
    return rows.stream().map(row -> DynamicTest.dynamicTest(row.name, () -> check(row)));
  }

  private static void check(Row row) {
    for (long a : EDGES) {
      for (long b : EDGES) {
        check(row, a, b, "edges");
      }
    }
    long seed = 0x5eed_0001L;
    SplittableRandom random = new SplittableRandom(seed);
    for (int i = 0; i < 3000; i++) {
      long a = random.nextLong() >> random.nextInt(64);
      long b = random.nextLong() >>> random.nextInt(64);
      check(row, a, b, "seed " + seed + ", pair " + i);
      check(row, a, a, "seed " + seed + ", pair " + i);
    }
  }

  private static void check(Row row, long a, long b, String what) {
    assertThat(row.actual.apply(a, b))
        .as("%s(0x%x, 0x%x), %s", row.name, a, b, what)
        .isEqualTo(row.expected.apply(a, b));
  }
}
