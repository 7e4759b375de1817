package io.github.hidbpf4j.cli.onkernel;

import static io.github.hidbpf4j.cli.onkernel.FakeRunner.ALL;
import static io.github.hidbpf4j.cli.onkernel.FakeRunner.finished;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.hidbpf4j.cli.guest.play.LoadObjectCommand;
import io.github.hidbpf4j.cli.guest.play.PlayTestCommand;
import io.github.hidbpf4j.guest.GuestException;
import io.github.hidbpf4j.guest.channel.GuestMessage.Run;
import io.github.hidbpf4j.guest.machine.CaseOutcome;
import io.github.hidbpf4j.guest.machine.CaseOutcome.Died;
import io.github.hidbpf4j.guest.machine.CaseOutcome.Finished;
import io.github.hidbpf4j.guest.machine.GuestDeath;
import io.github.hidbpf4j.testing.play.Play;
import io.github.hidbpf4j.testing.play.PlayDifference;
import io.github.hidbpf4j.testing.play.PlayStep;
import io.github.hidbpf4j.testing.play.PlayText;
import io.github.hidbpf4j.testing.play.RealKernel.Failed;
import io.github.hidbpf4j.testing.play.RealKernel.Played;
import io.github.hidbpf4j.testing.play.RealKernel.ProgramAnswer;
import io.github.hidbpf4j.testing.play.RealKernel.Verdict;
import io.github.hidbpf4j.testing.play.Seen;
import io.github.hidbpf4j.testing.play.SeenKind;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How a guest's answers about itself, plays and objects are interpreted. */
class QemuKernelTest {
  private static final String RELEASE = "6.18.15+deb13-amd64";
  private static final Play PLAY =
      new Play(
          "6.18",
          0,
          List.of(),
          List.of(
              new PlayStep(0, 5_000_000_000L, List.of(PlayStep.Counts.NONE), new PlayStep.End())),
          Map.of("fix.bpf.o", new byte[] {1}));

  private static QemuKernel kernel(CaseOutcome answer) {
    return new QemuKernel("image", RELEASE, new FakeRunner(ALL, _ -> answer));
  }

  @ParameterizedTest
  @CsvSource({
    "6.18.15+deb13-amd64, 6.18.15, 6.18",
    "7.3.4+deb13-amd64, 7.3.4, 7.3",
    "6.12.0-rc3, 6.12.0-rc3, 6.12",
    // Newer than all profiles: the newest profile.
    "7.9.0, 7.9.0, 7.3",
  })
  void aKernelHasAShortNameAndAProfile(String release, String label, String profile) {
    QemuKernel kernel = new QemuKernel("image", release, new FakeRunner(ALL, _ -> finished()));
    assertThat(kernel.label()).isEqualTo(label);
    assertThat(kernel.profile()).isEqualTo(profile);
    assertThat(kernel.hasVerdicts()).isTrue();
  }

