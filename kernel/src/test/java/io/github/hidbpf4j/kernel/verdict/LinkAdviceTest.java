package io.github.hidbpf4j.kernel.verdict;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hidbpf4j.bpf.object.BpfObject;
import io.github.hidbpf4j.kernel.profile.Profiles;
import io.github.hidbpf4j.kernel.types.KernelTypes;
import io.github.hidbpf4j.kernel.verify.ObjectVerification;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Advice for programs that do not reach the verifier. */
class LinkAdviceTest {
  /** Object below {@code testdata}, profile, program, part of what to do. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          objects/struct_ops         | 6.12   | unused           | set it as a member of a struct in SEC(".struct_ops.link")
          objects/struct_ops         | 6.12   | call             | none of the profiles here has it
          objects/struct_ops         | 6.12   | new_hook         | leave new_hook out
          objects/struct_ops         | 6.10   | event            | older ones take fmod_ret programs
          objects/struct_ops         | 6.3    | event            | of this kind: 6.11 to 7.3, 6.12-strict-async, 6.12-wq-bh; older
          objects/sections           | 6.12   | p_unknown        | name its section as libbpf does
          objects/sections           | 6.12   | p_no_target      | name its section as libbpf does
          objects/sections           | 6.12   | p_fmod_ret       | choose a kernel that has kernel_function to attach to: none of
          objects/externs            | 6.12   | variable_missing | declare missing_variable __weak
          hid-bpf/tracing            | 6.12   | first            | choose a kernel that has hid_bpf_device_event to attach to: rfc-v1 to rfc-v6, 6.3, 6.10;
          async/stamp                | 7.3    | stamp_event      | bpf_wq_set_callback_impl() in 6.10 to 6.19, 6.12-strict-async, 6.12-wq-bh; bpf_wq_set_callback() in 7.0 to 7.3: declare both __weak
          async/sleepable_timer_v6   | 6.10   | event            | if bpf_ksym_exists(bpf_timer_set_sleepable_cb_impl)
          """)
  void whatToDo(String object, String profile, String program, String action) throws IOException {
    Path file = Path.of(System.getProperty("hidbpf4j.root", "."), "testdata", object + ".bpf.o");
    List<ProgramVerdict> verdicts =
        ObjectVerification.verify(
            BpfObject.open(object, Files.readAllBytes(file)),
            Profiles.forName(profile).orElseThrow(),
            KernelTypes.forProfile(profile).btf(),
            VerificationOptions.DEFAULT,
            program::equals);
    assertThat(verdicts).hasSize(1);
    ProgramVerdict verdict = verdicts.getFirst();
    assertThat(verdict.verdict()).isEqualTo(Verdict.NOT_LINKED);
    assertThat(verdict.reason()).startsWith("not linked: ").contains("; to do: ", action);
  }
}
