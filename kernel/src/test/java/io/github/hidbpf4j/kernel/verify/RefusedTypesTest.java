package io.github.hidbpf4j.kernel.verify;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hidbpf4j.bpf.object.BpfObject;
import io.github.hidbpf4j.kernel.finding.FindingKind;
import io.github.hidbpf4j.kernel.profile.Profiles;
import io.github.hidbpf4j.kernel.types.KernelTypes;
import io.github.hidbpf4j.kernel.verdict.ProgramVerdict;
import io.github.hidbpf4j.kernel.verdict.Verdict;
import io.github.hidbpf4j.kernel.verdict.VerificationOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Objects whose BTF the kernel refuses: a kptr to a kernel struct that has no destructor. */
class RefusedTypesTest {
  private static List<ProgramVerdict> verify(String name) throws IOException {
    Path file = Path.of("../testdata/objects", name);
    return ObjectVerification.verify(
        BpfObject.open(name, Files.readAllBytes(file)),
        Profiles.forName("6.12").orElseThrow(),
        KernelTypes.forProfile("6.12").btf(),
        VerificationOptions.DEFAULT,
        _ -> true);
  }

  @Test
  void nothingIsLoadedWhereAStructOpsMapNeedsTypes() throws IOException {
    List<ProgramVerdict> verdicts = verify("kept_context.bpf.o");
    assertThat(verdicts).extracting(ProgramVerdict::program).contains("keep", "probe", "event");
    assertThat(verdicts)
        .allSatisfy(
            v -> {
              assertThat(v.verdict()).isEqualTo(Verdict.NOT_LINKED);
              assertThat(v.problem())
                  .contains("STRUCT kept", "struct hid_bpf_ctx", "no destructor", "-ENOENT");
            });
  }

  @Test
  void withoutStructOpsProgramsAreLoadedWithoutTypes() throws IOException {
    List<ProgramVerdict> verdicts = verify("kept_context_without_ops.bpf.o");
    assertThat(verdicts)
        .filteredOn(v -> v.program().equals("probe"))
        .singleElement()
        .satisfies(v -> assertThat(v.accepted()).isTrue());
    assertThat(verdicts)
        .filteredOn(v -> v.program().equals("keep"))
        .singleElement()
        .satisfies(v -> assertThat(v.verdict()).isEqualTo(Verdict.REJECTED))
        .satisfies(
            v -> assertThat(v.reason()).contains("has to have BTF in order to use bpf_kptr_xchg"));
    assertThat(verdicts)
        .allSatisfy(
            v ->
                assertThat(v.findings())
                    .extracting(f -> f.kind())
                    .containsExactly(FindingKind.BTF_REFUSED));
  }
}
