package io.github.hidbpf4j.bpf.verifier;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hidbpf4j.bpf.program.ProgramType;
import io.github.hidbpf4j.bpf.verifier.TestPrograms.Spec;
import io.github.hidbpf4j.bpf.verifier.paths.ProgramPaths;
import java.util.Objects;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What asking every node of a walk costs, where loops are walked many times over. */
class PathGrowthTest {
  private static final int FEW = 500;
  private static final int MANY = 4 * FEW;

  private static ProgramPaths paths(String text, int iterations) {
    Spec spec =
        new Spec(text.replace("N", Integer.toString(iterations)).replace(" / ", "\n"))
            .type(ProgramType.SYSCALL, true);
    PathVerification.Traced traced =
        PathVerification.trace(spec.program(), TestPrograms.KERNEL, 0, 1, 1 << 20);
    assertThat(traced.result().accepted()).as(traced.result().log()).isTrue();
    return Objects.requireNonNull(traced.paths());
  }

  private static long stepsOfComparisons(String text, int iterations) {
    ProgramPaths paths = paths(text, iterations);
    assertThat(paths.size()).isGreaterThan(2 * iterations);
    for (int node = 0; node < paths.size(); node++) {
      paths.comparison(node);
    }
    return paths.searchSteps();
  }

  /** In proportion to the iterations: both sides are in registers. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      textBlock =
          """
          r6 = 0 / r7 = N / r6 += 1 / if r6 < r7 goto pc-2 / r0 = 0 / exit
          r6 = 0 / r7 = N / r7 += 1 / r6 += 1 / if r6 < r7 goto pc-2 / r0 = 0 / exit
          r6 = 0 / *(u64 *)(r10 -8) = N / r6 += 1 / r7 = *(u64 *)(r10 -8) / if r6 < r7 goto pc-3 / r0 = 0 / exit
          call bpf_get_prandom_u32 / r6 = 0 / *(u64 *)(r10 -8) = r0 / r6 += 1 / r7 = *(u64 *)(r10 -8) / if r6 > N goto pc+1 / if r6 != r7 goto pc-4 / r0 = 0 / exit
          r6 = 0 / r6 += 1 / call pc+3 / if r6 < r0 goto pc-3 / r0 = 0 / exit / r0 = N / exit
          """)
  void comparisonsInLoops(String text) {
    long few = stepsOfComparisons(text, FEW);
    long many = stepsOfComparisons(text, MANY);
    assertThat(many).isBetween(few, 4 * few + 100);
  }
}
