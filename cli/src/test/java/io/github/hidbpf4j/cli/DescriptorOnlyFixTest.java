package io.github.hidbpf4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hidbpf4j.hid.recording.Recording;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code hidbpf run} shows of a fix that changes nothing but the descriptor. */
class DescriptorOnlyFixTest {
  private static final Path FOLDER = CommandRun.ROOT.resolve("testdata/hid-bpf");
  private static final String OBJECT = FOLDER.resolve("descriptor_only.bpf.o").toString();
  private static final String RECORDING = FOLDER.resolve("descriptor_only.hid").toString();

  @TempDir Path folder;

  @Test
  void text() {
    CommandRun run = CommandRun.of("run", OBJECT, "--device", RECORDING);
    assertThat(run.exitCode()).isZero();
    assertThat(run.out())
        .contains("= passed unchanged, ~ same bytes with another meaning,")
        .endsWith(
            """
               0.000000 = 01 00 00 00   Button 1 1
               0.010000 < 01 05 fb 00   Button 1 1, X 5 (over 1), Y -5
                        ~ 01 05 fb 00   X 5 (range -127…1 → -127…127)
               0.020000 = 00 00 00 00   5 buttons 0, X 0, Y 0, Wheel 0
               0.030000 < 00 7f 01 01   X 127 (over 1), Y 1, Wheel 1
                        ~ 00 7f 01 01   X 127 (range -127…1 → -127…127)
               0.040000 < 00 7f 01 01   X 127 (over 1), Y 1, Wheel 1
                        ~ 00 7f 01 01   X 127 (range -127…1 → -127…127)

            summary     5 events in 0.040000 s: 2 unchanged, 3 with another meaning, 0 changed, 0 dropped; 0 injected; host got 5 reports
            """);
  }

  @Test
  void bareDevice() {
    CommandRun run = CommandRun.of("run", "--device", RECORDING);
    assertThat(run.out())
        .contains("   0.030000 = 00 7f 01 01   X 127 (over 1), Y 1, Wheel 1")
        .contains("5 events in 0.040000 s: 5 unchanged, 0 changed,");
  }

  @Test
  void detachedInTheMiddle() {
    CommandRun run = CommandRun.of("run", OBJECT, "--device", RECORDING, "--detach-at", "0.035");
    assertThat(run.out())
        .contains(
            """
                        ~ 00 7f 01 01   X 127 (range -127…1 → -127…127)
               0.035000   report descriptor in use: 53 bytes, the device's own
               0.035000   detached widen_mouse
               0.040000 = 00 7f 01 01   X 127 (over 1), Y 1, Wheel 1
            """)
        .contains("3 unchanged, 2 with another meaning, 0 changed");
  }

  @Test
  void json() throws IOException {
    List<Json> lines =
        Json.lines(
            CommandRun.of("run", OBJECT, "--device", RECORDING, "--json", "--detach-at", "0.035"));
    assertThat(lines.stream().filter(l -> l.text("type").equals("event")))
        .extracting(l -> l.text("result"), l -> l.values("output").get(2))
        .extracting(Object::toString)
        .containsExactly(
            "(\"unchanged\", \"unchanged\")",
            "(\"reinterpreted\", \"reinterpreted\")",
            "(\"unchanged\", \"unchanged\")",
            "(\"reinterpreted\", \"reinterpreted\")",
            "(\"unchanged\", \"unchanged\")");
    assertThat(lines.stream().filter(l -> l.text("type").equals("descriptor")))
        .singleElement()
        .satisfies(l -> assertThat(l.text("rdesc")).contains("15812501"));
    assertThat(lines.getLast().text("reinterpreted")).isEqualTo("2");
    assertThat(lines.getLast().text("unchanged")).isEqualTo("3");
  }

  /** A recording has one descriptor: a comment in it says that it changed. */
  @Test
  void record() throws IOException {
    Path record = folder.resolve("record.hid");
    CommandRun.of(
        "run",
        OBJECT,
        "--device",
        RECORDING,
        "--detach-at",
        "0.035",
        "--quiet",
        "--record",
        record.toString());
    List<String> lines = Files.readAllLines(record);
    String change = lines.stream().filter(l -> l.startsWith("#")).collect(Collectors.joining("\n"));
    assertThat(change)
        .startsWith(
            "# 0.035000 the report descriptor changed: what follows has another one, of 53 bytes: 05 01 09 02 ");
    assertThat(lines.get(lines.indexOf(change) + 1)).isEqualTo("E: 000000.040000 4 00 7f 01 01");
    Recording read = Recording.read(record);
    assertThat(read.events()).hasSize(5);
    assertThat(CommandRun.of("run", "--device", record.toString()).lines())
        .noneMatch(l -> l.startsWith("recording"));
  }

  @Test
  void timelineAndTrace() throws IOException {
    Path trace = folder.resolve("trace.json");
    CommandRun run =
        CommandRun.of(
            "run",
            OBJECT,
            "--device",
            RECORDING,
            "--format",
            "timeline",
            "--trace",
            trace.toString());
    assertThat(run.out())
        .contains("   0.010000  device       #1 01 05 fb 00   Button 1 1, X 5 (over 1), Y -5\n")
        .contains("   0.010000  host         ~ 01 05 fb 00   Button 1 1, X 5, Y -5\n")
        .contains("   0.000000  host         > 01 00 00 00   Button 1 1\n");
    assertThat(Files.readString(trace))
        .contains("\"fields\":\"Button 1 1, X 5, Y -5\",\"delivery\":\"reinterpreted\"");
  }

  @Test
  void explorationAndManyRecordings() {
    assertThat(CommandRun.of("run", OBJECT, "--device", RECORDING, "--explore", "2").out())
        .contains("host got 5 reports, 3 with another meaning, 0 dropped");
    assertThat(
            CommandRun.of("run", OBJECT, "--quiet", "--device", RECORDING, "--device", RECORDING)
                .out())
        .contains("2 recordings, 0 failed: 10 events, 6 with another meaning, 0 changed");
  }
}
