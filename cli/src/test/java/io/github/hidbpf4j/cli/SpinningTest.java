package io.github.hidbpf4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Callbacks that restart each other endlessly: the replay ends, the whole recording is replayed at
 * its times, a finding names program, element and time, and the output stays small. The variants
 * are those of {@code testdata/async/spin.bpf.c}.
 */
@Timeout(300)
class SpinningTest {
  /** A mouse that is sent a report, with events after 0, 10, 20 ms and 3 s. */
  static final String MOUSE =
      """
      R: 64 05 01 09 02 a1 01 09 01 a1 00 05 09 19 01 29 07 15 00 25 01 75 01 95 07 81 02 75 01 95 01 81 01 05 01 09 30 09 31 09 38 15 81 25 7f 75 08 95 03 81 06 05 08 19 01 29 04 95 04 75 08 91 02 c0 c0
      N: mouse
      I: 3 1234 0001
      E: 000000.000000 4 00 00 00 01
      E: 000000.010000 4 00 00 00 01
      E: 000000.020000 4 00 00 00 ff
      E: 000003.000000 4 00 00 00 ff
      """;

  private static final Pattern AT_RECORDED_TIMES =
      Pattern.compile(
          "(?s).*0\\.000000 .*0\\.010000 = 00 00 00 01.*0\\.020000 = 00 00 00 ff.*3\\.000000 = 00 00 00 ff.*");

  @TempDir Path folder;
  private Path recording;
  private Path model;

  @BeforeEach
  void write() throws IOException {
    recording = Files.writeString(folder.resolve("mouse.hid"), MOUSE);
    model = Files.writeString(folder.resolve("mouse.model"), "on output: input 00 02 00 00\n");
  }

  private CommandRun run(String way, String... options) {
    List<String> all =
        new ArrayList<>(
            List.of(
                "run",
                CommandRun.ROOT.resolve("testdata/async/spin.bpf.o").toString(),
                "--device",
                recording.toString(),
                "--model",
                model.toString(),
                "--property",
                "SPIN=" + way));
    all.addAll(Arrays.asList(options));
    CommandRun run = CommandRun.of(all.toArray(String[]::new));
    assertThat(run.exitCode()).as("%s", run).isZero();
    return run;
  }

  @ParameterizedTest
  @CsvSource({
    "w, work item of spinning[0] (callback work) was started again by itself",
    "0, timer of spinning[0] (callback expired) was started again by itself",
    "p, timer of spinning[0] (callback expired) was started again by itself",
    "n, timer of spinning[0] (callback expired) was started again by itself",
    "1, timer of spinning[0] (callback expired) was started again by itself",
    "2, work item of spinning[1] (callback work) was started again by spinning[0]",
    "m, timer of spinning[0] (callback expired) was started again by itself",
    "i, work item of spinning[0] (callback work) was started again by itself",
    "d, work item of spinning[0] (callback work) was started again by an event that it caused",
    "a, timer of spinning[63] (callback expired) was started again by itself",
  })
  void everyWayEnds(String way, String found) {
    String text = run(way).out();
    String first = way.equals("a") ? found.replace("63", "0") : found;
    assertThat(text)
        .matches(AT_RECORDED_TIMES)
        .contains(
            "finding     spinning-callback: program 'start_spinning': the "
                + first
                + ", in a chain")
        .contains(", at 0.00");
    // A report that the device is about to send is not work of a program.
    assertThat(text.contains("pending     ")).isNotEqualTo(way.equals("d"));
    assertThat(text.lines().count()).isLessThan(300);
    String timeline = run(way, "--format", "timeline").out();
    assertThat(timeline)
        .contains("   0.010000  device ", "   3.000000  device ")
        .contains("more like these   callbacks that start each other")
        .contains("   0.00000", "  finding      spinning-callback");
    assertThat(timeline.length()).isLessThan(way.equals("a") ? 3_000_000 : 120_000);
    // The same on every run.
    assertThat(run(way, "--format", "timeline").out()).isEqualTo(timeline);
  }

  @ParameterizedTest
  @ValueSource(strings = {"w", "i", "d"})
  void jsonAndTraceStaySmall(String way) throws IOException {
    Path trace = folder.resolve("trace.json");
    String json = run(way, "--json", "--trace", trace.toString()).out();
    assertThat(json)
        .contains("\"kind\":\"spinning-callback\"")
        .contains("the work item of spinning[0]");
    // A report that the device is about to send is not work of a program.
    if (!way.equals("d")) {
      assertThat(json)
          .contains("\"pending\":[{\"kind\":\"work\",\"program\":\"start_spinning\"")
          .contains("\"element\":\"spinning[0]\"");
    }
    if (!way.equals("w")) {
      assertThat(json).contains("\"type\":\"folded\"");
    }
    assertThat(json.length()).isLessThan(60_000);
    assertThat(Files.readString(trace)).contains("\"name\":\"left out\"").endsWith("\n]}\n");
    assertThat(Files.size(trace)).isLessThan(300_000);
  }

  @ParameterizedTest
  @ValueSource(strings = {"w", "0"})
  void inRealTime(String way) {
    String text = run(way, "--real-time").out();
    assertThat(text)
        .contains("4 events in 3.0", "4 unchanged")
        .contains("spinning-callback: program 'start_spinning'");
    assertThat(text.lines().count()).isLessThan(100);
  }

  @Test
  void inAnyOrder() {
    assertThat(run("2", "--explore", "5").out()).contains("explored    5 seeds");
    assertThat(run("i", "--seed", "7", "--quiet").out()).contains("4 events", "spinning-callback");
  }

  /**
   * A callback that injects again and again, but takes time, is reported, neither cut off nor
   * throttled.
   */
  @Test
  void whatTakesItsTimeGoesOn() {
    assertThat(run("r", "--quiet", "--until", "60").out())
        .contains("2000 injected", "reinjection-loop")
        .doesNotContain("spinning-callback");
  }

  // ---- what is pending at the end

  @Test
  void pendingAtTheEnd() {
    assertThat(run("l").out())
        .contains(
            """
            pending     timer spinning[0] of start_spinning (expired): due at 3600.000000 s
                        --until SECONDS or --drain runs what is due later
            """);
    assertThat(run("l", "--json").out())
        .contains(
            "\"pending\":[{\"kind\":\"timer\",\"program\":\"start_spinning\",\"callback\":\"expired\",\"element\":\"spinning[0]\",\"running\":false,\"due_us\":3600000000}]");
    assertThat(run("l", "--until", "3599.9").out()).contains("due at 3600.000000 s");
    for (List<String> options : List.of(List.of("--until", "3600.1"), List.of("--drain"))) {
      assertThat(run("l", options.toArray(String[]::new)).out())
          .contains("callbacks   1 of start_spinning's timers: 3600000.000 ms")
          .doesNotContain("pending");
    }
    // The recording is replayed to its end.
    assertThat(run("l", "--until", "0.5").out()).contains("4 events in 3.000000 s");
    CommandRun negative = CommandRun.of("run", "--device", recording.toString(), "--until", "-1");
    assertThat(negative.exitCode()).isEqualTo(Errors.USAGE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"w", "r", "a"})
  void drainingEnds(String way) {
    assertThat(run(way, "--quiet", "--drain").out())
        .contains("pending     ")
        .contains("            --drain ends here: what runs starts more, or waits without end\n");
  }
}
