package io.github.hidbpf4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Options of {@code run}, on the examples that defer, inject and ask. */
@Timeout(120)
class RunOptionsTest {
  private static final Path EXAMPLES = CommandRun.ROOT.resolve("examples");

  @TempDir Path folder;

  private static CommandRun run(String example, String recording, String... more) {
    List<String> arguments = new ArrayList<>(List.of("run"));
    Path at = EXAMPLES.resolve(example);
    arguments.add(at.resolve(example + ".bpf.o").toString());
    arguments.addAll(List.of("--device", at.resolve(recording).toString()));
    arguments.addAll(Arrays.asList(more));
    return CommandRun.of(arguments.toArray(String[]::new));
  }

  private static CommandRun fine(String example, String recording, String... more) {
    CommandRun run = run(example, recording, more);
    assertThat(run.exitCode()).as("%s", run).isZero();
    assertThat(run.err()).isEmpty();
    return run;
  }

  private static String model() {
    return EXAMPLES.resolve("sixaxis-reinit/sixaxis.model").toString();
  }

  private static void refused(CommandRun run, int exitCode, String... words) {
    assertThat(run.exitCode()).as("%s", run).isEqualTo(exitCode);
    assertThat(run.err()).startsWith("hidbpf: ").contains(words).doesNotContain("\tat ");
  }

  // ---- --engine

  @Test
  void enginesSayTheSame() {
    String expected = fine("sixaxis-reinit", "sixaxis.hid", "--model", model()).out();
    for (String engine : List.of("interpreter", "compiled", "auto")) {
      assertThat(
              fine("sixaxis-reinit", "sixaxis.hid", "--model", model(), "--engine", engine).out())
          .as(engine)
          .isEqualTo(expected);
    }
    refused(run("sixaxis-reinit", "sixaxis.hid", "--engine", "jit"), 64, "--engine", "compiled");
  }

  // ---- --model

  @Test
  void modelAnswers() {
    assertThat(fine("sixaxis-reinit", "sixaxis.hid", "--model", model()).out())
        .contains("device is awake", "? GET_REPORT feature 0xf2 by bpf f2 ff ff", "took 5.000 ms");
    assertThat(fine("sixaxis-reinit", "sixaxis.hid").out())
        .doesNotContain("device is awake", "withheld");
  }

  @ParameterizedTest
  @CsvSource({
    "text, the rule in line 1 of the device model is not fully followed: 1024 are waiting already",
    "timeline, the rule in line 1 of the device model is not fully followed: 1024 are waiting already",
    "json, '\"type\":\"overloaded\"'",
  })
  void modelThatPilesUp(String format, String said) throws IOException {
    Path model =
        Files.writeString(
            folder.resolve("flood.model"), "on every 100 us: wait 60 min; input 01\n");
    assertThat(
            fine("sixaxis-reinit", "sixaxis.hid", "--model", model.toString(), "--format", format)
                .out())
        .contains(said);
  }

  @Test
  void modelThatIsNone() throws IOException {
    refused(
        run("sixaxis-reinit", "sixaxis.hid", "--model", "/nowhere/x.model"),
        Errors.USAGE,
        "/nowhere/x.model");
    Path bad = Files.writeString(folder.resolve("bad.model"), "on nothing: reply\n");
    refused(
        run("sixaxis-reinit", "sixaxis.hid", "--model", bad.toString()),
        Errors.MALFORMED,
        "bad.model");
  }

  // ---- --format timeline

