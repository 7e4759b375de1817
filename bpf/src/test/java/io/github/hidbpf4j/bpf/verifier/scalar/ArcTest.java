package io.github.hidbpf4j.bpf.verifier.scalar;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.BitSet;
import org.junit.jupiter.api.Test;

/** All arcs of few bits, all numbers on them. */
class ArcTest {
  private static final int BITS = 4;
  private static final int NUMBERS = 1 << BITS;

  private static Arc arc(int base, int size) {
    Arc arc = new Arc(BITS);
    arc.set(base, size);
    return arc;
  }

  private static BitSet numbers(Arc arc) {
    BitSet found = new BitSet();
    for (int i = 0; i < NUMBERS; i++) {
      found.set(i, arc.contains(i));
    }
    return found;
  }

  private static boolean isEmpty(int base, int size) {
    return base == NUMBERS - 1 && size == NUMBERS - 1;
  }

  private interface Pair {
    void check(int aBase, int aSize, int bBase, int bSize);
  }

  private static void forEachPair(Pair pair) {
    for (int a = 0; a < NUMBERS * NUMBERS; a++) {
      for (int b = 0; b < NUMBERS * NUMBERS; b++) {
        pair.check(a / NUMBERS, a % NUMBERS, b / NUMBERS, b % NUMBERS);
      }
    }
  }

  @Test
  void holdsWhatFollowsItsFirstNumber() {
    for (int base = 0; base < NUMBERS; base++) {
      for (int size = 0; size < NUMBERS; size++) {
        int count = isEmpty(base, size) ? 0 : size + 1;
        assertThat(numbers(arc(base, size)).cardinality()).isEqualTo(count);
      }
    }
  }

  @Test
  void keepsAllThatIsCommonAndNoMoreThanTheSmaller() {
    forEachPair(
        (aBase, aSize, bBase, bSize) -> {
          Arc arc = arc(aBase, aSize);
          BitSet a = numbers(arc);
          BitSet b = numbers(arc(bBase, bSize));
          arc.intersect(bBase, bSize);
          BitSet common = (BitSet) a.clone();
          common.and(b);
          BitSet kept = numbers(arc);
          BitSet missing = (BitSet) common.clone();
          missing.andNot(kept);
          assertThat(missing.isEmpty()).isTrue();
          assertThat(kept.equals(common) || kept.equals(a) || kept.equals(b)).isTrue();
          assertThat(kept.cardinality()).isLessThanOrEqualTo(Math.min(size(a), size(b)));
        });
  }

  private static int size(BitSet set) {
    return set.cardinality();
  }

  @Test
  void addsAndNegates() {
    forEachPair(
        (aBase, aSize, bBase, bSize) -> {
          Arc sum = arc(aBase, aSize);
          Arc difference = arc(bBase, bSize);
          sum.add(bBase, bSize);
          difference.negate();
          difference.add(aBase, aSize);
          BitSet sums = numbers(sum);
          BitSet differences = numbers(difference);
          Arc a = arc(aBase, aSize);
          Arc b = arc(bBase, bSize);
          int expected = a.isEmpty() || b.isEmpty() ? 0 : Math.min(aSize + bSize + 1, NUMBERS);
          assertThat(sums.cardinality()).isEqualTo(expected);
          assertThat(differences.cardinality()).isEqualTo(expected);
          for (int x = 0; x < NUMBERS; x++) {
            for (int y = 0; y < NUMBERS; y++) {
              if (a.contains(x) && b.contains(y)) {
                assertThat(sums.get(x + y & NUMBERS - 1)).isTrue();
                assertThat(differences.get(x - y & NUMBERS - 1)).isTrue();
              }
            }
          }
        });
  }

  @Test
  void coversWhatHasNoNumberBeside() {
    forEachPair(
        (aBase, aSize, bBase, bSize) -> {
          BitSet beside = numbers(arc(bBase, bSize));
          beside.andNot(numbers(arc(aBase, aSize)));
          assertThat(arc(aBase, aSize).covers(bBase, bSize)).isEqualTo(beside.isEmpty());
        });
  }

  @Test
  void nextNumberOfKnownBits() {
    for (int mask = 0; mask < NUMBERS; mask++) {
      for (int value = 0; value < NUMBERS; value++) {
        if ((value & mask) != 0) {
          continue;
        }
        Tnum bits = new Tnum(value, mask);
        for (int from = 0; from < NUMBERS; from++) {
          long expected = bits.greatest();
          for (int i = NUMBERS - 1; i > from; i--) {
            expected = bits.contains(i) ? i : expected;
          }
          assertThat(bits.next(from)).isEqualTo(expected);
        }
      }
    }
  }

  @Test
  void joinedProductsHoldAllProducts() {
    for (int a = 0; a < NUMBERS * NUMBERS; a++) {
      for (int b = 0; b < NUMBERS * NUMBERS; b++) {
        Tnum left = new Tnum(a & ~(a >> BITS) & NUMBERS - 1, a >> BITS);
        Tnum right = new Tnum(b & ~(b >> BITS) & NUMBERS - 1, b >> BITS);
        Tnum product = left.mulJoining(right);
        for (int x = 0; x < NUMBERS; x++) {
          for (int y = 0; y < NUMBERS; y++) {
            if (left.contains(x) && right.contains(y)) {
              assertThat(product.contains((long) x * y)).isTrue();
            }
          }
        }
      }
    }
  }
}
