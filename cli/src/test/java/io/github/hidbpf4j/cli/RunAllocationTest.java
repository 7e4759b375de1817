package io.github.hidbpf4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.github.hidbpf4j.bpf.object.BpfObject;
import io.github.hidbpf4j.bpf.proto.ApiProfile;
import io.github.hidbpf4j.hid.recording.EntryCursor;
import io.github.hidbpf4j.hid.recording.RecordedDevice;
import io.github.hidbpf4j.kernel.event.EventSink;
import io.github.hidbpf4j.kernel.event.KernelEvent;
import io.github.hidbpf4j.kernel.profile.Profiles;
import io.github.hidbpf4j.kernel.replay.Exploration;
import io.github.hidbpf4j.kernel.replay.Replay;
import io.github.hidbpf4j.kernel.replay.ReplayFolding;
import io.github.hidbpf4j.kernel.replay.ReplaySetup;
import io.github.hidbpf4j.kernel.types.KernelTypes;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.function.BiFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a replay allocates does not grow with the recording, from the recording's bytes in memory to
 * the writer of the output: quiet, as text and as JSON.
 */
class RunAllocationTest {
  /** Enough events for programs to be compiled in either replay. */
  private static final int FEW = 20_000;

  private static final int MANY = 220_000;
  private static final int MOST_ROUNDS = 25;

  /**
   * Bytes per event that the JVM itself may allocate meanwhile: a minimal object for every
   * sixteenth event would exceed it.
   */
  private static final double TOLERANCE = 1;

  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private static final ApiProfile PROFILE = Profiles.forName("6.12").orElseThrow();

  @TempDir Path folder;

  /** A recording of reports that have nothing in common. */
  private Path recording(int events) throws IOException {
    Random random = new Random(3);
    StringBuilder text = new StringBuilder();
    try (var lines = Files.lines(Path.of(CommandRun.RECORDING))) {
      lines.filter(l -> !l.startsWith("E:")).forEach(l -> text.append(l).append('\n'));
    }
    for (int i = 0; i < events; i++) {
      text.append("E: %06d.%06d ".formatted(i / 1_000, i % 1_000 * 1_000));
      text.append(4);
      for (int k = 0; k < 4; k++) {
        text.append(" %02x".formatted(random.nextInt(256)));
      }
      text.append('\n');
    }
    return Files.writeString(folder.resolve(events + ".hid"), text);
  }

  private static long allocated(
      RecordingContents contents, BiFunction<RecordingContents, RecordedDevice, EventSink> view)
      throws IOException {
    RecordedDevice device = contents.device(null);
    ReplaySetup setup =
        ReplaySetup.builder(PROFILE, KernelTypes.of(PROFILE).btf(), device)
            .objects(
                List.of(
                    BpfObject.open(
                        CommandRun.OBJECT, Files.readAllBytes(Path.of(CommandRun.OBJECT)))))
            .build();
    EventSink sink = ReplayFolding.before(view.apply(contents, device));
    try (RecordingContents.Entries entries = contents.entries(device)) {
      Exploration.Input input =
          new Exploration.Input() {
            @Override
            public EntryCursor cursor() {
              return entries.cursor();
            }

            @Override
            public void close() {}
          };
      long before = THREADS.getTotalThreadAllocatedBytes();
      assertThat(Replay.runTwice(setup, input, () -> input, sink).events()).isPositive();
      return THREADS.getTotalThreadAllocatedBytes() - before;
    }
  }

  private void check(BiFunction<RecordingContents, RecordedDevice, EventSink> view)
      throws IOException {
    double perEvent = Double.MAX_VALUE;
    try (RecordingContents few = RecordingContents.scan(recording(FEW));
        RecordingContents many = RecordingContents.scan(recording(MANY))) {
      // Until everything is compiled, the JVM allocates what it does not later.
      for (int round = 0; round < MOST_ROUNDS && perEvent > TOLERANCE; round++) {
        long small = allocated(few, view);
        long large = allocated(many, view);
        perEvent = (double) (large - small) / (MANY - FEW);
      }
    }
    assertThat(perEvent).as("bytes for each event").isLessThanOrEqualTo(TOLERANCE);
  }

  private static PrintWriter nowhere() {
    return new PrintWriter(Writer.nullWriter());
  }

  @Test
  void ofTheSummary() throws IOException {
    check(
        (_, _) ->
            new EventSink() {
              @Override
              public void event(KernelEvent event) {}

              @Override
              public boolean wantsHookRuns() {
                return false;
              }

              @Override
              public boolean wantsReports() {
                return false;
              }
            });
  }

  @Test
  void ofText() throws IOException {
    check((contents, device) -> new RunText(nowhere(), contents, device));
  }

  @Test
  void ofJson() throws IOException {
    check(
        (contents, device) ->
            new RunJson(JsonLines.begin(nowhere(), JsonFormat.RUN), contents, device, false));
  }

  /** Only the tape grows: by the bytes of the reports, and a few more. */
  @Test
  void theTapeGrowsByTheReports() throws IOException {
    Path recording = recording(MANY);
    long least = Long.MAX_VALUE;
    for (int round = 0; round < MOST_ROUNDS; round++) {
      long before = THREADS.getCurrentThreadAllocatedBytes();
      RecordingContents.scan(recording).close();
      least = Math.min(least, THREADS.getCurrentThreadAllocatedBytes() - before);
    }
    assertThat(least).as("bytes of %d events".formatted(MANY)).isLessThan(MANY * 24L);
  }
}