  @Test
  void timeline() {
    assertThat(fine("rollermouse-double-click", "rollermouse.hid", "--format", "timeline").out())
        .contains(
            "   0.011871  timer        mice started by space_clicks   next_is_due due in 20.975 ms\n",
            "   0.032846  work         mice started by space_clicks   send_due\n",
            "   0.032846  host         + 01 01 00 00 00 00 00 00 01 01",
            "hid_bpf_input_report(input, 16 bytes: 01 00")
        .containsPattern(
            "0\\.032846  timer +mice ran next_is_due of space_clicks   \\d+ instructions\n")
        .contains("summary     54 events in ")
        .contains("callbacks   14 of space_clicks's timers: ", " ms from start to callback");
    assertThat(fine("pen-out-of-proximity", "pen.hid", "--format", "timeline").out())
        .contains("   0.040014  timer        pens cancelled by hold_out_of_range\n");
    assertThat(
            fine("rollermouse-double-click", "rollermouse.hid", "--format", "timeline", "--quiet")
                .out()
                .strip())
        .startsWith("summary ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"html", "JSON", ""})
  void formatsThatAreNone(String format) {
    refused(run("pen-out-of-proximity", "pen.hid", "--format", format), Errors.USAGE, "--format");
  }

  @Test
  void jsonTellsHowSoonCallbacksRan() throws IOException {
    List<Json> lines = Json.lines(fine("imperator-macro", "imperator.hid", "--json"));
    assertThat(lines.getLast().values("callbacks"))
        .startsWith("timer", "play_macros")
        .contains("work")
        .contains("0"); // late, in virtual time
    assertThat(lines).anyMatch(l -> l.text("type").equals("injected"));
  }

  // ---- --record

  @Test
  void whatTheHostGotCanBeReplayed() throws IOException {
    Path file = folder.resolve("host.hid");
    String summary =
        fine("imperator-macro", "imperator.hid", "--quiet", "--record", file.toString()).out();
    assertThat(summary).contains("host got 51 reports");
    CommandRun bare = CommandRun.of("run", "--device", file.toString(), "--quiet");
    assertThat(bare.out()).contains("51 events", "51 unchanged");
    assertThat(Files.readString(file)).contains("E: 000002.100000 8 00 00 00 00 00 00 00 00\n");

    fine("sixaxis-reinit", "sixaxis.hid", "--model", model(), "--record", file.toString());
    assertThat(Files.readString(file)).contains("G: 000000.158000 bpf feature f2 17 17 000000.005");
    refused(
        run("pen-out-of-proximity", "pen.hid", "--record", "/nowhere/x.hid"),
        Errors.USAGE,
        "/nowhere/x.hid");
  }

  // ---- --trace

  @Test
  void traceThatCannotBeWritten() {
    refused(
        run("pen-out-of-proximity", "pen.hid", "--trace", "/nowhere/x.json"),
        Errors.USAGE,
        "/nowhere/x.json");
  }

  // ---- --seed

  @Test
  void sameSeedSameBytes() {
    for (String seed : List.of("0", "7", "-3")) {
      String[] more = {"--seed", seed, "--format", "timeline", "--model", model()};
      assertThat(fine("sixaxis-reinit", "sixaxis.hid", more))
          .isEqualTo(fine("sixaxis-reinit", "sixaxis.hid", more));
    }
  }

  // ---- --explore

  @Test
  void oneOutcomeIsSaidToBeOne() {
    assertThat(fine("pen-out-of-proximity", "pen.hid", "--explore", "12").out())
        .startsWith("explored    12 seeds from 0 on: 1 outcome\n")
        .contains("outcome 1   12 of 12 seeds; host got 22 reports", "reproduce with --seed ");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--explore 0",
        "--explore -1",
        "--explore 1000001",
        "--explore x",
        "--explore 2 --real-time",
        "--explore 2 --json",
        "--explore 2 --format timeline",
        "--explore 2 --trace x",
        "--explore 2 --record x",
        "--explore 2 --html x",
      })
  void explorationsThatMakeNoSense(String options) {
    refused(
        run("pen-out-of-proximity", "pen.hid", options.split(" ", -1)), Errors.USAGE, "--explore");
  }

  @Test
  void explorationShowsEachOutcomeWithATimeline() {
    Path example = EXAMPLES.resolve("rejected/explore-lost-release");
    CommandRun run =
        CommandRun.of(
            "run",
            example.resolve("explore-lost-release.bpf.o").toString(),
            "--device",
            example.resolve("dial.hid").toString(),
            "--explore",
            "100",
            "--seed",
            "20");
    assertThat(run.exitCode()).as("%s", run).isZero();
    assertThat(run.out())
        .startsWith("explored    100 seeds from 20 on: 2 outcomes\n")
        .containsPattern("outcome 2   \\d+ of 100 seeds; host got 4 reports, 5 dropped, 0 findings")
        .contains("            ends with 03 04 | 03 00 | 03 04 | 03 05\n");
    String last = run.out().substring(run.out().indexOf("outcome 2 "));
    assertThat(last)
        .containsSubsequence(
            "senders runs send_all of queue_dial",
            "device       #3 09 05",
            "device       #4 09 00",
            "host         + 03 05",
            "senders ran send_all of queue_dial");
  }

  // ---- long recordings

  @Test
  void longRecordingsAreMadeAndStreamed() throws IOException {
    Path file = folder.resolve("long.hid");
    String like = EXAMPLES.resolve("rollermouse-double-click/rollermouse.hid").toString();
    CommandRun made =
        CommandRun.of(
            "make-recording", file.toString(), "--like", like, "--seconds", "3", "--rate", "1000");
    assertThat(made.exitCode()).as("%s", made).isZero();
    try (var lines = Files.lines(file)) {
      assertThat(lines.filter(l -> l.startsWith("E: "))).hasSize(3000);
    }
    CommandRun run =
        CommandRun.of(
            "run",
            CommandRun.ROOT.resolve("testdata/async/timer_per_event.bpf.o").toString(),
            "--device",
            file.toString(),
            "--quiet");
    assertThat(run.out())
        .contains("3000 events in 2.999000 s: 3000 unchanged", "host got 3000 reports")
        // one for each event, and one after the last
        .contains("callbacks   3001 of count_events's timers");
    refused(
        CommandRun.of("make-recording", file.toString(), "--like", like, "--rate", "0"),
        Errors.USAGE,
        "--rate");
    refused(
        CommandRun.of("make-recording", file.toString(), "--like", "/nowhere/x.hid"),
        Errors.USAGE,
        "/nowhere/x.hid");
  }

  // ---- programs that fail where nobody waits for them

  @ParameterizedTest
  @ValueSource(strings = {"--quiet", "--real-time", "--seed=3"})
  void callbacksThatFailEndTheRun(String option) {
    CommandRun run =
        CommandRun.of(
            "run",
            CommandRun.ROOT.resolve("testdata/async/endless_timer.bpf.o").toString(),
            "--device",
            EXAMPLES.resolve("imperator-macro/imperator.hid").toString(),
            "--budget",
            "1000000",
            option);
    refused(run, Errors.REJECTED, "start_timer");
    assertThat(run.err().lines()).hasSize(1);
  }

  /** Runs are cut off at the same instruction in every engine, also when traced. */
  @Test
  void enginesHaveOneBudget() {
    List<String> said = new ArrayList<>();
    for (List<String> options :
        List.of(
            List.of("--engine", "interpreter"),
            List.of("--engine", "compiled"),
            List.of("--engine", "auto"),
            List.of("--format", "timeline"))) {
      List<String> all =
          new ArrayList<>(
              List.of(
                  "run",
                  CommandRun.ROOT.resolve("testdata/async/endless_timer.bpf.o").toString(),
                  "--device",
                  EXAMPLES.resolve("imperator-macro/imperator.hid").toString(),
                  "--budget",
                  "300000"));
      all.addAll(options);
      CommandRun run = CommandRun.of(all.toArray(String[]::new));
      assertThat(run.exitCode()).isEqualTo(Errors.REJECTED);
      said.add(run.err());
    }
    assertThat(said).containsOnly(said.getFirst());
    assertThat(said.getFirst())
        .contains("still running after 300000 jumps backwards and callbacks, the limit of a run");
    refused(
        CommandRun.of("run", "--device", "/nowhere/x.hid", "--budget", "0"),
        Errors.USAGE,
        "--budget 0");
  }

  /** One bpf_loop may iterate 2^23 times, as in Linux, in every engine, without any option. */
  @ParameterizedTest
  @ValueSource(strings = {"interpreter", "compiled", "auto"})
  void theLongestLoopOfLinux(String engine) {
    CommandRun run =
        CommandRun.of(
            "run",
            CommandRun.ROOT.resolve("testdata/async/longest_loop.bpf.o").toString(),
            "--device",
            EXAMPLES.resolve("imperator-macro/imperator.hid").toString(),
            "--engine",
            engine);
    assertThat(run.exitCode()).as("%s", run).isZero();
    assertThat(run.out()).contains("2^23 rounds: 35184367894528");
  }

  // ---- --detach-at

  /** Programs are detached in the middle of a run; what the device sends then passes unchanged. */
  @Test
  void detachAt() {
    String folder = EXAMPLES.resolve("a4tech-horizontal-wheel").toString();
    String[] run = {
      "run",
      folder + "/a4tech-horizontal-wheel.bpf.o",
      "--device",
      folder + "/wheel.hid",
      "--detach-at",
      "1.3"
    };
    CommandRun text = CommandRun.of(run);
    assertThat(text.exitCode()).as("%s", text).isZero();
    assertThat(text.out())
        .contains("   1.300000   detached a4tech_horizontal_wheel\n   1.600000 = 40 00 00 ff   ");
    String[] json = Arrays.copyOf(run, run.length + 1);
    json[run.length] = "--json";
    assertThat(CommandRun.of(json).out())
        .contains("\"time_us\":1300000,\"names\":[\"a4tech_horizontal_wheel\"]");
    run[run.length - 1] = "-1";
    assertThat(CommandRun.of(run).exitCode()).isEqualTo(64);
  }

  /**
   * A work item that is pending when the programs are detached sends what no program replaces any
   * more.
   */
  @Test
  void explorationFindsRacesWithDetach() {
    String folder = EXAMPLES.resolve("rollermouse-double-click").toString();
    CommandRun run =
        CommandRun.of(
            "run",
            folder + "/rollermouse-double-click.bpf.o",
            "--device",
            folder + "/rollermouse.hid",
            "--detach-at",
            "0.032846",
            "--explore",
            "20");
    assertThat(run.exitCode()).as("%s", run).isZero();
    assertThat(run.out())
        .contains(
            "20 seeds from 0 on: 2 outcomes", "loader       detached rollermouse_double_click")
        .contains("+ 01 00 00 00 00 00 00 00 00 7f");
  }

  // ---- --real-time

  /** Neither order nor times are certain here, only what reaches the host. */
  @Test
  void realTime() throws IOException {
    Path recording = folder.resolve("short.hid");
    StringBuilder text = new StringBuilder();
    for (String line : Files.readAllLines(EXAMPLES.resolve("imperator-macro/imperator.hid"))) {
      if (!line.startsWith("E:") || line.startsWith("E: 000000.0000")) {
        text.append(line).append('\n');
      }
    }
    Files.writeString(recording, text);
    CommandRun run =
        CommandRun.of(
            "run",
            EXAMPLES.resolve("imperator-macro/imperator-macro.bpf.o").toString(),
            "--device",
            recording.toString(),
            "--real-time",
            "--format",
            "timeline");
    assertThat(run.exitCode()).as("%s", run).isZero();
    assertThat(run.out())
        .contains("+ 01 00 06 00 00 00 00 00")
        .contains("alarms[0] ran expired of play_macros", "callbacks   ");
  }

  /**
   * Text and JSON agree on reports that a program injected and another one, or it itself, dropped.
   */
  @ParameterizedTest
  @CsvSource({"imperator-macro, imperator.hid, 2", "pen-out-of-proximity, pen.hid, 1"})
  void injectionsThatWereDropped(String example, String recording, int least) throws IOException {
    String mark = "   injected by a program, dropped: ";
    List<String> text =
        fine(example, recording).lines().stream()
            .filter(l -> l.contains(mark))
            .map(l -> l.strip().replace(" x ", " ").replace(mark, ": "))
            .toList();
    List<String> json = new ArrayList<>();
    for (Json line : Json.lines(fine(example, recording, "--json"))) {
      if (line.text("type").equals("injection_dropped")) {
        json.add(
            "%.6f %s: %s"
                .formatted(
                    Long.parseLong(line.text("time_us")) / 1e6,
                    line.text("report").replaceAll("(..)(?!$)", "$1 "),
                    line.text("reason")));
      }
    }
    assertThat(json).hasSizeGreaterThanOrEqualTo(least).isEqualTo(text);
  }
}
