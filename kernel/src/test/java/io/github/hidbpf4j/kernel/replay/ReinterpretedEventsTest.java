package io.github.hidbpf4j.kernel.replay;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hidbpf4j.bpf.object.BpfObject;
import io.github.hidbpf4j.hid.descriptor.ReportDescriptor;
import io.github.hidbpf4j.hid.recording.RecordedEntry;
import io.github.hidbpf4j.hid.recording.Recording;
import io.github.hidbpf4j.hid.recording.RecordingReader;
import io.github.hidbpf4j.kernel.event.Delivery;
import io.github.hidbpf4j.kernel.event.InputOutcome;
import io.github.hidbpf4j.kernel.profile.Profiles;
import io.github.hidbpf4j.kernel.types.KernelTypes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A fix that only repairs the descriptor: the same bytes, and what the host makes of them. */
class ReinterpretedEventsTest {
  private static final Path FOLDER =
      Path.of(System.getProperty("hidbpf4j.root")).resolve("testdata/hid-bpf");
  private static final Path RECORDING = FOLDER.resolve("descriptor_only.hid");

  private record Input(RecordingReader reader) implements Exploration.Input, EntryInput {
    static Input open() throws IOException {
      return new Input(RecordingReader.open(RECORDING));
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

  private final List<ReplayEvent> events = new ArrayList<>();
  private final List<Integer> descriptors = new ArrayList<>();
  private final List<InputOutcome.Delivered> traced = new ArrayList<>();

  private static ReplaySetup setup() throws IOException {
    Path object = FOLDER.resolve("descriptor_only.bpf.o");
    return ReplaySetup.builder(
            Profiles.forName("6.12").orElseThrow(),
            KernelTypes.forProfile("6.12").btf(),
            Recording.parse("mouse.hid", Files.readAllBytes(RECORDING)).devices().getFirst())
        .objects(List.of(BpfObject.open(object.toString(), Files.readAllBytes(object))))
        .build();
  }

  private ReplaySummary run(ReplaySetup setup) throws IOException {
    try (Input input = Input.open()) {
      return Replay.run(
          setup,
          input,
          new HostSide() {
            @Override
            void report(ReplayEvent event) {
              events.add(event);
            }

            @Override
            void rebound(byte[] descriptor) {
              descriptors.add(descriptor[37] & 0xff);
            }
          },
          event -> {
            if (event instanceof InputOutcome outcome && outcome.delivered() != null) {
              traced.add(outcome.delivered());
            }
          });
    }
  }

  /** Logical Maximum of X by the descriptor in use. */
  private static int maximum(@Nullable ReportDescriptor reports) {
    return reports == null ? -1 : reports.bytes()[37];
  }

  @Test
  void sameBytesWithAnotherMeaningAreCountedApart() throws IOException {
    ReplaySummary summary = run(setup());
    assertThat(summary.events()).isEqualTo(5);
    assertThat(summary.unchanged()).as("no axis beyond its old range").isEqualTo(2);
    assertThat(summary.reinterpreted()).isEqualTo(3);
    assertThat(summary.changed()).isZero();
    assertThat(events)
        .extracting(ReplayEvent::result)
        .containsExactly(
            ReplayEvent.Result.UNCHANGED,
            ReplayEvent.Result.REINTERPRETED,
            ReplayEvent.Result.UNCHANGED,
            ReplayEvent.Result.REINTERPRETED,
            ReplayEvent.Result.REINTERPRETED);
    assertThat(events).allMatch(e -> maximum(e.output().getFirst().reports()) == 127);
    assertThat(traced)
        .extracting(InputOutcome.Delivered::delivery)
        .containsExactly(
            Delivery.UNCHANGED,
            Delivery.REINTERPRETED,
            Delivery.UNCHANGED,
            Delivery.REINTERPRETED,
            Delivery.REINTERPRETED);
    assertThat(traced).allMatch(e -> maximum(e.reports()) == 127);
    assertThat(descriptors).as("nothing is bound anew once the replay has begun").isEmpty();
  }

  @Test
  void fromDetachingOnTheDescriptorIsTheDevicesOwn() throws IOException {
    ReplaySummary summary = run(setup().toBuilder().detachAt(35_000_000).build());
    assertThat(summary.reinterpreted()).isEqualTo(2);
    assertThat(summary.unchanged()).isEqualTo(3);
    assertThat(events.get(3).result()).isEqualTo(ReplayEvent.Result.REINTERPRETED);
    assertThat(events.get(4).result()).isEqualTo(ReplayEvent.Result.UNCHANGED);
    assertThat(maximum(events.get(4).output().getFirst().reports())).isEqualTo(1);
    assertThat(traced.getLast().delivery()).isEqualTo(Delivery.UNCHANGED);
    assertThat(maximum(traced.getLast().reports())).isEqualTo(1);
    assertThat(descriptors).containsExactly(1);
  }

  @Test
  void anotherMeaningIsAnotherOutcome() throws IOException {
    List<Outcome> with = Exploration.run(setup(), 0, 2, 1, Input::open);
    List<Outcome> cut =
        Exploration.run(setup().toBuilder().detachAt(35_000_000).build(), 0, 2, 1, Input::open);
    assertThat(with).singleElement().extracting(o -> o.summary().reinterpreted()).isEqualTo(3L);
    assertThat(cut).singleElement().extracting(o -> o.summary().reinterpreted()).isEqualTo(2L);
    assertThat(with.getFirst().tail()).isEqualTo(cut.getFirst().tail());
    assertThat(with.getFirst().digest()).isNotEqualTo(cut.getFirst().digest());
  }
}
