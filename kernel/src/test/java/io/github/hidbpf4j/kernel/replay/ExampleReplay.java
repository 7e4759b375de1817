package io.github.hidbpf4j.kernel.replay;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hidbpf4j.bpf.object.BpfObject;
import io.github.hidbpf4j.bpf.object.LinkOptions;
import io.github.hidbpf4j.bpf.object.LinkedObject;
import io.github.hidbpf4j.bpf.verifier.Implementations;
import io.github.hidbpf4j.bpf.verifier.Verifier;
import io.github.hidbpf4j.hid.model.DeviceModel;
import io.github.hidbpf4j.hid.recording.RecordedEntry;
import io.github.hidbpf4j.hid.recording.Recording;
import io.github.hidbpf4j.hid.recording.RecordingReader;
import io.github.hidbpf4j.kernel.event.EventSink;
import io.github.hidbpf4j.kernel.event.KernelEvent;
import io.github.hidbpf4j.kernel.event.ProgramEvent;
import io.github.hidbpf4j.kernel.profile.Profiles;
import io.github.hidbpf4j.kernel.trace.TraceFolding;
import io.github.hidbpf4j.kernel.types.KernelTypes;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Replays an example under {@code examples/}: its recording, or its device with other events. */
final class ExampleReplay {
  private static final Path EXAMPLES =
      Path.of(System.getProperty("hidbpf4j.root")).resolve("examples");

  private final Path object;
  private final String recording;
  private final @Nullable DeviceModel model;

  /**
   * An example whose object has the name of its folder.
   *
   * @param folder below {@code examples/}
   * @param recording name of the recording; one beside it that ends in .model is its model
   */
  ExampleReplay(String folder, String recording) {
    this(folder, Path.of(folder).getFileName() + ".bpf.o", recording);
  }

  /**
   * An example.
   *
   * @param folder below {@code examples/}
   * @param recording name of the recording; one beside it that ends in .model is its model
   */
  ExampleReplay(String folder, String object, String recording) {
    Path at = EXAMPLES.resolve(folder);
    this.object = at.resolve(object);
    try {
      this.recording = Files.readString(at.resolve(recording));
      Path beside = at.resolve(recording.replace(".hid", ".model"));
      this.model = Files.exists(beside) ? DeviceModel.read(beside) : null;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What the host got, a line each: milliseconds, {@code =}, {@code >} or {@code +}, bytes. */
  private static final class HostLog extends HostSide {
    final List<String> lines = new ArrayList<>();

    @Override
    void report(ReplayEvent event) {
      for (ReplayEvent.Output o : event.output()) {
        add(event.micros(), o.delivery().mark(), o.report());
      }
    }

    @Override
    void injected(long micros, ReplayEvent.Output output) {
      add(micros, output.delivery().mark(), output.report());
    }

    @Override
    void found(ProgramEvent.Found found) {
      lines.add(found.finding().toString());
    }

    private void add(long micros, String sign, byte[] report) {
      lines.add(
          String.format(
              Locale.ROOT,
              "%d.%03d %s %s",
              micros / 1000,
              micros % 1000,
              sign,
              HexFormat.ofDelimiter(" ").formatHex(report)));
    }
  }

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

  private BpfObject open() {
    try {
      return BpfObject.open(object.toString(), Files.readAllBytes(object));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private ReplaySetup setup() {
    return ReplaySetup.builder(
            Profiles.forName("6.12").orElseThrow(),
            KernelTypes.forProfile("6.12").btf(),
            Recording.parse("test.hid", recording.getBytes(StandardCharsets.UTF_8))
                .devices()
                .getFirst())
        .objects(List.of(open()))
        .model(model)
        .build();
  }

  /** What the host gets of the example's own recording. */
  List<String> host() {
    return play(recording);
  }

  /** Replays other events of the same device: a line each, milliseconds and bytes. */
  List<String> host(List<String> events) {
    return play(with(events));
  }

  private List<String> play(String text) {
    HostLog log = new HostLog();
    ReplaySummary summary = Replay.run(setup(), new TextInput(text), log);
    assertThat(summary.findings()).isEmpty();
    return log.lines;
  }

  private String with(List<String> events) {
    StringBuilder text =
        new StringBuilder(recording.lines().filter(l -> !l.startsWith("E:")).toList().size() * 64);
    recording
        .lines()
        .filter(l -> !l.startsWith("E:"))
        .forEach(l -> text.append(l).append(System.lineSeparator()));
    for (String event : events) {
      int blank = event.indexOf(' ');
      String bytes = event.substring(blank + 1);
      double millis = Double.parseDouble(event.substring(0, blank));
      text.append(
          String.format(
              Locale.ROOT, "E: %013.6f %d %s%n", millis / 1000, (bytes.length() + 1) / 3, bytes));
    }
    return text.toString();
  }

  /** Everything that happens to the example's own recording under this seed. */
  List<KernelEvent> trace(long seed) {
    List<KernelEvent> events = new ArrayList<>();
    EventSink shown =
        event -> {
          if (TraceFolding.isShown(event)) {
            events.add(event);
          }
        };
    ReplaySummary summary =
        Replay.run(
            setup().toBuilder().seed(seed).build(),
            new TextInput(recording),
            TraceFolding.before(shown));
    assertThat(summary.events()).isPositive();
    return events;
  }

  /** The whole stream of events of the example's own recording, set up otherwise. */
  List<KernelEvent> events(UnaryOperator<ReplaySetup.Builder> change, long seed) {
    List<KernelEvent> events = new ArrayList<>();
    ReplaySetup changed = change.apply(setup().toBuilder().seed(seed)).build();
    assertThat(Replay.run(changed, new TextInput(recording), events::add).events()).isPositive();
    return events;
  }

  /** Outcomes of the example's own recording under this many seeds, from 0 on. */
  List<Outcome> explore(int seeds) {
    return explore(recording, seeds);
  }

  /** Outcomes of other events. */
  List<Outcome> explore(List<String> events, int seeds) {
    return explore(with(events), seeds);
  }

  private List<Outcome> explore(String text, int seeds) {
    try {
      return Exploration.run(setup(), 0, seeds, 2, () -> new TextInput(text));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Verifies every program; returns the refusals. */
  List<String> refused() {
    BpfObject opened = open();
    LinkedObject linked = opened.link(KernelTypes.forProfile("6.12").btf(), LinkOptions.DEFAULT);
    List<String> refused = new ArrayList<>();
    assertThat(opened.programs()).isNotEmpty();
    for (var program : opened.programs()) {
      try {
        var verified =
            Verifier.verify(
                linked.program(program.name()),
                Profiles.forName("6.12").orElseThrow(),
                Implementations.ALL);
        assertThat(verified.instructions()).isNotEmpty();
      } catch (io.github.hidbpf4j.bpf.BpfException e) {
        refused.add(program.name() + ": " + e.getMessage());
      }
    }
    return refused;
  }
}
