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
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code hidbpf run} with several recordings. */
class RunManyTest {
  private static final String MOUSE = CommandRun.ROOT.resolve("testdata/hid/mouse.hid").toString();
  private static final String TOUCHPAD =
      CommandRun.ROOT.resolve("testdata/hid/touchpad.hid").toString();

  @TempDir Path folder;

  private static CommandRun run(List<String> recordings, String... rest) {
    List<String> arguments = new ArrayList<>(List.of("run", "--allow-unattached"));
    recordings.forEach(r -> arguments.addAll(List.of("--device", r)));
    arguments.addAll(List.of(rest));
    return CommandRun.of(arguments.toArray(String[]::new));
  }

  /** The wheel's recording repeated this often, to make it long. */
  private String longRecording(int times) throws IOException {
    List<String> lines = Files.readAllLines(Path.of(CommandRun.RECORDING));
    List<String> events = lines.stream().filter(l -> l.startsWith("E:")).toList();
    List<String> all = new ArrayList<>(lines);
    for (int i = 1; i < times; i++) {
      all.addAll(events);
    }
    return Files.write(folder.resolve("long.hid"), all).toString();
  }

  @ParameterizedTest
  @ValueSource(strings = {"text", "json", "timeline"})
  void outputIsTheSameForAnyNumberOfJobs(String format) throws IOException {
    List<String> recordings = new ArrayList<>();
    // The long one first: those after it are done before it is.
    recordings.add(longRecording(100));
    for (int i = 0; i < 6; i++) {
      recordings.addAll(List.of(MOUSE, CommandRun.RECORDING, TOUCHPAD));
    }
    recordings.add(longRecording(100));
    CommandRun one = run(recordings, "--jobs", "1", "--format", format, CommandRun.OBJECT);
    assertThat(one.exitCode()).as("%s", one).isZero();
    assertThat(one.err()).isEmpty();
    for (String jobs : List.of("2", "7")) {
      CommandRun several = run(recordings, "-j", jobs, "--format", format, CommandRun.OBJECT);
      assertThat(several.exitCode()).isZero();
      assertThat(several.out()).as("jobs %s", jobs).isEqualTo(one.out());
    }
  }

  @Test
  void eachIsReplayedAsByItself() {
    CommandRun both = run(List.of(CommandRun.RECORDING, MOUSE), CommandRun.OBJECT);
    CommandRun first = run(List.of(CommandRun.RECORDING), CommandRun.OBJECT);
    CommandRun second = run(List.of(MOUSE), CommandRun.OBJECT);
    assertThat(both.out())
        .startsWith(
            "recording   %s%n%s%nrecording   %s%n%s%ntotal       2 recordings, 0 failed, 1 not attached: "
                .formatted(CommandRun.RECORDING, first.out(), MOUSE, second.out()));
  }

  @Test
  void aRecordingThatCannotBeReplayedDoesNotHinderTheOthers() throws IOException {
    String broken = Files.writeString(folder.resolve("broken.hid"), "R: 2 05\n").toString();
    CommandRun run =
        run(
            List.of(CommandRun.RECORDING, broken, "no-such.hid", CommandRun.RECORDING),
            "--quiet",
            CommandRun.OBJECT);
    assertThat(run.exitCode()).isEqualTo(64);
    assertThat(run.err().lines()).hasSize(2);
    assertThat(run.err()).contains("broken.hid", "no-such.hid: no such file");
    assertThat(run.out().lines().filter(l -> l.startsWith("recording   "))).hasSize(4);
    assertThat(run.out().lines().filter(l -> l.startsWith("summary     "))).hasSize(2);
    assertThat(run.lines().getLast()).startsWith("total       4 recordings, 2 failed: 52 events");
  }

  @Test
  void jsonNamesTheRecordings() {
    CommandRun run = run(List.of(CommandRun.RECORDING, MOUSE), "--json", CommandRun.OBJECT);
    assertThat(run.lines().stream().filter(l -> l.startsWith("{\"type\":\"recording\"")))
        .containsExactly(
            "{\"type\":\"recording\",\"format\":\"hidbpf-run\",\"version\":1,\"file\":\"%s\"}"
                .formatted(CommandRun.RECORDING),
            "{\"type\":\"recording\",\"file\":\"%s\"}".formatted(MOUSE));
    assertThat(run.lines().getLast())
        .startsWith("{\"type\":\"total\",\"recordings\":2,\"failed\":0,");
  }

  @ParameterizedTest
  @CsvSource({
    "--jobs,   0,  expected 1 to 1024",
    "--jobs,   -3, expected 1 to 1024",
    "--record, x,  take a single recording",
    "--trace,  x,  take a single recording",
    "--html,   x,  take a single recording",
    "--explore, 3, take a single recording",
  })
  void refuses(String option, String value, String message) {
    CommandRun run = run(List.of(MOUSE, MOUSE), option, value);
    assertThat(run.exitCode()).isEqualTo(64);
    assertThat(run.err().lines()).hasSize(1);
    assertThat(run.err()).contains(message);
  }
}
