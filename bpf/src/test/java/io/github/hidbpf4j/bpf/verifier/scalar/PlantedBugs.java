package io.github.hidbpf4j.bpf.verifier.scalar;

import java.util.function.Supplier;
import java.util.stream.Stream;

/** Scalars with one deduction rule spoilt, to show that the tests notice. */
final class PlantedBugs {
  /** Claims more than is true. */
  static Stream<Supplier<ScalarValue>> unsound() {
    return Stream.of(HighHalfIgnored::new, SignIgnored::new, HighEndIgnored::new);
  }

  /** Claims less than Linux does. */
  static Stream<Supplier<ScalarValue>> imprecise() {
    return Stream.of(NothingMixed::new, NothingFromSign::new, Nothing32::new);
  }

  static Stream<Supplier<ScalarValue>> all() {
    return Stream.concat(unsound(), imprecise());
  }

  /** Takes the low halves of 64-bit bounds although the high half may change between them. */
  private static final class HighHalfIgnored extends ScalarValue {
    @Override
    void deduce32() {
      super.deduce32();
      if (Unsigned.lessOrEqual((int) umin, (int) umax)) {
        narrowUnsigned32((int) umin, (int) umax);
      }
    }
  }

  /** Takes unsigned bounds for signed ones although they cross the sign. */
  private static final class SignIgnored extends ScalarValue {
    @Override
    void deduce64() {
      super.deduce64();
      if (umin >= 0) {
        narrowSigned(umin, Long.MAX_VALUE);
      }
    }
  }

  /** Takes the low half for the whole although the whole may be above all 32-bit numbers. */
  private static final class HighEndIgnored extends ScalarValue {
    @Override
    void deduceMixed() {
      super.deduceMixed();
      if (smin >= Integer.MIN_VALUE) {
        narrowSigned(s32Min, s32Max);
      }
    }
  }

  private static final class NothingMixed extends ScalarValue {
    @Override
    void deduceMixed() {}
  }

  private static final class NothingFromSign extends ScalarValue {
    @Override
    void deduce64() {}
  }

  private static final class Nothing32 extends ScalarValue {
    @Override
    void deduce32() {}
  }

  private PlantedBugs() {}
}
