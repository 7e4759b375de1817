package io.github.hidbpf4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code --fail-on}: findings that count as errors. */
class FailOnTest {
  private static final String OBJECT =
      CommandRun.ROOT.resolve("testdata/findings/timers_without_user.bpf.o").toString();
  private static final String STATIC =
      CommandRun.ROOT.resolve("testdata/findings/start_after_cancel.bpf.o").toString();

  private static CommandRun run(String... failOn) {
    List<String> arguments =
        new java.util.ArrayList<>(
            List.of("run", OBJECT, "--quiet", "--loader-exits", "--device", CommandRun.RECORDING));
    arguments.addAll(List.of(failOn));
    return CommandRun.of(arguments.toArray(String[]::new));
  }

  @ParameterizedTest
  @CsvSource({
    "finding, 1",
    "finding=timers-without-user, 1",
    "'finding=event-lost,timers-without-user', 1",
    "finding=event-lost, 0",
  })
  void ofARun(String failOn, int exitCode) {
    CommandRun run = run("--fail-on", failOn);
    assertThat(run.out()).contains("finding     timers-without-user");
    assertThat(run.exitCode()).isEqualTo(exitCode);
    assertThat(run.err())
        .isEqualTo(exitCode == 0 ? "" : "hidbpf: --fail-on finding: timers-without-user of arm\n");
  }

  @Test
  void withoutItFindingsAreNoError() {
    assertThat(run().exitCode()).isZero();
  }

  @Test
  void ofAVerification() {
    assertThat(CommandRun.of("verify", STATIC).exitCode()).isZero();
    CommandRun run = CommandRun.of("verify", STATIC, "--fail-on", "finding=start-after-cancel");
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err()).contains(STATIC + ": --fail-on finding: start-after-cancel of ");
    assertThat(CommandRun.of("verify", STATIC, "--fail-on", "finding=event-lost").exitCode())
        .isZero();
  }

  @Test
  void whatItTakes() {
    assertThat(run("--fail-on", "findings").err())
        .contains("--fail-on findings: expected finding or finding=KIND,...");
    CommandRun unknown = run("--fail-on", "finding=lost");
    assertThat(unknown.exitCode()).isEqualTo(64);
    assertThat(unknown.err())
        .contains(
            "--fail-on finding=lost: no such kind, expected one of "
                + "result-below-errno-range, ");
    assertThat(run("--fail-on", "finding=?").err()).contains("verifier-hole");
  }
}
