package io.github.hidbpf4j.kernel.verify;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hidbpf4j.bpf.object.BpfObject;
import io.github.hidbpf4j.bpf.object.LinkedObject;
import io.github.hidbpf4j.bpf.verifier.PathVerification;
import io.github.hidbpf4j.kernel.profile.Profiles;
import io.github.hidbpf4j.kernel.types.KernelTypes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The numbers of instructions processed and states stored by the verifier, as reported by 6.12.117,
 * 6.18.15 and 7.3.4 for {@code testdata/verifier/pruning.bpf.o}.
 */
class PruningCountsTest {
  private static final int STATISTICS = 4;

  private static final LinkedObject OBJECT = object();

  private static LinkedObject object() {
    Path file =
        Path.of(System.getProperty("hidbpf4j.root", "."), "testdata/verifier/pruning.bpf.o");
    try {
      return BpfObject.open("pruning.bpf.o", Files.readAllBytes(file))
          .link(KernelTypes.forProfile("6.12").btf());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Instructions, states in all, and the most at a time; of each kernel. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          branch_on_a_constant     | 81 8 8       | 81 8 9       | 81 8 9
          callback_with_context    | 46 5 5       | 46 5 5       | 46 5 8
          callback_without_context | 42 4 4       | 42 4 4       | 42 4 6
          dead_registers           | 23 2 2       | 23 2 2       | 23 2 2
          element_by_a_constant    | 15 1 1       | 14 1 1       | 14 1 1
          halves_of_a_slot         | 60 6 6       | 60 6 9       | 60 6 9
          index_of_last_round      | 146 14 14    | 100 10 14    | 100 10 14
          loops_in_functions       | 379 38 38    | 242 25 35    | 242 25 35
          may_goto                 | 1404 103 103 | 1404 103 103 | 1404 103 103
          nested_iterators         | 147 14 14    | 93 9 14      | 93 9 14
          place_by_a_constant      | 15 1 1       | 15 1 1       | 15 1 1
          stack_of_the_caller      | 170 17 17    | 170 17 25    | 134 14 20
          tail_call_of_a_function  | 31 2 2       | 50 4 4       | 50 4 4
          """)
  void countsAreTheKernels(String program, String linux612, String linux618, String linux73) {
    assertThat(counts(program, "6.12")).as("6.12").isEqualTo(linux612);
    assertThat(counts(program, "6.18")).as("6.18").isEqualTo(linux618);
    assertThat(counts(program, "7.3")).as("7.3").isEqualTo(linux73);
  }

  private static String counts(String program, String kernel) {
    PathVerification.Result result =
        PathVerification.verify(
            OBJECT.program(program),
            Profiles.forName(kernel).orElseThrow(),
            PathVerification.F_TEST_REG_INVARIANTS,
            STATISTICS);
    assertThat(result.reason()).as(result.log()).isEmpty();
    return result.processed()
        + " "
        + number(result.log(), "total_states ")
        + " "
        + number(result.log(), "peak_states ");
  }

  private static String number(String log, String name) {
    int at = log.lastIndexOf(name) + name.length();
    return log.substring(at, log.indexOf(' ', at));
  }
}
