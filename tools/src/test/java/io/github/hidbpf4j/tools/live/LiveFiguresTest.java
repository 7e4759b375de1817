package io.github.hidbpf4j.tools.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.github.hidbpf4j.tools.ToolRun;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LiveFiguresTest {
  @Test
  void numbersThatAreLeftOutAreCountedAcrossTheirEnd() {
    NumberCheck check = new NumberCheck("the mouse", NumberedMouse.NUMBERS - 3);
    check.add(NumberedMouse.NUMBERS - 2);
    check.add(1);
    check.add(2);
    assertThat(check.first()).isEqualTo(NumberedMouse.NUMBERS - 2);
    assertThat(check.came()).isEqualTo(3);
    assertThat(check.lost()).isEqualTo(2);
    assertThat(check.last()).isEqualTo(2);
  }

  @ParameterizedTest
  @ValueSource(ints = {5, 4, 9_000})
  void aNumberThatComesTwiceOrLateFails(int number) {
    NumberCheck check = new NumberCheck("the mouse", 4);
    check.add(5);
    assertThatThrownBy(() -> check.add(number))
        .isInstanceOf(ScenarioFailure.class)
        .hasMessage("the mouse: %d came after 5: twice, or in another order", number);
  }

  @Test
  void pausesAreReadFromTheLog() {
    GcLog log =
        GcLog.of(
            List.of(
                "GC(0) Pause Young (Allocation Failure) 1M->0M(7M) 1.500ms",
                "Safepoint \"SerialCollectForAllocation\", Time since last: 1 ns, Reaching safepoint: 2 ns, Cleanup: 3 ns, At safepoint: 4 ns, Leaving safepoint: 5 ns, Total: 2000000 ns",
                "GC(1) Pause Full (System.gc()) 3M->2M(7M) 7.250ms",
                "Using Serial"));
    assertThat(log)
        .hasToString(
            "collections: 2, the longest 7.25 ms, all 8.75 ms; safepoints: 1, the longest 2.00 ms, all 2.00 ms");
  }

  @Test
  void percentilesAreOfAllTimes() {
    Latencies latencies = new Latencies(1_000);
    for (int i = 1_000; i > 0; i--) {
      latencies.add(i * 1_000L);
    }
    assertThat(latencies.line()).isEqualTo("p50 500.0 p90 900.0 p99 990.0 p99.9 999.0 most 1000.0");
  }

  /** The options are the launcher's own, so that measurements apply to what users have. */
  @Test
  void optionsAreThoseOfTheLauncher() throws Exception {
    assumeThat(Path.of("/bin/echo")).exists();
    assertThat(LauncherOptions.of(ToolRun.ROOT, "daemon"))
        .contains("-XX:+UseSerialGC", "-Xmx64m")
        .noneMatch(option -> option.contains("AOTCache"));
    assertThat(LauncherOptions.of(ToolRun.ROOT, "attach"))
        .contains("-XX:+AlwaysPreTouch")
        .doesNotContain("-Xmx64m", "-Xlog:disable");
  }

  @Test
  void theKernelTellsOfAProcess() throws Exception {
    assumeThat(Path.of("/proc/self/status")).exists();
    ProcessFigures figures = ProcessFigures.of(ProcessHandle.current().pid());
    assertThat(figures.rssKilobytes()).isGreaterThan(10_000);
    assertThat(figures.threads()).isGreaterThan(2);
    assertThat(figures.files()).isGreaterThan(2);
  }
}
