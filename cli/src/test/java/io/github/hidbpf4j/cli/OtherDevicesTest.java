package io.github.hidbpf4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Recordings of several devices: those that are not replayed are named, and their errors do not
 * matter.
 */
class OtherDevicesTest {
  private static final String WHEEL =
      "R: 19 05 01 09 02 a1 01 09 38 15 81 25 7f 75 08 95 01 81 06 c0";

  private static final String FIRST = "D: 0\n" + WHEEL + "\nN: First\nI: 3 1209 0001\n";
  private static final String SECOND = "D: 1\n" + WHEEL + "\nN: Second\nI: 3 1209 0002\n";
  private static final String EVENT = "E: 000000.000000 1 01\n";

  @TempDir Path folder;

  private String file(String text) throws IOException {
    return Files.writeString(folder.resolve("two.hid"), text).toString();
  }

  @Test
  void areNamedWithTheirEvents() throws IOException {
    String file = file(FIRST + EVENT + SECOND + EVENT + EVENT + "D: 2\n" + WHEEL + "\nI: 3 1 2\n");
    CommandRun run = CommandRun.of("run", "--device", file);
    assertThat(run.exitCode()).as("%s", run).isZero();
    assertThat(run.lines())
        .startsWith(
            "device      First, 0003:1209:0001.0001, driver hid-generic",
            "recording   also device 1, Second, 2 events (--device-index 1)",
            "recording   also device 2, (no name), 0 events (--device-index 2)");
    assertThat(CommandRun.of("run", "--device", file, "--device-index", "1").lines())
        .startsWith("device      Second, 0003:1209:0002.0001, driver hid-generic")
        .contains("recording   also device 0, First, 1 event (--device-index 0)");
    assertThat(CommandRun.of("run", "--device", file, "--format", "timeline").lines())
        .startsWith("recording   also device 1, Second, 2 events (--device-index 1)");
    List<Json> json = Json.lines(CommandRun.of("run", "--device", file, "--json"));
    assertThat(json.getFirst().values("other_devices"))
        .containsExactly("1", "Second", "2", "0", "2", "", "0", "0");
  }

  /**
   * What was skipped in a recording is reported in every form of output, and only once except in
   * JSON.
   */
  @ParameterizedTest
  @ValueSource(strings = {"", "--quiet", "--format=timeline", "--explore=2", "--json"})
  void whatIsPassedOverIsSaid(String option) throws IOException {
    String file = file(FIRST + EVENT + "E: 000000.100000 1");
    List<String> arguments = new ArrayList<>(List.of("run", "--device", file));
    if (!option.isEmpty()) {
      arguments.add(option);
    }
    CommandRun run = CommandRun.of(arguments.toArray(String[]::new));
    assertThat(run.exitCode()).as("%s", run).isZero();
    String warning = "line 6: the last line is cut off and skipped: ";
    if (option.equals("--json")) {
      List<Json> json = Json.lines(run);
      assertThat(json.getFirst().values("warnings")).singleElement().asString().startsWith(warning);
      assertThat(json.getLast().values("warnings")).isEqualTo(json.getFirst().values("warnings"));
    } else {
      assertThat(run.lines().stream().filter(l -> l.startsWith("recording   " + warning)))
          .hasSize(1);
    }
  }

  @Test
  void aDeviceWithoutEventsIsSaidFirst() throws IOException {
    String file = file(FIRST + SECOND + EVENT);
    String first = "recording   device 0, First, has no events; device 1 has 1 (--device-index 1)";
    assertThat(CommandRun.of("run", "--device", file).lines()).startsWith(first);
    assertThat(CommandRun.of("run", "--device", file, "--quiet").lines()).startsWith(first);
    assertThat(CommandRun.of("run", "--device", file, "--device-index", "1").out())
        .doesNotContain("has no events");
    assertThat(CommandRun.of("run", "--device", file(FIRST + SECOND)).out())
        .as("no device has any")
        .doesNotContain("has no events");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "E: 000000.000000 3 01\n",
        "E: 0 zz\n",
        "B: 000000.000000 2 0\n",
        "G: nonsense\n",
        "I: 3\n",
        "R: 3 05 01\n",
      })
  void aBrokenLineOfAnotherStopsNothing(String line) throws IOException {
    String file = file(FIRST + EVENT + SECOND + EVENT + line + line + "D: 0\n" + EVENT);
    CommandRun run = CommandRun.of("run", "--device", file);
    assertThat(run.exitCode()).as("%s", run).isZero();
    assertThat(run.out())
        .contains("recording   line 11: of device 1, skipped with 1 other line: ")
        .contains("summary     2 events");
    CommandRun second = CommandRun.of("run", "--device", file, "--device-index", "1");
    assertThat(second.exitCode()).isEqualTo(2);
    assertThat(second.err()).contains("two.hid:11: ");
  }

  @Test
  void aDeviceWhoseDescriptorIsBrokenIsLostAlone() throws IOException {
    String lost = "D: 1\nR: 5 05 01\nN: Second\n" + EVENT + EVENT;
    String file = file(FIRST + EVENT + lost);
    CommandRun run = CommandRun.of("run", "--device", file);
    assertThat(run.exitCode()).as("%s", run).isZero();
    assertThat(run.out())
        .contains("recording   line 7: of device 1, skipped")
        .contains("summary     1 events");
    CommandRun second = CommandRun.of("run", "--device", file, "--device-index", "1");
    assertThat(second.exitCode()).isEqualTo(2);
    assertThat(second.err()).contains("two.hid:7: ");
    CommandRun first = CommandRun.of("run", "--device", file(lost + "D: 2\n" + WHEEL + "\n"));
    assertThat(first.exitCode()).as("it is the first").isEqualTo(2);
  }

  @Test
  void linesThatNameDevicesAreNobodysOwn() throws IOException {
    CommandRun run = CommandRun.of("run", "--device", file(FIRST + EVENT + "D: x\n" + EVENT));
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains("two.hid:6: ");
  }
}
