package io.github.hidbpf4j.bpf.verifier.scalar;

import java.util.function.Supplier;
import java.util.stream.Stream;

/** Scalars with one deduction rule spoilt, to show that the tests notice. */
final class PlantedBugs {
  /** Claims more than is true. */
  static Stream<Supplier<ScalarValue>> unsound() {
    return of(new HighHalfIgnored(), new SignIgnored(), new HighEndIgnored());
  }

  private static Stream<Supplier<ScalarValue>> of(Intervals... domains) {
    return Stream.of(domains).map(domain -> () -> new ScalarValue(domain));
  }

  /** Claims less than Linux does. */
  static Stream<Supplier<ScalarValue>> imprecise() {
    return of(new NothingMixed(), new NothingFromSign(), new Nothing32());
  }

  static Stream<Supplier<ScalarValue>> all() {
    return Stream.concat(unsound(), imprecise());
  }

  private static class Spoilt extends Intervals {
    Spoilt() {
      super(Rules.LINUX_6_12, "");
    }
  }

  /** Takes the low halves of 64-bit bounds although the high half may change between them. */
  private static final class HighHalfIgnored extends Spoilt {
    @Override
    void deduce32(ScalarValue v) {
      super.deduce32(v);
      if (Unsigned.lessOrEqual((int) v.umin, (int) v.umax)) {
        narrowUnsigned32(v, (int) v.umin, (int) v.umax);
      }
    }
  }

  /** Takes unsigned bounds for signed ones although they cross the sign. */
  private static final class SignIgnored extends Spoilt {
    @Override
    void deduce64(ScalarValue v) {
      super.deduce64(v);
      if (v.umin >= 0) {
        narrowSigned(v, v.umin, Long.MAX_VALUE);
      }
    }
  }

  /** Takes the low half for the whole although the whole may be above all 32-bit numbers. */
  private static final class HighEndIgnored extends Spoilt {
    @Override
    void deduceMixed(ScalarValue v) {
      super.deduceMixed(v);
      if (v.smin >= Integer.MIN_VALUE) {
        narrowSigned(v, v.s32Min, v.s32Max);
      }
    }
  }

  private static final class NothingMixed extends Spoilt {
    @Override
    void deduceMixed(ScalarValue v) {}
  }

  private static final class NothingFromSign extends Spoilt {
    @Override
    void deduce64(ScalarValue v) {}
  }

  private static final class Nothing32 extends Spoilt {
    @Override
    void deduce32(ScalarValue v) {}
  }

  private PlantedBugs() {}
}
