package io.github.hidbpf4j.bpf.verifier.scalar;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BinaryOperator;
import java.util.function.LongBinaryOperator;
import java.util.function.LongUnaryOperator;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** All tracked numbers of five bits, at several places of the word. */
class TnumTest {
  private static final int BITS = 5;

  /** Bits at {@code shift} and above; all 243 combinations of 0, 1 and unknown. */
  private static List<Tnum> all(int shift) {
    List<Tnum> all = new ArrayList<>();
    for (long mask = 0; mask < 1 << BITS; mask++) {
      for (long value = 0; value < 1 << BITS; value++) {
        if ((value & mask) == 0) {
          all.add(new Tnum(value << shift, mask << shift));
        }
      }
    }
    return all;
  }

  /** Each member by adding the lowest unknown bit through the known ones. */
  private static long[] members(Tnum t) {
    long[] members = new long[1 << Long.bitCount(t.mask())];
    long bits = 0;
    for (int i = 0; i < members.length; i++) {
      members[i] = t.value() | bits;
      bits = (bits - t.mask()) & t.mask();
    }
    return members;
  }

  /** The most precise tracked number of results: bits that are 1, or that differ. */
  private static Tnum best(long always, long ever) {
    return new Tnum(always, ever & ~always);
  }

  private static void assertBest(
      int shift, BinaryOperator<Tnum> abstractly, LongBinaryOperator concretely) {
    List<Tnum> all = all(shift);
    for (Tnum a : all) {
      long[] membersA = members(a);
      for (Tnum b : all) {
        assertThat(abstractly.apply(a, b))
            .describedAs("%s, %s", a, b)
            .isEqualTo(bestOf(membersA, members(b), concretely));
      }
    }
  }

  private static Tnum bestOf(long[] a, long[] b, LongBinaryOperator concretely) {
    long always = -1;
    long ever = 0;
    for (long x : a) {
      for (long y : b) {
        long result = concretely.applyAsLong(x, y);
        always &= result;
        ever |= result;
      }
    }
    return best(always, ever);
  }