  @Test
  void aKernelWithoutHidBpfIsForTheBridge() {
    FakeRunner runner = new FakeRunner(ALL.subList(0, 3), _ -> finished());
    QemuKernel kernel = new QemuKernel("image", "6.12.117+deb12-amd64", runner);
    assertThat(kernel.label()).isEqualTo("6.12.117 bridge");
    assertThat(kernel.hasVerdicts()).isFalse();
    assertThat(kernel.play("t", PLAY, 0)).isInstanceOf(Played.class);
    assertThat(runner.cases.getLast().run().arguments()).containsExactly("bridge", "0");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "uhid | image: kernel 6.18.15+deb13-amd64 has no uhid, neither built in nor as a module (CONFIG_UHID): no device can be made",
        "hidraw | image: kernel 6.18.15+deb13-amd64 has no hidraw, neither built in nor as a module (CONFIG_HIDRAW): no report can be read",
        "evdev | image: kernel 6.18.15+deb13-amd64 has no evdev, neither built in nor as a module (CONFIG_INPUT_EVDEV): no input event can be read",
      })
  void whatTheKernelLacksIsOneLine(String without, String message) {
    List<String> facts = new ArrayList<>(ALL);
    facts.remove(without);
    assertThatThrownBy(
            () -> new QemuKernel("image", RELEASE, new FakeRunner(facts, _ -> finished())))
        .isInstanceOf(GuestException.class)
        .hasMessage(message);
  }

  @Test
  void aPlayGoesToTheGuestWithItsObjects() {
    FakeRunner runner = new FakeRunner(ALL, _ -> finished());
    assertThat(new QemuKernel("image", RELEASE, runner).play("t", PLAY, 2))
        .isInstanceOf(Played.class);
    Run run = runner.cases.getLast().run();
    assertThat(run.command()).isEqualTo(PlayTestCommand.NAME);
    assertThat(run.arguments()).containsExactly("kernel", "2");
    assertThat(run.files()).containsOnlyKeys(PlayTestCommand.PLAY, "fix.bpf.o");
    assertThat(new String(run.files().get(PlayTestCommand.PLAY), StandardCharsets.UTF_8))
        .isEqualTo(PlayText.of(PLAY));
    // Twice its own time, and two minutes.
    assertThat(runner.cases.getLast().limit()).isEqualTo(Duration.ofSeconds(130));
  }

  @Test
  void whatWasSeenComesBackWithNotes() {
    Seen seen = new Seen(0, SeenKind.REPORT, 1, 2, "01 02");
    assertThat(
            kernel(finished(PlayText.of(seen), "note why", "limit no", "something else"))
                .play("t", PLAY, 0))
        .isEqualTo(new Played(List.of(seen), List.of("why"), "no", 20_000_000L));
  }

  @Test
  void aGuestThatHasTheHostsTimeMayBeLater() {
    FakeRunner runner = new FakeRunner(ALL, _ -> finished());
    runner.counted = false;
    assertThat(new QemuKernel("image", RELEASE, runner).play("t", PLAY, 0))
        .isEqualTo(new Played(List.of(), List.of(), "", 500_000_000L));
  }

  @Test
  void aKernelThatDiesIsToldWithItsConsole() {
    CaseOutcome died =
        new Died(
            GuestDeath.OOPS,
            "BUG: kernel NULL pointer dereference, address: 0",
            List.of("BUG: kernel NULL pointer dereference, address: 0", "RIP: 0010:f+0x1/0x2"),
            List.of("seen\t0\tREPORT\t1\t2\t01"),
            List.of());
    assertThat(kernel(died).play("t", PLAY, 0))
        .isEqualTo(
            new Failed(
                "kernel 6.18.15: an error in the kernel: BUG: kernel NULL pointer dereference, address: 0",
                List.of(
                    "BUG: kernel NULL pointer dereference, address: 0", "RIP: 0010:f+0x1/0x2")));
  }

  @Test
  void aWarningOfTheKernelIsAFailure() {
    CaseOutcome warned =
        new Finished(0, List.of(), Map.of(), List.of("WARNING: CPU: 0 PID: 1 at x.c:1 f+0x1"));
    assertThat(kernel(warned).play("t", PLAY, 0))
        .isInstanceOfSatisfying(
            Failed.class,
            failed ->
                assertThat(failed.message())
                    .isEqualTo("kernel 6.18.15 warned: WARNING: CPU: 0 PID: 1 at x.c:1 f+0x1"));
  }

  @Test
  void aDeviceThatDoesNotAppearIsOneLine() {
    CaseOutcome failed =
        new Finished(
            70,
            List.of(
                "seen\t0\tSTATE\t0\t2\tdriver none",
                "test: io.github.hidbpf4j.hid.HidException: device Mouse: did not appear within "
                    + "20000 ms; there are []",
                "  at io.github.hidbpf4j.cli.guest.DeviceWatch.appeared(DeviceWatch.java:1)"),
            Map.of(),
            List.of());
    assertThat(kernel(failed).play("t", PLAY, 0))
        .isInstanceOfSatisfying(
            Failed.class,
            f -> {
              assertThat(f.message())
                  .isEqualTo(
                      "kernel 6.18.15: device Mouse: did not appear within 20000 ms; there are []");
              assertThat(f.details()).noneMatch(line -> line.startsWith("  at "));
            });
  }

  @Test
  void verdictsComeWithTheLog() {
    QemuKernel loads =
        kernel(finished(LoadObjectCommand.LOADED, LoadObjectCommand.ACCEPTED + "event"));
    Verdict loaded =
        new Verdict(true, List.of(new ProgramAnswer("event", "", List.of())), List.of());
    assertThat(loads.load("a.bpf.o", new byte[1])).isEqualTo(loaded);
    // The guest is asked only once; its next answer would differ.
    assertThat(loads.load("b.bpf.o", new byte[1])).isEqualTo(loaded);
    assertThat(loads.summary().getFirst()).contains("asked for verdicts on 1 programs");
    QemuKernel refuses =
        kernel(
            finished(
                LoadObjectCommand.REFUSED,
                "libbpf: a",
                "R1 type=scalar",
                LoadObjectCommand.ACCEPTED + "event",
                LoadObjectCommand.REJECTED + "fixup\tfix.c:2: R1\tinvalid",
                LoadObjectCommand.LOG + "0: (95) exit",
                LoadObjectCommand.LOG + "R1 invalid"));
    assertThat(refuses.load("a.bpf.o", new byte[1]))
        .isEqualTo(
            new Verdict(
                false,
                List.of(
                    new ProgramAnswer("event", "", List.of()),
                    new ProgramAnswer(
                        "fixup", "fix.c:2: R1\tinvalid", List.of("0: (95) exit", "R1 invalid"))),
                List.of("libbpf: a", "R1 type=scalar")));
  }

  @Test
  void theSummarySaysWhatWasPlayedAgainAndWhy() {
    QemuKernel kernel = kernel(finished());
    for (String name : List.of("a", "b", "a")) {
      assertThat(kernel.play(name, PLAY, 0)).isInstanceOf(Played.class);
    }
    kernel.differed("a", new PlayDifference("hidraw: otherwise", List.of("  01", "- 02")));
    assertThat(kernel.summary())
        .containsExactly(
            "kernel 6.18.15+deb13-amd64 in QEMU, fixes in the kernel: 2 tests played, 1 of them more than once, 1 boot",
            "played again: a: hidraw: otherwise: - 02");
  }
}
