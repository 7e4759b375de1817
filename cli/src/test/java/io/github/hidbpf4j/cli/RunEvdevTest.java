package io.github.hidbpf4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code run --evdev}: what applications get, without and with the programs. */
class RunEvdevTest {
  private static final Path DATA = CommandRun.ROOT.resolve("testdata");

  @Test
  void showsTheDifferenceThatAProgramMakes() {
    CommandRun run =
        CommandRun.of("run", CommandRun.OBJECT, "--device", CommandRun.RECORDING, "--evdev");
    assertThat(run.exitCode()).as(run.toString()).isZero();
    assertThat(run.out())
        .contains("A4Tech PS/2+USB Mouse\n")
        .contains("changed by the programs:")
        .contains("+ REL_HWHEEL, REL_HWHEEL_HI_RES")
        .contains(
            """
               1.120000 < 40 00 00 01   Button 7 1, Wheel 1
            """)
        .contains(
            """
                          evdev - BTN_BACK 1, REL_WHEEL 1, REL_WHEEL_HI_RES 120
                          evdev + REL_HWHEEL 1, REL_HWHEEL_HI_RES 120
            """)
        .contains("              evdev   BTN_LEFT 1\n");
  }

  @Test
  void hasALaneInTimelineAndTrace(@TempDir Path dir) throws IOException {
    Path trace = dir.resolve("trace.json");
    CommandRun run =
        CommandRun.of(
            "run",
            CommandRun.OBJECT,
            "--device",
            CommandRun.RECORDING,
            "--evdev",
            "--format",
            "timeline",
            "--trace",
            trace.toString());
    assertThat(run.exitCode()).as(run.toString()).isZero();
    assertThat(run.out())
        .containsPattern(
            """
               1\\.120000  host         > [0-9a-f ]+   .*
               1\\.120000  evdev        - BTN_BACK 1, REL_WHEEL 1, REL_WHEEL_HI_RES 120
               1\\.120000  evdev        \\+ REL_HWHEEL 1, REL_HWHEEL_HI_RES 120
            """)
        .contains("  evdev        BTN_LEFT 1\n");
    assertThat(Files.readString(trace))
        .contains("\"args\":{\"name\":\"evdev\"}")
        .contains(
            "\"ts\":1120000,\"name\":\"REL_HWHEEL 1, REL_HWHEEL_HI_RES 120\",\"s\":\"t\",\"args\":{\"programs\":\"with\"}");
    CommandRun without =
        CommandRun.of(
            "run", CommandRun.OBJECT, "--device", CommandRun.RECORDING, "--format", "timeline");
    assertThat(run.out().lines().filter(l -> !l.contains("  evdev        ")))
        .as("nothing else changes")
        .containsExactlyElementsOf(without.lines());
  }

  /** The bytes stay the same, so that only evdev events show what the fix is for. */
  @Test
  void showsWhatADescriptorOnlyFixIsFor() {
    CommandRun run =
        CommandRun.of(
            "run",
            DATA.resolve("hid-bpf/descriptor_only.bpf.o").toString(),
            "--device",
            DATA.resolve("hid-bpf/descriptor_only.hid").toString(),
            "--evdev");
    assertThat(run.out())
        .contains(
            """
                          evdev - REL_X 1, REL_Y -5
                          evdev + REL_X 5, REL_Y -5
            """);
  }

  @Test
  void keysThatAreHeldAreCounted(@TempDir Path dir) throws IOException {
    String keyboard =
        Files.readString(DATA.resolve("evdev/keyboard-with-leds.hid"))
            .replaceAll("(?m)^E: .*\\R", "");
    Path recording = dir.resolve("held.hid");
    Files.writeString(
        recording,
        keyboard
            + "E: 000000.000000 8 00 00 04 00 00 00 00 00\n"
            + "E: 000001.000000 8 00 00 00 00 00 00 00 00\n");
    CommandRun run = CommandRun.of("run", "--device", recording.toString(), "--evdev");
    assertThat(run.out())
        .contains("evdev   KEY_A 1\n")
        .containsPattern("0\\.2\\d{5}   evdev   KEY_A 2, 1\\d times\n")
        .contains("evdev   KEY_A 0\n");
  }

  @Test
  void programsGetItAsJson() {
    CommandRun run =
        CommandRun.of(
            "run", CommandRun.OBJECT, "--device", CommandRun.RECORDING, "--evdev", "--json");
    assertThat(run.out())
        .contains("{\"type\":\"input_devices\",\"without\":[{\"name\":\"A4Tech PS/2+USB Mouse\"")
        .contains(
            "{\"type\":\"evdev\",\"time_us\":1120000,\"cause\":\"event\",\"without\":[{\"device\":0,\"events\":[[\"MSC_SCAN\",589831],[\"BTN_BACK\",1],[\"REL_WHEEL\",1],[\"REL_WHEEL_HI_RES\",120]]}],\"with\":[{\"device\":0,\"events\":[[\"REL_HWHEEL\",1],[\"REL_HWHEEL_HI_RES\",120]]}]}");
  }

  @Test
  void withoutTheOptionNothingOfItIsShown() {
    CommandRun run = CommandRun.of("run", CommandRun.OBJECT, "--device", CommandRun.RECORDING);
    assertThat(run.out()).doesNotContain("evdev");
  }

  @Test
  void aDeviceThatApplicationsDoNotSeeIsSaid(@TempDir Path dir) throws IOException {
    Path recording = dir.resolve("vendor.hid");
    Files.writeString(
        recording,
        """
        R: 21 06 00 ff 09 01 a1 01 09 02 15 00 26 ff 00 75 08 95 01 81 02 c0
        I: 3 1d50 b000
        E: 0.000000 1 05
        """);
    CommandRun run = CommandRun.of("run", "--device", recording.toString(), "--evdev");
    assertThat(run.out()).as(run.toString()).contains("no input devices");
  }
}
