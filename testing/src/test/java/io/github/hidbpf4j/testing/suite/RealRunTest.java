package io.github.hidbpf4j.testing.suite;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hidbpf4j.testing.play.Seen;
import io.github.hidbpf4j.testing.play.SeenKind;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests that are played on a separate kernel, and what is reported about them. */
class RealRunTest {
  private static final String DIAL = "examples/rejected/explore-lost-release/dial.hid";
  private static final String KEPT =
      "examples/rejected/explore-lost-release/explore-kept-release.bpf.o";
  private static final String SIXAXIS = "examples/sixaxis-reinit/";
  private static final String REFUSED = "examples/rejected/last-byte.bpf.o";

  @TempDir Path temp;
  private TestFolder folder;
  private BenchKernel kernel = new BenchKernel("6.12", "6.12");

  @BeforeEach
  void resolve() throws IOException {
    folder = new TestFolder(temp.toRealPath());
  }

  private List<String> told(String... names) throws IOException {
    return folder.told(SuiteOptions.DEFAULT.onReal(kernel), names);
  }

  private void scenario(String steps) {
    folder.wheel().write("a.scenario", "device wheel.hid\n" + steps.replace(';', '\n') + "\n");
  }

  @Test
  void aRecordingNeedsNoSnapshot() throws IOException {
    folder.wheel();
    assertThat(told()).containsExactly("wheel.hid, wheel-fix.bpf.o [6.12.99] passed");
    assertThat(kernel.played).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "send 40 00 00 01;expect 00 00 00 00 01",
        "detach;send 40 00 00 01;expect unchanged",
        "unplug;after 1 s;plug;send 40 00 00 01;expect 00 00 00 00 01",
        "replug;send 40 00 00 01;expect 00 00 00 00 01",
        "replay;ignore rest;expect nothing",
        "device answers get feature 1: reply 01 02;host get feature 1 8 bytes;expect answer 01 02",
        "device answers get feature 1: silent;host get feature 1;expect answer error",
        "host get feature 1;expect answer error",
      })
  void whatAScenarioDoesIsPlayed(String steps) throws IOException {
    scenario(steps);
    assertThat(told("a.scenario")).containsExactly("a.scenario [6.12.99] passed");
    assertThat(kernel.played).hasSize(1);
  }

  @Test
  void requestsOfProgramsArePlayedWithTheModel() throws IOException {
    for (String name :
        List.of("sixaxis-reinit.bpf.o", "sixaxis.hid", "awake.model", "sixaxis.scenario")) {
      folder.copy(SIXAXIS + name, name);
    }
    assertThat(told("sixaxis.scenario")).hasSize(7);
    assertThat(told("sixaxis.scenario").stream().filter(line -> line.endsWith(" passed")))
        .hasSize(6);
  }

  @Test
  void aFolderOfVersionsIsPlayed() throws IOException {
    folder
        .copy(TestFolder.WHEEL, "fixes/0010-wheel.bpf.o")
        .copy(TestFolder.WHEEL, "fixes/0020-wheel.bpf.o")
        .copy(TestFolder.WHEEL_RECORDING, "wheel.hid")
        .write(
            "a.scenario", "device wheel.hid\nfix fixes\nsend 40 00 00 01\nexpect 00 00 00 00 01\n");
    assertThat(told("a.scenario")).containsExactly("a.scenario [6.12.99] passed");
  }

  @Test
  void severalDevicesArePlayed() throws IOException {
    folder
        .copy(DIAL, "dial.hid")
        .copy(KEPT, "kept.bpf.o")
        .wheel()
        .write(
            "a.scenario",
            """
            device mouse = wheel.hid
            device dial = dial.hid
            mouse send 40 00 00 01
            mouse expect 00 00 00 00 01
            dial replay
            mouse ignore rest
            dial ignore rest
            """);
    assertThat(told("a.scenario")).containsExactly("a.scenario [6.12.99] passed");
  }

  @Test
  void aKernelThatDoesOtherwiseFails() throws IOException {
    scenario("send 40 00 00 01;expect 00 00 00 00 01");
    kernel.spoilt = 3;
    kernel.change = seen -> seen.stream().filter(each -> each.kind() != SeenKind.REPORT).toList();
    KernelResult result =
        folder
            .run(SuiteOptions.DEFAULT.onReal(kernel), "a.scenario")
            .cases()
            .getFirst()
            .kernels()
            .getFirst();
    assertThat(result.status()).isEqualTo(Status.FAILED);
    assertThat(result.kernel()).isEqualTo("6.12.99");
    assertThat(result.failures())
        .singleElement()
        .satisfies(
            failure -> {
              assertThat(failure.message()).startsWith("hidraw: different on the kernel");
              assertThat(failure.details()).containsExactly("- 00 00 00 00 01", "a note");
            });
    assertThat(kernel.played).hasSize(3);
    assertThat(kernel.again).hasSize(2);
  }

  @Test
  void whatIsOtherwiseOnlyOnceIsPlayedAgainAndPasses() throws IOException {
    scenario("send 40 00 00 01;expect 00 00 00 00 01");
    kernel.spoilt = 1;
    kernel.change =
        seen -> {
          List<Seen> late = new ArrayList<>();
          seen.forEach(
              each ->
                  late.add(
                      new Seen(
                          each.device(),
                          each.kind(),
                          each.step(),
                          each.nanos() + 5_000_000L,
                          each.text())));
          return late;
        };
    assertThat(told("a.scenario")).containsExactly("a.scenario [6.12.99] passed");
    assertThat(kernel.again)
        .containsExactly("hidraw: times differ on the kernel, by more than 1.0 ms");
  }

  @Test
  void aScenarioThatFailsInTheReplayFailsThereAndIsPlayedAsFarAsItGoes() throws IOException {
    scenario("send 40 00 00 01;expect 00 00 00 00 02");
    assertThat(told("a.scenario"))
        .containsExactly(
            "a.scenario [6.12.99] failed | a.scenario:3: expected that the host gets 00 00 00 00 02");
    assertThat(kernel.played).hasSize(1);
  }

  @Test
  void aTestThatKillsTheKernelFailsAndTheRestGoesOn() throws IOException {
    folder
        .wheel()
        .write(
            "a.scenario",
            """
            device wheel.hid

            scenario "deadly"
            send 40 00 00 01
            expect 00 00 00 00 01

            scenario "harmless"
            send 40 00 00 01
            expect 00 00 00 00 01
            """);
    kernel.dies = "deadly";
    assertThat(told("a.scenario"))
        .containsExactly(
            "a.scenario, deadly [6.12.99] failed | a.scenario:3: kernel 6.12.99: an error in the kernel: BUG: x",
            "a.scenario, harmless [6.12.99] passed");
  }

  @Test
  void whatCannotBeComparedIsSkipped() throws IOException {
    scenario("send 40 00 00 01;expect 00 00 00 00 01");
    kernel.unfit = "not here";
    assertThat(told("a.scenario"))
        .containsExactly("a.scenario [6.12.99] skipped | a.scenario:1: not here");
    assertThat(kernel.played).isEmpty();
  }

  @Test
  void aDifferenceThatTheMethodExplainsIsSkippedAndNotPlayedAgain() throws IOException {
    scenario("send 40 00 00 01;expect 00 00 00 00 01");
    kernel.limit = "a bridge cannot";
    assertThat(told("a.scenario")).containsExactly("a.scenario [6.12.99] passed");
    kernel.spoilt = 1;
    kernel.change = _ -> List.of();
    assertThat(told("a.scenario"))
        .containsExactly("a.scenario [6.12.99] skipped | a.scenario:1: a bridge cannot");
    assertThat(kernel.played).hasSize(2);
    assertThat(kernel.again).isEmpty();
  }

  @Test
  void scenariosForOtherKernelsAreSkipped() throws IOException {
    scenario("kernel 7.3;send 40 00 00 01;expect 00 00 00 00 01");
    assertThat(told("a.scenario"))
        .containsExactly(
            "a.scenario [6.12.99] skipped | a.scenario:1: the scenario is about other kernels than 6.12");
  }

  // ---- verdicts

  @Test
  void aKernelThatAgreesOnARefusalPasses() throws IOException {
    folder.copy(REFUSED, "bad.bpf.o").write("a.scenario", "fix bad.bpf.o\nexpect refused: \"\"\n");
    assertThat(told("a.scenario")).containsExactly("a.scenario [6.12.99] passed");
  }

  @Test
  void aKernelThatLoadsWhatItsProfileRefusesFails() throws IOException {
    // Before 6.11 there is no struct hid_bpf_ops.
    kernel = new BenchKernel("6.3", "6.12");
    folder.copy(TestFolder.WHEEL, "fix.bpf.o").copy(TestFolder.WHEEL_RECORDING, "wheel.hid");
    assertThat(told())
        .containsExactly(
            "wheel.hid, fix.bpf.o [6.3.99] failed | fix.bpf.o: program add_pan_field: the kernel accepts it, profile 6.3 rejects it",
            "wheel.hid, fix.bpf.o [6.3.99] failed | fix.bpf.o: program split_wheels: the kernel accepts it, profile 6.3 rejects it");
  }

  @Test
  void verdictsAreComparedByProgram() throws IOException {
    folder.copy(TestFolder.WHEEL, "fix.bpf.o").copy(TestFolder.WHEEL_RECORDING, "wheel.hid");
    KernelResult played =
        folder.run(SuiteOptions.DEFAULT.onReal(kernel)).cases().getFirst().kernels().getFirst();
    assertThat(played.status()).isEqualTo(Status.PASSED);
    assertThat(played.verdicts())
        .isNotEmpty()
        .allMatch(verdict -> verdict.agrees() && verdict.kernel().isEmpty());
  }

  @Test
  void aProgramThatOnlyTheKernelRejectsFails() throws IOException {
    folder.copy(TestFolder.WHEEL, "fix.bpf.o").copy(TestFolder.WHEEL_RECORDING, "wheel.hid");
    kernel.rejects = "split_wheels";
    KernelResult played =
        folder.run(SuiteOptions.DEFAULT.onReal(kernel)).cases().getFirst().kernels().getFirst();
    assertThat(played.status()).isEqualTo(Status.FAILED);
    assertThat(played.failures())
        .singleElement()
        .satisfies(
            failure -> {
              assertThat(failure.message())
                  .isEqualTo(
                      "program split_wheels: the kernel rejects it, profile 6.12 accepts it");
              assertThat(failure.details()).containsExactly("the log");
            });
    assertThat(played.verdicts())
        .filteredOn(verdict -> !verdict.agrees())
        .singleElement()
        .extracting(ComparedVerdict::text)
        .isEqualTo("fix.bpf.o, program split_wheels: kernel rejected, hidbpf accepted: said so");
  }

  @Test
  void aVerdictThatDiffersFailsATestThatIsNotPlayed() throws IOException {
    folder.copy(TestFolder.WHEEL, "fix.bpf.o").copy(TestFolder.WHEEL_RECORDING, "wheel.hid");
    kernel.rejects = "split_wheels";
    String differs =
        "wheel.hid, fix.bpf.o [6.12.99] failed | fix.bpf.o: program split_wheels: the kernel rejects it, profile 6.12 accepts it";
    kernel.unfit = "not here";
    assertThat(told()).containsExactly(differs);
    kernel.unfit = "";
    kernel.limit = "a bridge cannot";
    kernel.spoilt = 1;
    kernel.change = _ -> List.of();
    assertThat(told()).containsExactly(differs);
  }

  @Test
  void aKernelThatRefusesWhatItsProfileLoadsFails() throws IOException {
    kernel = new BenchKernel("6.12", "6.3");
    folder.copy(TestFolder.WHEEL, "fix.bpf.o").write("a.scenario", "fix fix.bpf.o\nexpect loads\n");
    assertThat(told("a.scenario"))
        .containsExactly(
            "a.scenario [6.12.99] failed | fix.bpf.o: program add_pan_field: the kernel rejects it, profile 6.12 accepts it",
            "a.scenario [6.12.99] failed | fix.bpf.o: program split_wheels: the kernel rejects it, profile 6.12 accepts it");
  }

  @Test
  void aKernelWithoutHidBpfHasNoVerdicts() throws IOException {
    kernel.hidBpf = false;
    folder.copy(REFUSED, "bad.bpf.o").write("a.scenario", "fix bad.bpf.o\nexpect refused: \"\"\n");
    assertThat(told("a.scenario"))
        .containsExactly(
            "a.scenario [6.12.99] skipped | a.scenario:1: it is about verdicts, which this "
                + "kernel cannot give: it has no HID-BPF");
  }
}
