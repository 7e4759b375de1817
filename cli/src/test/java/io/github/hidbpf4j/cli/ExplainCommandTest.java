package io.github.hidbpf4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code hidbpf explain}. */
class ExplainCommandTest {
  private static final Path ROOT = CommandRun.ROOT;
  private static final String NUMBERED = ROOT.resolve("testdata/lint/numbered.hid").toString();

  private static String object(String name) {
    return ROOT.resolve(name + ".bpf.o").toString();
  }

  @Test
  void bytesAndReportsByTheirFields() {
    CommandRun run =
        CommandRun.of(
            "explain", object("testdata/lint/report-id-ignored-fixed"), "--device", NUMBERED);
    assertThat(run.exitCode()).isZero();
    assertThat(run.out())
        .endsWith(
            """

            event, testdata/lint/report-id-ignored-fixed.bpf.c:9: runs for every input report (hid_device_event)
              reads     byte 0 of any report: report id
              reads     byte 1 of report 1: Button 1, Button 2, Button 3, Button 4, Button 5
              changes   byte 1 of report 1: Button 1, Button 2, Button 3, Button 4, Button 5
              result    0: the size stays
              calls     hid_bpf_get_data
            """);
  }

  /** Without a device, and for one without ids, byte 0 is an ordinary byte. */
  @ParameterizedTest
  @CsvSource({
    "testdata/lint/report-id-ignored-fixed, '  changes   byte 1 where byte 0 is 1'",
    "testdata/lint/compares-beyond-report, '  reads     byte 5 where byte 0 is 2'",
    "testdata/lint/report-id-ignored-drop, '  result    -EPERM (-1): the report is dropped'",
    "testdata/lint/write-beyond-report, '  result    8: that many bytes'",
    "testdata/lint/unchecked-patch-fixed, '  reads     byte 39'",
    "testdata/lint/unchecked-patch-fixed, '  changes   byte 39'",
    "testdata/lint/latch-never-reset, '  state     begun (read, set)'",
    "testdata/lint/unused-property, '  property  FIRMWARE (read)'",
    "testdata/lint/timer-never-stops, 'tick, testdata/lint/timer-never-stops.bpf.c:21: runs later, by a timer in elements'",
    "examples/imperator-macro/imperator-macro, '  injects   hid_bpf_input_report at examples/imperator-macro/imperator-macro.bpf.c:115'",
    "examples/sixaxis-reinit/sixaxis-reinit, '  loads on  6.11 to 7.3'",
  })
  void aLineOfIt(String name, String line) {
    CommandRun run = CommandRun.of("explain", object(name));
    assertThat(run.exitCode()).isZero();
    assertThat(run.lines()).contains(line);
  }

  @Test
  void theExampleChangesByteZeroWhereButtonSevenIsHeld() {
    CommandRun run = CommandRun.of("explain", CommandRun.OBJECT, "--device", CommandRun.RECORDING);
    assertThat(run.lines())
        .contains(
            "  reads     byte 3 where byte 0 is 64-127, 192-255: Wheel",
            "  result    61: that many bytes");
  }

  @Test
  void json() throws IOException {
    CommandRun run =
        CommandRun.of(
            "explain",
            "--json",
            "--device",
            NUMBERED,
            object("testdata/lint/report-id-ignored-fixed"),
            object("testdata/lint/timer-never-stops"));
    assertThat(run.lines()).hasSize(2);
    Json first = Json.lines(run).getFirst();
    assertThat(first.fields())
        .containsExactly(
            "type",
            "format",
            "version",
            "object",
            "devices",
            "loading_kernels",
            "udev_properties",
            "programs",
            "refused");
    assertThat(first.values("loading_kernels")).contains("6.12", "7.3");
    assertThat(run.lines().getFirst())
        .contains(
            "\"changes\":[{\"report_ids\":[1],\"bytes\":[{\"first\":1,\"last\":1}],"
                + "\"computed_offsets\":false,\"fields\":[\"Button 1\"");
    assertThat(run.lines().getLast())
        .contains("\"callback_of\":\"timer in elements\"", "\"role\":\"defers\"");
  }

  /** Byte 0 of a descriptor is no report id. */
  @Test
  void aDescriptorHasNoReportIds() throws IOException {
    String line =
        CommandRun.of(
                "explain",
                "--json",
                object("examples/a4tech-horizontal-wheel/a4tech-horizontal-wheel"))
            .lines()
            .getFirst();
    int event = line.indexOf("hid_device_event");
    assertThat(line.substring(0, event)).contains("hid_rdesc_fixup").doesNotContain("report_ids");
    assertThat(line.substring(event)).contains("report_ids");
  }

  @Test
  void aRefusedProgram() {
    CommandRun run = CommandRun.of("explain", object("examples/rejected/last-byte"));
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.lines().getLast())
        .startsWith("check_end: rejected at examples/rejected/last-byte.bpf.c:14:6")
        .endsWith(", so nothing is known of it");
  }

  @ParameterizedTest
  @CsvSource({"/nowhere.bpf.o, 64", "README.md, 2"})
  void wrongFiles(String file, int exitCode) {
    CommandRun run = CommandRun.of("explain", ROOT.resolve(file).toString());
    assertThat(run.exitCode()).isEqualTo(exitCode);
    assertThat(run.err()).hasLineCount(1);
  }
}
