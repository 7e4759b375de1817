package io.github.hidbpf4j.kernel.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.hidbpf4j.bpf.object.BpfObject;
import io.github.hidbpf4j.hid.model.DeviceModel;
import io.github.hidbpf4j.hid.recording.RecordedEntry;
import io.github.hidbpf4j.hid.recording.RecordedRequest;
import io.github.hidbpf4j.hid.recording.Recording;
import io.github.hidbpf4j.hid.recording.RecordingReader;
import io.github.hidbpf4j.kernel.Kernel;
import io.github.hidbpf4j.kernel.event.EventSink;
import io.github.hidbpf4j.kernel.event.ReplayStart;
import io.github.hidbpf4j.kernel.profile.Profiles;
import io.github.hidbpf4j.kernel.types.KernelTypes;
import io.github.hidbpf4j.time.VirtualClock;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The timeline of examples/sixaxis-reinit: when the pad is asked, and what the host then sees. */
@Timeout(60)
class SixaxisExampleTest {
  private static final Path EXAMPLE =
      Path.of(System.getProperty("hidbpf4j.root")).resolve("examples/sixaxis-reinit");
  private static final Path RECORDING = EXAMPLE.resolve("sixaxis.hid");

  private static final class Timeline extends HostSide {
    final List<String> lines = new ArrayList<>();

    @Override
    void started(ReplayStart start) {
      lines.add(
          "descriptor %d → %d"
              .formatted(start.descriptorBefore().length, start.descriptorAfter().length));
    }

    @Override
    void report(ReplayEvent event) {
      // Id, a byte that is none of ours, buttons: the first five bytes tell the reports apart.
      String bytes = HexFormat.of().formatHex(event.input(), 0, 5);
      lines.add(
          "%d %s %s"
              .formatted(event.micros() / 1000, bytes, event.isDropped() ? "dropped" : "host"));
    }

    @Override
    void request(RecordedRequest r) {
      lines.add(
          "%d %s %s %02x %d"
              .formatted(r.micros() / 1000, r.origin().text(), r.kind(), r.id(), r.result()));
    }

    @Override
    void other(long micros, String what) {
      if (!what.equals("withheld")) {
        lines.add(micros / 1000 + " " + what);
      }
    }
  }

  private static ReplaySetup setup() throws IOException {
    var profile = Profiles.forName("6.12").orElseThrow();
    var types = KernelTypes.forProfile("6.12").btf();
    assumeTrue(
        Kernel.builder(profile, types)
            .build(new VirtualClock(0))
            .functions()
            .isImplemented("bpf_wq_start"),
        "this build has no bpf_wq yet");
    Path object = EXAMPLE.resolve("sixaxis-reinit.bpf.o");
    return ReplaySetup.builder(profile, types, Recording.read(RECORDING).devices().getFirst())
        .objects(List.of(BpfObject.open(object.toString(), Files.readAllBytes(object))))
        .model(DeviceModel.read(EXAMPLE.resolve("sixaxis.model")))
        .build();
  }

  /** A recording as an object for each entry. */
  private interface FileInput extends Exploration.Input, EntryInput {}

  private static Exploration.Input open() throws IOException {
    return input(RecordingReader.open(RECORDING));
  }

  private static Exploration.Input input(RecordingReader reader) {
    return new FileInput() {
      @Override
      public @Nullable RecordedEntry next() throws IOException {
        return reader.nextEntry();
      }

      @Override
      public void close() throws IOException {
        reader.close();
      }
    };
  }

  @Test
  void linuxWouldTakeIt() {
    assertThat(new ExampleReplay("sixaxis-reinit", "sixaxis.hid").refused()).isEmpty();
  }

