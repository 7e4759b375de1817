package io.github.hidbpf4j.kernel.profile;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hidbpf4j.bpf.object.BpfObject;
import io.github.hidbpf4j.bpf.proto.ApiProfile;
import io.github.hidbpf4j.kernel.rules.HidRules;
import io.github.hidbpf4j.kernel.types.KernelTypes;
import io.github.hidbpf4j.kernel.verdict.ProgramVerdict;
import io.github.hidbpf4j.kernel.verdict.VerificationOptions;
import io.github.hidbpf4j.kernel.verify.ObjectVerification;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VerifierOptionTest {
  private static final String TIMER = "testdata/verifier/releases.bpf.o";
  private static final String GLOBAL = "examples/rejected/global-sleeps.bpf.o";

  /** A choice applies under every kernel, whatever the kernel's own rule. */
  @ParameterizedTest
  @CsvSource({
    TIMER + ", timer_callback_that_waits, 6.12, timer-callbacks=sleepable, true",
    TIMER + ", timer_callback_that_waits, 6.12, timer-callbacks=non-sleepable, false",
    TIMER + ", timer_callback_that_waits, 6.18, timer-callbacks=sleepable, true",
    TIMER + ", timer_callback_that_waits, 6.18, timer-callbacks=non-sleepable, false",
    TIMER + ", timer_callback_that_waits, 7.3, timer-callbacks=sleepable, true",
    TIMER + ", timer_callback_that_waits, 7.3, timer-callbacks=non-sleepable, false",
    GLOBAL + ", blink_later, 6.12, global-functions=non-sleepable, false",
    GLOBAL + ", blink_later, 6.12, global-functions=per-context, true",
    GLOBAL + ", blink_later, 7.3, global-functions=non-sleepable, false",
    GLOBAL + ", blink_later, 7.3, global-functions=per-context, true",
    GLOBAL + ", blink_later, 7.3, global-functions=reject-mixed, true",
  })
  void choicesDecide(String object, String program, String kernel, String choice, boolean accepted)
      throws IOException {
    ApiProfile profile =
        VerifierOption.variants(
                List.of(Profiles.forName(kernel).orElseThrow()),
                List.of(VerifierOption.parse(choice).orElseThrow()))
            .getFirst();
    Path file = Path.of(System.getProperty("hidbpf4j.root", "."), object);
    List<ProgramVerdict> verdicts =
        ObjectVerification.verify(
            BpfObject.open(object, Files.readAllBytes(file)),
            profile,
            KernelTypes.of(profile).btf(),
            VerificationOptions.DEFAULT,
            program::equals);
    assertThat(verdicts).hasSize(1);
    assertThat(verdicts.getFirst().accepted()).as(verdicts.getFirst().reason()).isEqualTo(accepted);
    assertThat(HidRules.ofProfile(profile.name())).isEqualTo(HidRules.of(profile));
  }
}