  private static void assertBest(
      int shift, UnaryOperator<Tnum> abstractly, LongUnaryOperator concretely) {
    for (Tnum a : all(shift)) {
      Tnum expected = bestOf(members(a), new long[1], (x, y) -> concretely.applyAsLong(x));
      assertThat(abstractly.apply(a)).describedAs("%s", a).isEqualTo(expected);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 29, 59})
  void sumsAndBitwiseOperationsAreExact(int shift) {
    assertBest(shift, Tnum::add, (x, y) -> x + y);
    assertBest(shift, Tnum::sub, (x, y) -> x - y);
    assertBest(shift, Tnum::and, (x, y) -> x & y);
    assertBest(shift, Tnum::or, (x, y) -> x | y);
    assertBest(shift, Tnum::xor, (x, y) -> x ^ y);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 28, 59})
  void shiftsAndCastsAreExact(int start) {
    for (int shift = 0; shift < 64; shift++) {
      int count = shift;
      assertBest(start, t -> t.lshift(count), x -> x << count);
      assertBest(start, t -> t.rshift(count), x -> x >>> count);
      assertBest(start, t -> t.arshift(count, 64), x -> x >> count);
      if (shift < 32) {
        assertBest(start, t -> t.arshift(count, 32), x -> ((int) x >> count) & 0xffff_ffffL);
      }
    }
    for (int bytes = 1; bytes <= 8; bytes++) {
      int unused = 64 - 8 * bytes;
      int size = bytes;
      assertBest(start, t -> t.cast(size), x -> x << unused >>> unused);
    }
    assertBest(start, Tnum::subreg, x -> x & 0xffff_ffffL);
    assertBest(start, Tnum::clearSubreg, x -> x & ~0xffff_ffffL);
    assertBest(start, t -> t.constSubreg(-2), x -> (x & ~0xffff_ffffL) | 0xffff_fffeL);
    assertBest(start, Tnum::withSubreg, (x, y) -> (x & ~0xffff_ffffL) | (y & 0xffff_ffffL));
  }

  /** The kernel's product isn't the best one; it is exact where nothing is unknown. */
  @ParameterizedTest
  @ValueSource(ints = {0, 30, 61})
  void productsHoldAllProducts(int shift) {
    int best = 0;
    int pairs = 0;
    List<Tnum> factors = all(0);
    for (Tnum a : all(shift)) {
      for (Tnum b : factors) {
        Tnum product = a.mul(b);
        Tnum expected = bestOf(members(a), members(b), (x, y) -> x * y);
        assertThat(product.contains(expected)).describedAs("%s * %s", a, b).isTrue();
        assertThat(product.value() & product.mask()).isZero();
        if (a.isConst() && b.isConst()) {
          assertThat(product).isEqualTo(expected);
        }
        best += product.equals(expected) ? 1 : 0;
        pairs++;
      }
    }
    assertThat(best).isGreaterThan(pairs / 2).isLessThan(pairs);
  }

  @Test
  void rangesShareTheirLeadingBits() {
    for (long low = 0; low < 40; low++) {
      for (long high = low; high < 40; high++) {
        Tnum range = Tnum.range(low, high);
        for (long x = low; x <= high; x++) {
          assertThat(range.contains(x)).isTrue();
        }
        long unknown = low == high ? 0 : 2 * Long.highestOneBit(low ^ high) - 1;
        assertThat(range).isEqualTo(new Tnum(low & ~unknown, unknown));
      }
    }
    assertThat(Tnum.range(1, -1L)).isEqualTo(Tnum.UNKNOWN);
    assertThat(Tnum.range(1L << 62, Long.MAX_VALUE)).isEqualTo(new Tnum(1L << 62, (1L << 62) - 1));
  }

  @Test
  void containmentOverlapAndIntersectionAreThoseOfSets() {
    List<Tnum> all = all(0);
    for (Tnum a : all) {
      for (Tnum b : all) {
        int common = 0;
        long[] members = members(b);
        for (long x : members) {
          common += a.contains(x) ? 1 : 0;
        }
        assertThat(a.contains(b)).isEqualTo(common == members.length);
        assertThat(a.overlaps(b)).isEqualTo(common > 0);
        Tnum intersection = a.intersect(b);
        assertThat(intersection.value() & intersection.mask()).isZero();
        if (common > 0) {
          assertThat(members(intersection)).hasSize(common);
          assertThat(a.contains(intersection) && b.contains(intersection)).isTrue();
        }
      }
    }
    assertThat(new Tnum(1, 0).intersect(new Tnum(2, 0))).isEqualTo(new Tnum(3, 0));
  }

  @Test
  void alignment() {
    for (Tnum t : all(0)) {
      for (long size : new long[] {1, 2, 4, 8, 16}) {
        boolean aligned = true;
        for (long x : members(t)) {
          aligned &= x % size == 0;
        }
        assertThat(t.isAligned(size)).describedAs("%s %d", t, size).isEqualTo(aligned);
      }
      assertThat(t.isAligned(0)).isTrue();
    }
  }

  @Test
  void predicatesAndText() {
    assertThat(Tnum.UNKNOWN.isUnknown()).isTrue();
    assertThat(Tnum.constant(7).equalsConst(7)).isTrue();
    assertThat(Tnum.constant(7).equalsConst(8)).isFalse();
    assertThat(new Tnum(0, 7).equalsConst(0)).isFalse();
    assertThat(new Tnum(0, -1L << 32).isSubregConst()).isTrue();
    assertThat(new Tnum(0, 1L << 31).isSubregConst()).isFalse();
    assertThat(new Tnum(0, 0xff)).hasToString("(0x0; 0xff)");
    assertThat(Tnum.UNKNOWN).hasToString("(0x0; 0xffffffffffffffff)");
  }
}
