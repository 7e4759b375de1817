package io.github.hidbpf4j.kernel.verify;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hidbpf4j.bpf.btf.Btf;
import io.github.hidbpf4j.bpf.btf.BtfType;
import io.github.hidbpf4j.bpf.object.BpfObject;
import io.github.hidbpf4j.bpf.program.Explanation;
import io.github.hidbpf4j.kernel.profile.Profiles;
import io.github.hidbpf4j.kernel.types.KernelTypes;
import io.github.hidbpf4j.kernel.verdict.ProgramVerdict;
import io.github.hidbpf4j.kernel.verdict.VerificationOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Programs of {@code testdata/verifier/causes.bpf.c}: the same messages for different mistakes,
 * with the cause reported to the author in a tag.
 */
class CausesTest {
  private static BpfObject object() throws IOException {
    Path file = Path.of(System.getProperty("hidbpf4j.root", "."), "testdata/verifier/causes.bpf.o");
    return BpfObject.open("causes.bpf.o", Files.readAllBytes(file));
  }

  private static List<ProgramVerdict> verdicts() throws IOException {
    return ObjectVerification.verify(
        object(),
        Profiles.forName("6.12").orElseThrow(),
        KernelTypes.forProfile("6.12").btf(),
        VerificationOptions.DEFAULT,
        _ -> true);
  }

  /** Tags of functions with this prefix, by name of the function. */
  private static Map<String, String> tags(Btf btf, String begin) {
    Map<String, String> tags = new TreeMap<>();
    for (BtfType type : btf.types()) {
      if (type instanceof BtfType.DeclTag tag && tag.name().startsWith(begin)) {
        tags.put(btf.type(tag.type()).name(), tag.name().substring(begin.length()));
      }
    }
    return tags;
  }

  @Test
  void eachProgramIsToldItsOwnCause() throws IOException {
    Btf btf = object().btf().orElseThrow();
    Map<String, String> causes = tags(btf, "cause:");
    Map<String, String> found = tags(btf, "found:");
    SoftAssertions softly = new SoftAssertions();
    Set<String> told = new HashSet<>();
    for (ProgramVerdict verdict : verdicts()) {
      String cause = causes.get(verdict.program());
      if (cause == null) {
        softly.assertThat(verdict.reason()).as(verdict.program()).isEmpty();
        continue;
      }
      Explanation why = Objects.requireNonNull(verdict.explanation(), verdict.program());
      softly.assertThat(why.cause()).as(verdict.program()).isEqualTo(cause);
      softly
          .assertThat(why.found())
          .as(verdict.program())
          .contains(found.getOrDefault(verdict.program(), ""));
      told.add(verdict.program());
    }
    softly.assertThat(told).isEqualTo(causes.keySet()).hasSizeGreaterThan(15);
    softly.assertAll();
  }

  /** Where the value at fault came from, and where it went, in order. */
  @Test
  void causalPath() throws IOException {
    ProgramVerdict verdict =
        verdicts().stream()
            .filter(v -> v.program().equals("after_submit"))
            .findFirst()
            .orElseThrow();
    Explanation why = Objects.requireNonNull(verdict.explanation());
    assertThat(why.path()).hasSize(3);
    assertThat(why.path().getFirst().what()).isEqualTo("R6: the result of bpf_ringbuf_reserve()");
    assertThat(why.path().get(1).what()).isEqualTo("R6: compared, if r0 == 0x0 goto pc+5: no jump");
    assertThat(why.path().getLast().what())
        .isEqualTo("R6: no longer valid, since bpf_ringbuf_submit()");
    assertThat(Objects.requireNonNull(why.path().getLast().line()).text())
        .contains("bpf_ringbuf_submit((void *)record, 0);");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          hid_bpf_try_input_report    | the first profile with it is 6.11
          hid_bpf_get_data            | the first profile with it is 6.3
          bpf_wq_init                 | the first profile with it is 6.10
          hid_bpf_schedule_delayed_work | only rfc-v1 has it
          hid_bpf_from_the_future     | ''
          """)
  void kernelsThatHaveIt(String kfunc, String expected) {
    assertThat(KernelsWith.kfunc(kfunc)).isEqualTo(expected);
  }

  @Test
  void unresolvedKfuncsNameTheKernelsThatHaveThem() {
    assertThat(KernelsWith.withKernels("kfunc 'bpf_wq_init' is referenced but wasn't resolved"))
        .isEqualTo(
            "kfunc 'bpf_wq_init' is referenced but wasn't resolved; the first profile with it is 6.10");
    assertThat(KernelsWith.withKernels("<byte_off> [7] struct a.b"))
        .isEqualTo("<byte_off> [7] struct a.b");
  }
}
