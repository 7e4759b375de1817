package io.github.hidbpf4j.kernel.verify;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hidbpf4j.bpf.object.BpfObject;
import io.github.hidbpf4j.kernel.profile.ProfileRanges;
import io.github.hidbpf4j.kernel.profile.Profiles;
import io.github.hidbpf4j.kernel.verdict.KernelMatrix;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LoadingKernelsTest {
  private static KernelMatrix matrix(String object) throws IOException {
    Path file = Path.of(System.getProperty("hidbpf4j.root", "."), object);
    return LoadingKernels.of(BpfObject.open(object, Files.readAllBytes(file)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "examples/a4tech-horizontal-wheel/a4tech-horizontal-wheel.bpf.o | 6.11 to 7.3",
        "examples/a4tech-horizontal-wheel/a4tech-horizontal-wheel.tracing.bpf.o | 6.3, 6.10",
        "examples/imperator-macro/imperator-macro.bpf.o | 6.11 to 7.3",
        "examples/pen-out-of-proximity/pen-out-of-proximity.bpf.o | 6.11 to 7.3",
        "examples/pen-out-of-proximity/pen-out-of-proximity.tracing.bpf.o | 6.10",
        "examples/rollermouse-double-click/rollermouse-double-click.bpf.o | 6.11 to 7.3",
        "examples/sixaxis-reinit/sixaxis-reinit.bpf.o | 6.11 to 7.3",
        "examples/rejected/sleep-in-event.bpf.o | ''",
        "testdata/async/either_wq.bpf.o | 6.11 to 7.3",
        "testdata/async/stamp.bpf.o | 6.11 to 6.19",
      })
  void kernelsThatLoadAnObject(String object, String kernels) throws IOException {
    assertThat(ProfileRanges.text(matrix(object).loading())).isEqualTo(kernels);
  }

  /** A deferred fix, built for both eras: each kernel with bpf_wq loads one of its objects. */
  @Test
  void deferredFixForAllKernels() throws IOException {
    List<String> kernels = new ArrayList<>();
    for (String object : List.of("pen-out-of-proximity.tracing", "pen-out-of-proximity")) {
      kernels.addAll(matrix("examples/pen-out-of-proximity/" + object + ".bpf.o").loading());
    }
    List<String> releases = Profiles.releases();
    assertThat(kernels).isEqualTo(releases.subList(releases.indexOf("6.10"), releases.size()));
  }

  @Test
  void whatTheMatrixSays() throws IOException {
    KernelMatrix matrix = matrix("testdata/async/stamp.bpf.o");
    assertThat(matrix.programs()).containsExactly("stamp_event", "other_usage");
    assertThat(matrix.lowest()).contains("6.11");
    assertThat(matrix.refusing()).containsExactly("6.3", "6.10", "7.0", "7.1", "7.2", "7.3");
    assertThat(matrix.columns().stream().map(KernelMatrix.Column::title))
        .containsExactly("6.3, 6.10", "6.11 to 6.19", "7.0 to 7.3");
    KernelMatrix.Reason last = matrix.reasons().getLast();
    assertThat(last.programs()).containsExactly("other_usage");
    assertThat(matrix.reasons().stream().filter(r -> r.profiles().contains("7.0")))
        .singleElement()
        .satisfies(r -> assertThat(r.programs()).containsExactly("stamp_event"))
        .satisfies(r -> assertThat(r.profiles()).containsExactly("7.0", "7.1", "7.2", "7.3"))
        .satisfies(r -> assertThat(r.text()).contains("bpf_wq_set_callback() in 7.0 to 7.3"));
  }

  @ParameterizedTest
  @CsvSource({
    "examples/a4tech-horizontal-wheel/a4tech-horizontal-wheel.bpf.o, true",
    "examples/a4tech-horizontal-wheel/a4tech-horizontal-wheel.tracing.bpf.o, true",
    "testdata/sandbox/words.bpf.o, false",
  })
  void objectsOfHidBpf(String object, boolean expected) throws IOException {
    Path file = Path.of(System.getProperty("hidbpf4j.root", "."), object);
    assertThat(LoadingKernels.concerns(BpfObject.open(object, Files.readAllBytes(file))))
        .isEqualTo(expected);
  }
}
