package io.github.hidbpf4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** {@code examples/a4tech-horizontal-wheel} does what its expected result says. */
class ExampleTest {
  static Stream<String> objects() {
    return Stream.of(CommandRun.OBJECT, CommandRun.TRACING);
  }

  /** Reports by event number, as worked out by hand. */
  private static Map<Integer, String> expected() throws IOException {
    Map<Integer, String> reports = new TreeMap<>();
    for (String line : Files.readAllLines(CommandRun.EXAMPLE.resolve("expected.txt"))) {
      if (!line.isBlank() && !line.startsWith("#")) {
        String[] parts = line.split(": ", -1);
        reports.put(Integer.valueOf(parts[0]), parts[1].strip());
      }
    }
    return reports;
  }

  @ParameterizedTest
  @MethodSource("objects")
  void everyReport(String object) throws IOException {
    CommandRun run = CommandRun.of("run", object, "--json", "--device", CommandRun.RECORDING);
    assertThat(run.exitCode()).as("%s", run).isZero();
    Map<Integer, String> reports = new TreeMap<>();
    for (Json event : Json.lines(run)) {
      if (event.text("type").equals("event")) {
        assertThat(event.values("output")).hasSize(3); // report, injected, delivery
        reports.put(
            Integer.valueOf(event.text("index")),
            HexFormat.ofDelimiter(" ")
                .formatHex(HexFormat.of().parseHex(event.values("output").getFirst())));
      }
    }
    assertThat(reports).hasSize(26).isEqualTo(expected());
  }

  @ParameterizedTest
  @MethodSource("objects")
  void sameSeedSameOutput(String object) {
    for (String format : List.of("--json", "--quiet", "--seed=0")) {
      CommandRun first =
          CommandRun.of("run", object, format, "--seed", "7", "--device", CommandRun.RECORDING);
      CommandRun second =
          CommandRun.of("run", object, format, "--seed", "7", "--device", CommandRun.RECORDING);
      assertThat(second).isEqualTo(first);
    }
    assertThat(CommandRun.of("run", object, "--device", CommandRun.RECORDING).out())
        .as("this program asks for no random number")
        .isEqualTo(
            CommandRun.of("run", object, "--seed", "-1", "--device", CommandRun.RECORDING).out());
  }

  @Test
  void textForPeople() {
    CommandRun run = CommandRun.of("run", CommandRun.OBJECT, "--device", CommandRun.RECORDING);
    assertThat(run.exitCode()).isZero();
    assertThat(run.err()).isEmpty();
    assertThat(run.out())
        .contains(
            "device      A4Tech PS/2+USB Mouse, 0003:09DA:0006.0001, driver hid-generic",
            "kernel      6.12",
            "probe accepted the device, attached a4tech_horizontal_wheel",
            "report descriptor, 52 bytes from the device (-), 61 bytes in use (+)",
            "+  0x0a, 0x38, 0x02,              //     Usage (AC Pan)",
            "   1.120000 < 40 00 00 01   Button 7 1, Wheel 1",
            "            > 00 00 00 00 01   AC Pan – → 1, Button 7 1 → 0, Wheel 1 → 0",
            "26 events in ",
            "0 unchanged, 26 changed, 0 dropped; 0 injected; host got 26 reports");
  }

  @Test
  void tracingObjectAttachesItsPrograms() {
    CommandRun run = CommandRun.of("run", CommandRun.TRACING, "--device", CommandRun.RECORDING);
    assertThat(run.out()).contains("kernel      6.10", "attached add_pan_field, split_wheels");
  }

  @Test
  void bareDevice() {
    CommandRun run = CommandRun.of("run", "--device", CommandRun.RECORDING);
    assertThat(run.exitCode()).isZero();
    assertThat(run.out())
        .contains("report descriptor, 52 bytes, unchanged", "26 unchanged, 0 changed")
        .doesNotContain("object ");
  }

  @Test
  void otherDeviceIsLeftAlone() {
    String keyboard = CommandRun.ROOT.resolve("testdata/hid/two-devices.hid").toString();
    CommandRun run = CommandRun.of("run", CommandRun.OBJECT, "--device", keyboard);
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.out()).contains("not for this device, by its metadata (--force attaches it)");
    CommandRun forced = CommandRun.of("run", CommandRun.OBJECT, "--force", "--device", keyboard);
    assertThat(forced.out())
        .contains("probe rejected the device (retval -22; --force attaches it anyway)")
        .contains("attached a4tech_horizontal_wheel");
  }

  @Test
  void jsonHasOneStartAndOneSummary() throws IOException {
    CommandRun run =
        CommandRun.of("run", CommandRun.OBJECT, "--json", "--device", CommandRun.RECORDING);
    List<Json> lines = Json.lines(run);
    List<String> types = new ArrayList<>();
    lines.forEach(l -> types.add(l.text("type")));
    assertThat(types).hasSize(28).startsWith("start", "event").endsWith("event", "summary");
    assertThat(lines.getFirst().text("kernel")).isEqualTo("6.12");
    assertThat(lines.getFirst().text("rdesc_after")).hasSize(2 * 61);
    assertThat(lines.getLast().text("changed")).isEqualTo("26");
    assertThat(lines.getLast().token("delivered")).isEqualTo(JsonToken.VALUE_NUMBER_INT);
  }
}