  @Test
  void asksUntilThePadAnswersEachTimeItWakes() throws IOException {
    Timeline timeline = new Timeline();
    ReplaySummary summary;
    try (Exploration.Input input = open()) {
      summary = Replay.run(setup(), input, timeline);
    }
    assertThat(timeline.lines)
        .containsExactly(
            "descriptor 89 → 97",
            "0 asleep",
            "0 waking",
            "2 0100000000 dropped",
            "2 bpf GET_REPORT f2 -5",
            "55 bpf GET_REPORT f2 -5",
            "163 awake",
            "158 bpf GET_REPORT f2 17",
            "250 0100000000 host",
            "300 0100000000 host",
            "600 0100004000 host",
            "650 0100000000 host",
            "700 0100000000 host",
            "750 0100000000 host",
            "3750 asleep",
            "4000 waking",
            "4002 0100000000 dropped",
            "4002 bpf GET_REPORT f2 -5",
            "4055 bpf GET_REPORT f2 -5",
            "4163 awake",
            "4158 bpf GET_REPORT f2 17",
            "4600 0100004000 host",
            "4650 0100000000 host");
    assertThat(summary.findings()).isEmpty();
  }

  /**
   * When the pad is asked, in milliseconds, where it wakes at these times and answers as modelled.
   */
  private static List<Long> asked(String model, long... wakes) throws IOException {
    StringBuilder text = new StringBuilder();
    for (String line : Files.readAllLines(RECORDING)) {
      if (!line.startsWith("E:")) {
        text.append(line).append('\n');
      }
    }
    for (long at : wakes) {
      text.append("E: %06d.%03d000 49 01".formatted(at / 1000, at % 1000));
      text.append(" 00".repeat(48)).append('\n');
    }
    byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
    List<Long> times = new ArrayList<>();
    EventSink listener =
        new HostSide() {
          @Override
          void request(RecordedRequest r) {
            times.add(r.micros() / 1000);
          }
        };
    try (Exploration.Input input =
        input(new RecordingReader("test.hid", new ByteArrayInputStream(bytes)))) {
      var _ =
          Replay.run(
              setup().toBuilder()
                  .model(DeviceModel.parse("test.model", model.getBytes(StandardCharsets.UTF_8)))
                  .build(),
              input,
              listener);
    }
    return times;
  }

  @Test
  void givesUpAfterThreeMore() throws IOException {
    String deaf = "on get feature 0xf2: wait 3 ms; error EPIPE\n";
    assertThat(asked(deaf, 0)).containsExactly(0L, 53L, 156L, 359L);
    assertThat(asked(deaf, 0, 1000))
        .containsExactly(0L, 53L, 156L, 359L, 1000L, 1053L, 1156L, 1359L);
  }

  @Test
  void aPadThatWakesAgainMeanwhileStartsAllOfItAgain() throws IOException {
    String deaf = "on get feature 0xf2: wait 3 ms; error EPIPE\n";
    String answer = "on get feature 0xf2: wait 3 ms; reply f2 00\n";
    assertThat(asked(deaf, 0, 20)).containsExactly(0L, 20L, 73L, 176L, 379L);
    assertThat(asked(deaf, 0, 2)).as("while it is asked").containsExactly(0L, 3L, 56L, 159L, 362L);
    assertThat(asked("on get feature 0xf2, times 1: error EPIPE\n" + answer, 0, 20))
        .as("no request is left over")
        .containsExactly(0L, 20L);
  }

  @Test
  void aLateAnswerIsWaitedForAndNoAnswerIsAnError() throws IOException {
    assertThat(asked("on get feature 0xf2: silent\n", 0))
        .as("waited for after the last event, too")
        .containsExactly(0L, 5050L, 10150L, 15350L);
    assertThat(asked("on get feature 0xf2: wait 4 s; reply f2 00\n", 0, 6000))
        .containsExactly(0L, 6000L);
    assertThat(
            asked(
                "on get feature 0xf2, times 1: silent\non get feature 0xf2: reply f2 00\n",
                0,
                6000))
        .containsExactly(0L, 5050L, 6000L);
  }

  @Test
  void comesOutTheSameUnderEverySeed() throws IOException {
    assertThat(Exploration.run(setup(), 0, 12, 2, SixaxisExampleTest::open))
        .singleElement()
        .satisfies(outcome -> assertThat(outcome.summary().delivered()).isEqualTo(8));
  }
}
