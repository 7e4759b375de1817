package io.github.hidbpf4j.kernel.replay;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hidbpf4j.hid.model.DeviceModel;
import io.github.hidbpf4j.hid.model.ModelDevice;
import io.github.hidbpf4j.hid.recording.RecordedEntry;
import io.github.hidbpf4j.hid.recording.RecordedRequest;
import io.github.hidbpf4j.hid.recording.Recording;
import io.github.hidbpf4j.hid.recording.RecordingReader;
import io.github.hidbpf4j.kernel.profile.Profiles;
import io.github.hidbpf4j.kernel.trace.TimelineWriter;
import io.github.hidbpf4j.kernel.trace.TraceFolding;
import io.github.hidbpf4j.kernel.trace.TraceJsonWriter;
import io.github.hidbpf4j.kernel.types.KernelTypes;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Replays with device models and users' requests, and what can be made of them. */
class ModelReplayTest {
  private static final Path ROOT = Path.of(System.getProperty("hidbpf4j.root"));

  /** Id 1: X and Y; feature 2: three bytes. */
  private static final String TINY =
      """
      R: 34 05 01 09 02 a1 01 85 01 09 30 09 31 15 81 25 7f 75 08 95 02 81 06 85 02 06 00 ff 09 03 95 03 b1 02 c0
      N: tiny
      """;

  private static final String SESSION =
      TINY
          + """
          E: 000000.000000 3 01 01 00
          G: 000000.010000 user feature 02 4 4 000000.005000 4 02 11 22 33
          S: 000000.012000 user feature 02 4 000000.000000 4 02 44 55 66
          G: 000000.020000 user feature 02 4 4 000000.005000 4 02 44 55 66
          E: 000000.022000 3 01 02 00
          G: 000000.040000 bpf feature 02 4 4 000000.005000 4 02 44 55 66
          E: 000001.000000 3 01 02 00
          """;

  private static final String MODEL =
      """
      report feature 2: 02 11 22 33
      on get feature 2: wait 5 ms; stored
      """;

  /** A recording from text, each time anew. */
  private static final class TextInput implements Exploration.Input, EntryInput {
    private final RecordingReader reader;

    TextInput(String text) {
      reader =
          new RecordingReader(
              "test.hid", new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
    }

    @Override
    public @Nullable RecordedEntry next() throws IOException {
      return reader.nextEntry();
    }

    @Override
    public void close() throws IOException {
      reader.close();
    }
  }

  /** Notes what happens, a line each. */
  private static final class Log extends HostSide {
    final List<String> lines = new ArrayList<>();

    @Override
    void report(ReplayEvent event) {
      lines.add(event.micros() / 1000 + " " + HexFormat.of().formatHex(event.input(), 0, 2));
    }

    @Override
    void request(RecordedRequest r) {
      lines.add(
          "%d+%d %s %s %d %s"
              .formatted(
                  r.micros() / 1000,
                  r.tookMicros() / 1000,
                  r.origin().text(),
                  r.kind(),
                  r.result(),
                  HexFormat.of().formatHex(r.data())));
    }

    @Override
    void other(long micros, String what) {
      lines.add(micros / 1000 + " " + what);
    }
  }

  private static ReplaySetup setup(String recording, String model) {
    return ReplaySetup.builder(
            Profiles.forName("6.12").orElseThrow(),
            KernelTypes.forProfile("6.12").btf(),
            Recording.parse("test.hid", recording.getBytes(StandardCharsets.UTF_8))
                .devices()
                .getFirst())
        .model(DeviceModel.parse("test.model", model.getBytes(StandardCharsets.UTF_8)))
        .build();
  }

  @Test
  void usersAskAgain() {
    Log log = new Log();
    ReplaySummary summary = Replay.run(setup(SESSION, MODEL), new TextInput(SESSION), log);
    assertThat(summary.events()).isEqualTo(3);
    assertThat(log.lines)
        .containsExactly(
            "0 0101",
            "10+5 user GET_REPORT 4 02112233",
            "15+0 user SET_REPORT 4 02445566",
            "22 0102",
            "20+5 user GET_REPORT 4 02445566",
            "1000 0102");
  }

  @Test
  void whatIsRecordedCanBeReplayed() throws IOException {
    StringWriter text = new StringWriter();
    try (RecordingSink recorder = new RecordingSink(text)) {
      int _ = Replay.run(setup(SESSION, MODEL), new TextInput(SESSION), recorder).findings().size();
    }
    String recorded = text.toString();
    assertThat(recorded)
        .contains(
            """
            G: 000000.020000 user feature 02 4 4 000000.005000 4 02 44 55 66
            E: 000000.022000 3 01 02 00
            """);
    StringWriter again = new StringWriter();
    try (RecordingSink recorder = new RecordingSink(again)) {
      int _ =
          Replay.run(setup(recorded, MODEL), new TextInput(recorded), recorder).findings().size();
    }
    assertThat(again).hasToString(recorded);
  }

  @Test
  void aModelWithoutRecordedEventsIsEnough() {
    String text = TINY + "E: 000000.000000 3 01 01 00\nE: 000000.100000 3 01 01 00\n";
    Log log = new Log();
    ReplaySummary summary =
        Replay.run(
            setup(text, "on every 30 ms, times 2: input 01 07 07"), new TextInput(text), log);
    assertThat(log.lines).containsExactly("0 0101", "30 0107", "60 0107", "100 0101");
    assertThat(summary.unchanged()).isEqualTo(4);
  }

