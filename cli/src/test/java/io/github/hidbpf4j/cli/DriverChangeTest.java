package io.github.hidbpf4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Replays, under several kernels, of a fix that turns a device into a touchscreen and shortens a
 * report.
 */
class DriverChangeTest {
  private static final String FILES =
      CommandRun.ROOT.resolve("testdata/hid-bpf/becomes_multitouch") + "";

  private static CommandRun run(String kernel, String... more) {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "run",
                FILES + ".bpf.o",
                "--device",
                FILES + ".hid",
                "--kernel",
                kernel,
                "--detach-at",
                "0.015"));
    arguments.addAll(List.of(more));
    return CommandRun.of(arguments.toArray(String[]::new));
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        // kernel | driver | what the last connect says | reports that the host gets
        "6.12 | driver hid-generic | 21 bytes, the device's own | 2",
        "6.16 | driver hid-generic | 21 bytes, the device's own | 3",
        "7.3 | driver hid-multitouch (before the programs hid-generic) | 21 bytes, the device's own, driver hid-generic | 3",
      })
  void driverBeforeAndAfter(String kernel, String driver, String last, int reports) {
    CommandRun text = run(kernel);
    assertThat(text.exitCode()).as(text.err()).isZero();
    assertThat(text.out())
        .contains("0003:1209:0001.0001, " + driver + "\n")
        .contains("report descriptor in use: " + last + "\n")
        .contains("host got " + reports + " reports");
    String now = kernel.equals("7.3") ? "hid-multitouch" : "hid-generic";
    assertThat(run(kernel, "--json").out())
        .contains("\"driver_before\":\"hid-generic\",\"driver\":\"" + now + "\"")
        .containsPattern("\"type\":\"descriptor\",.*\"driver\":\"hid-generic\"");
    assertThat(run(kernel, "--format", "timeline").out())
        .containsPattern("report descriptor of 21 bytes.*driver hid-generic");
  }
}
