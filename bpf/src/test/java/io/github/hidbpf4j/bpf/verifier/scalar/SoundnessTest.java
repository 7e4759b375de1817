package io.github.hidbpf4j.bpf.verifier.scalar;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hidbpf4j.bpf.asm.Opcode;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** No number ever leaves the scalar that stands for it. */
class SoundnessTest {
  private static final int DRAWS = 200_000;
  private static final long[] BASES = {0, 1L << 31, 1L << 32, 1L << 63, (1L << 63) + (1L << 31)};

  @ParameterizedTest
  @ValueSource(longs = {1, 20_260_101})
  void arithmeticKeepsResults(long seed) {
    assertThat(new Soundness(seed, ScalarValue::new).arithmetic(DRAWS)).isNull();
  }

  @ParameterizedTest
  @ValueSource(longs = {2, 20_260_102})
  void jumpsKeepOperands(long seed) {
    assertThat(new Soundness(seed, ScalarValue::new).jumps(DRAWS)).isNull();
  }

  @ParameterizedTest
  @ValueSource(longs = {3, 20_260_103})
  void extensionsKeepResults(long seed) {
    assertThat(new Soundness(seed, ScalarValue::new).coercions(DRAWS)).isNull();
  }

  @ParameterizedTest
  @ValueSource(longs = {11, 20_261_130})
  void circularRangesKeepResults(long seed) {
    CircularRanges domain = new CircularRanges();
    Soundness soundness = new Soundness(seed, () -> new ScalarValue(domain));
    assertThat(soundness.arithmetic(DRAWS)).isNull();
    assertThat(soundness.jumps(DRAWS)).isNull();
    assertThat(soundness.coercions(DRAWS)).isNull();
  }

  static Stream<Supplier<ScalarValue>> unsound() {
    return PlantedBugs.unsound();
  }

  @ParameterizedTest
  @MethodSource("unsound")
  void aWrongDeductionIsNoticed(Supplier<ScalarValue> mutant) {
    assertThat(new Soundness(4, mutant).arithmetic(DRAWS)).contains("is not in");
    assertThat(new Soundness(4, mutant).jumps(DRAWS)).isNotNull();
    assertThat(new Soundness(4, mutant).coercions(DRAWS)).isNotNull();
  }

  /** All pairs of short ranges around each edge, all their members, all operations. */
  @Test
  void shortRangesAroundEdges() {
    List<long[]> ranges = shortRanges();
    ScalarAlu alu = new ScalarAlu();
    ScalarValue dst = new ScalarValue();
    ScalarValue src = new ScalarValue();
    List<String> faults = new ArrayList<>();
    for (long[] a : ranges) {
      for (long[] b : ranges) {
        for (int operation : Concrete.ARITHMETIC) {
          for (boolean alu32 : new boolean[] {false, true}) {
            setRange(dst, a);
            setRange(src, b);
            if (!ScalarAlu.isSafeToComputeRange(operation, alu32, src)) {
              continue;
            }
            alu.apply(operation, alu32, dst, src);
            for (long x = a[0]; x - a[1] <= 0; x++) {
              for (long y = b[0]; y - b[1] <= 0; y++) {
                String fault = Soundness.fault(dst, Concrete.compute(operation, alu32, x, y));
                if (fault != null && faults.size() < 5) {
                  faults.add(operation + " " + alu32 + " " + x + " " + y + ": " + fault);
                }
              }
            }
          }
        }
      }
    }
    assertThat(faults).isEmpty();
  }

  /** The same of jumps; and a prediction is made wherever all members agree on signed order. */
  @Test
  void jumpsOnShortRangesAroundEdges() {
    List<long[]> ranges = shortRanges();
    List<String> faults = new ArrayList<>();
    for (long[] a : ranges) {
      for (long[] b : ranges) {
        for (int operation : Concrete.JUMPS) {
          for (boolean jmp32 : new boolean[] {false, true}) {
            String fault = jumpFault(a, b, operation, jmp32);
            if (!fault.isEmpty() && faults.size() < 5) {
              faults.add(operation + " " + jmp32 + " " + fault);
            }
          }
        }
      }
    }
    assertThat(faults).isEmpty();
  }

  private static String jumpFault(long[] a, long[] b, int operation, boolean jmp32) {
    ScalarValue[] v = new ScalarValue[4];
    for (int i = 0; i < v.length; i++) {
      v[i] = new ScalarValue();
      setRange(v[i], i % 2 == 0 ? a : b);
    }
    BranchOutcome outcome = BranchRefinement.outcome(v[0], v[1], operation, jmp32);
    if (outcome == BranchOutcome.UNKNOWN) {
      BranchRefinement.setMinMax(v[0], v[1], v[2], v[3], operation, jmp32, false, line -> {});
    }
    boolean seenTaken = false;
    boolean seenNot = false;
    for (long x = a[0]; x - a[1] <= 0; x++) {
      for (long y = b[0]; y - b[1] <= 0; y++) {
        boolean taken = Concrete.jumps(operation, jmp32, x, y);
        seenTaken |= taken;
        seenNot |= !taken;
        if (outcome == BranchOutcome.UNKNOWN) {
          String fault = Soundness.fault(v[taken ? 0 : 2], x);
          fault = fault != null ? fault : Soundness.fault(v[taken ? 1 : 3], y);
          if (fault != null) {
            return x + " " + y + ": " + fault;
          }
        }
      }
    }
    boolean wrong =
        (outcome == BranchOutcome.TAKEN && seenNot)
            || (outcome == BranchOutcome.NOT_TAKEN && seenTaken);
    boolean undecided =
        outcome == BranchOutcome.UNKNOWN
            && seenTaken != seenNot
            && operation != Opcode.JSET
            && !jmp32
            && (a[0] >= 0 == a[1] >= 0 && b[0] >= 0 == b[1] >= 0);
    return wrong || undecided ? v[0] + " " + v[1] + " predicted " + outcome : "";
  }

  /** Ranges within 3 below and 2 above each edge; {@code [0] <= [1]} modulo 2^64. */
  private static List<long[]> shortRanges() {
    List<long[]> ranges = new ArrayList<>();
    for (long base : BASES) {
      IntStream.rangeClosed(-3, 2)
          .forEach(
              low ->
                  IntStream.rangeClosed(low, 2)
                      .forEach(high -> ranges.add(new long[] {base + low, base + high})));
    }
    return ranges;
  }

  private static void setRange(ScalarValue v, long[] range) {
    v.markUnknown();
    if (range[0] <= range[1]) {
      v.setSigned(range[0], range[1]);
    }
    if (Long.compareUnsigned(range[0], range[1]) <= 0) {
      v.setUnsigned(range[0], range[1]);
    }
    v.sync();
  }
}