  /** Rules skipped because too much is pending are reported, with their line. */
  @Test
  void aModelThatPilesUpIsTold() {
    StringBuilder text = new StringBuilder(TINY);
    for (int i = 0; i < ModelDevice.MAX_PENDING + 2; i++) {
      text.append("E: 000000.%06d 3 01 01 00\n".formatted(i));
    }
    Log log = new Log();
    int _ =
        Replay.run(
                setup(text.toString(), "\non recorded: wait 1 min; input 01 07 07"),
                new TextInput(text.toString()),
                log)
            .findings()
            .size();
    assertThat(log.lines.stream().filter(line -> line.contains("not fully followed")))
        .hasSize(2)
        .first()
        .isEqualTo(
            "1 the rule in line 2 of the device model is not fully followed: 1024 are waiting already");
  }

  /** The device side of examples/sixaxis-reinit, without the program that the pad needs. */
  @Test
  void aSixaxisThatNobodyAsksStaysSilent() throws IOException {
    Path example = ROOT.resolve("examples/sixaxis-reinit");
    String recording = Files.readString(example.resolve("sixaxis.hid"));
    String model = Files.readString(example.resolve("sixaxis.model"));
    Log log = new Log();
    int _ = Replay.run(setup(recording, model), new TextInput(recording), log).findings().size();
    assertThat(log.lines).startsWith("0 asleep", "0 withheld", "0 waking", "2 0100");
    assertThat(log.lines.subList(4, log.lines.size())).allMatch(l -> l.endsWith("withheld"));

    // A user who asks three times wakes it, until it sleeps.
    String asking =
        recording.replace(
            "# cross: the host must see these\n",
            """
            G: 000000.400000 user feature f2 17 -5 000000.003000 0
            G: 000000.420000 user feature f2 17 -5 000000.003000 0
            G: 000000.440000 user feature ef 17 -5 000000.003000 0
            G: 000000.460000 user feature f2 17 17 000000.005000 0
            """);
    Log asked = new Log();
    int _ = Replay.run(setup(asking, model), new TextInput(asking), asked).findings().size();
    assertThat(asked.lines)
        .containsSubsequence(
            "0 waking",
            "400+3 user GET_REPORT -5 ",
            "420+3 user GET_REPORT -5 ",
            "440+0 user GET_REPORT -5 ",
            "465 awake",
            "460+5 user GET_REPORT 17 f2ffff00001bfb5a3c2100000000000000",
            "600 0100",
            "750 0100",
            "3750 asleep",
            "4000 withheld",
            "4000 waking",
            "4100 withheld");
  }

  @Test
  void tracesAreOneObjectALineAndBalanced() throws IOException {
    StringWriter json = new StringWriter();
    StringWriter text = new StringWriter();
    TimelineWriter timeline = new TimelineWriter(new PrintWriter(text));
    try (TraceJsonWriter writer = new TraceJsonWriter(json, "tiny \"\\\u0007\ud800")) {
      int _ =
          Replay.run(
                  setup(SESSION, MODEL).toBuilder().countInstructions(true).build(),
                  new TextInput(SESSION),
                  TraceFolding.before(writer),
                  TraceFolding.before(timeline))
              .findings()
              .size();
    }
    assertThat(json.toString())
        .startsWith("{\"displayTimeUnit\":\"ms\",\"traceEvents\":[\n")
        .endsWith("\n]}\n")
        .contains("{\"name\":\"tiny \\\"\\\\\\u0007\\ud800\"}")
        .contains("\"ts\":10000,\"name\":\"GET_REPORT feature 0x02\",\"dur\":5000")
        .contains("\"fields\":\"X 1\"");
    assertThat(text.toString())
        .contains("   0.000000  device       #0 01 01 00   X 1\n")
        .contains("   0.000000  host         > 01 01 00   X 1\n")
        .contains(
            "   0.015000  user         GET_REPORT feature 0x02: 02 11 22 33   → 4 bytes, took 5 ms\n")
        .contains(
            """
               0.010000  device io    GET_REPORT feature 0x02 by user   asked
               0.015000  device io    GET_REPORT feature 0x02 by user: 02 11 22 33   → 4 bytes, took 5 ms
            """)
        .contains(
            """
               0.015000  device io    SET_REPORT feature 0x02 by user: 02 44 55 66   asked
               0.015000  device io    SET_REPORT feature 0x02 by user   → 4 bytes
            """);
  }

  @Test
  void seedsFindTheOutcomes() throws IOException {
    String text = TINY + "E: 000000.000000 3 01 01 00\nE: 000000.100000 3 01 01 00\n";
    ReplaySetup setup =
        setup(
            text,
            """
            on every 30 ms, times 1: input 01 07 07
            state a
              on enter: wait 29 ms to 31 ms; input 01 08 08
            """);
    List<Outcome> outcomes = Exploration.run(setup, 0, 30, 2, () -> new TextInput(text));
    assertThat(outcomes).hasSize(2);
    assertThat(outcomes.stream().mapToLong(Outcome::seeds).sum()).isEqualTo(30);
    assertThat(outcomes)
        .extracting(o -> o.tail().subList(1, 3))
        .containsExactlyInAnyOrder(
            List.of("01 07 07", "01 08 08"), List.of("01 08 08", "01 07 07"));
    // The seed alone brings the outcome back.
    for (Outcome outcome : outcomes) {
      assertThat(Exploration.run(setup, outcome.seed(), 1, 1, () -> new TextInput(text)))
          .singleElement()
          .extracting(Outcome::digest)
          .isEqualTo(outcome.digest());
    }
  }

  @Test
  void realTimePasses() {
    String text = TINY + "E: 000000.000000 3 01 01 00\nE: 000000.020000 3 01 01 00\n";
    Log log = new Log();
    ReplaySummary summary =
        Replay.run(setup(text, MODEL).toBuilder().realTime(true).build(), new TextInput(text), log);
    assertThat(summary.delivered()).isEqualTo(2);
    assertThat(summary.micros()).isGreaterThanOrEqualTo(20_000);
  }
}
