package io.github.hidbpf4j.kernel.replay;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hidbpf4j.bpf.object.BpfObject;
import io.github.hidbpf4j.bpf.program.Engine;
import io.github.hidbpf4j.hid.recording.RecordedEntry;
import io.github.hidbpf4j.hid.recording.Recording;
import io.github.hidbpf4j.kernel.ObjectProfile;
import io.github.hidbpf4j.kernel.event.EventSink;
import io.github.hidbpf4j.kernel.finding.Finding;
import io.github.hidbpf4j.kernel.types.KernelTypes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Programs that leak memory that Linux does not initialise: each way to leak, and for each a
 * variant that initialises it first ({@code testdata/uninitialised}).
 */
class UninitialisedMemoryTest {
  private static final Path ROOT = Path.of(System.getProperty("hidbpf4j.root", "."));

  private static final class Input implements Exploration.Input, EntryInput {
    private final Iterator<? extends RecordedEntry> entries;

    Input(Recording recording) {
      entries = recording.events().iterator();
    }

    @Override
    public @Nullable RecordedEntry next() {
      return entries.hasNext() ? entries.next() : null;
    }

    @Override
    public void close() {}
  }

  private static List<Finding> findings(Path object, Path recording, Engine engine, long seed)
      throws IOException {
    BpfObject opened = BpfObject.open(object.toString(), Files.readAllBytes(object));
    Recording recorded = Recording.read(recording);
    var profile = ObjectProfile.of(opened);
    ReplaySetup setup =
        ReplaySetup.builder(
                profile,
                KernelTypes.forProfile(profile.name()).btf(),
                recorded.devices().getFirst())
            .objects(List.of(opened))
            .force(true)
            .seed(seed)
            .engine(engine)
            .build();
    List<Finding> told = new ArrayList<>();
    ReplaySummary summary =
        Replay.runTwice(
            setup, new Input(recorded), () -> new Input(recorded), EventSink.ofFindings(told::add));
    assertThat(summary.findings()).isEqualTo(told);
    return told;
  }

  private static List<Finding> findings(String name, Engine engine, long seed) throws IOException {
    return findings(
        ROOT.resolve("testdata/uninitialised/" + name + ".bpf.o"),
        ROOT.resolve("testdata/hid/mouse.hid"),
        engine,
        seed);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          map_value | stack  | count  | bytes 1 to 3 of the value that it puts into map 'counts', key 01 00 00 00: uninitialised stack, from fp-7 on
          map_key   | stack  | note   | byte 1 of the key that it puts into map 'seen': uninitialised stack, from fp-3 on
          report    | stack  | change | byte 2 of the report to the host: uninitialised stack
          injected  | stack  | inject | byte 2 of the report that it injects by hid_bpf_try_input_report: uninitialised stack, from fp-1 on
          decision  | stack  | drop   | what it does depends on uninitialised stack: with other bytes there, the report to the host differs
          pointer   | stack  | store  | bytes 0 to 3 of variable 'last', at the end of the run: uninitialised stack
          ringbuf   | stack  | tell   | bytes 1 to 3 of the record that it sends through ring buffer 'records': uninitialised stack, from fp-7 on
          requested | stack  | probe  | bytes 1 to 2 of the report that it sets by hid_bpf_hw_request: uninitialised stack, from fp-3 on
          reserved  | memory | tell   | bytes 4 to 7 of the record that it submits to a ring buffer: uninitialised memory
          object    | memory | make   | bytes 0 to 7 of variable 'last', at the end of the run: uninitialised memory
          """)
  void everyWayOutAndItsTwin(String name, String kind, String program, String message)
      throws IOException {
    for (Engine engine : List.of(Engine.INTERPRETER, Engine.COMPILED)) {
      List<Finding> found = findings(name, engine, 0);
      assertThat(found).as("%s: %s", engine, found).hasSize(1);
      Finding finding = found.getFirst();
      assertThat(finding.kind().id()).isEqualTo("uninitialised-" + kind);
      assertThat(finding.program()).isEqualTo(program);
      assertThat(finding.message())
          .startsWith(message)
          .contains(
              "; on Linux it holds whatever earlier code left there, here 0: initialise it first");
      assertThat(findings(name + "-fixed", engine, 0)).as("twin, %s", engine).isEmpty();
    }
  }

  @Test
  void theSameForTheSameSeed() throws IOException {
    for (long seed = 1; seed <= 3; seed++) {
      assertThat(findings("map_value", Engine.AUTO, seed))
          .isEqualTo(findings("map_value", Engine.AUTO, seed))
          .hasSize(1);
    }
  }

  static Stream<Path> examples() throws IOException {
    try (Stream<Path> all = Files.walk(ROOT.resolve("examples"))) {
      return all
          .filter(f -> f.toString().endsWith(".bpf.o") && !f.toString().contains("rejected"))
          .sorted()
          .toList()
          .stream();
    }
  }

  @ParameterizedTest
  @MethodSource("examples")
  void examplesHaveNone(Path object) throws IOException {
    try (Stream<Path> files = Files.list(object.getParent())) {
      for (Path recording : files.filter(f -> f.toString().endsWith(".hid")).toList()) {
        assertThat(findings(object, recording, Engine.AUTO, 0))
            .noneMatch(f -> f.kind().id().startsWith("uninitialised"));
      }
    }
  }
}
