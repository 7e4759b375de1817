package io.github.hidbpf4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Findings as printed by {@code verify} and {@code run}. */
class FindingsCommandTest {
  private static final Path FOLDER = CommandRun.ROOT.resolve("testdata/findings");
  private static final String MOUSE = CommandRun.ROOT.resolve("testdata/hid/mouse.hid").toString();

  private static String object(String name) {
    return FOLDER.resolve(name + ".bpf.o").toString();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "reinjection_loop",
        "event_buffer_overwritten",
        "busy_ignored",
        "start_after_cancel",
        "sleep_in_timer_callback",
        "result_below_errno_range",
        "input_report_deadlock",
      })
  void verifyTellsWhatIsCertain(String name) {
    CommandRun faulty = CommandRun.of("verify", object(name));
    assertThat(faulty.exitCode()).as(faulty.toString()).isZero();
    assertThat(faulty.out()).contains("finding: " + name.replace('_', '-') + ": ");
    assertThat(CommandRun.of("verify", object(name + "-fixed")).out()).doesNotContain("finding:");
  }

  @Test
  void runTellsOfTimersThatALoaderTookAlong() {
    String[] run = {"run", "--device", MOUSE, "--quiet", object("timers_without_user")};
    assertThat(CommandRun.of(run).out()).doesNotContain("timers-without-user");
    run[3] = "--loader-exits";
    CommandRun gone = CommandRun.of(run);
    assertThat(gone.exitCode()).as(gone.toString()).isZero();
    assertThat(gone.out()).contains("timers-without-user: program 'arm': nothing keeps map");
    run[4] = object("timers_without_user-fixed");
    assertThat(CommandRun.of(run).out()).doesNotContain("timers-without-user");
  }
}
