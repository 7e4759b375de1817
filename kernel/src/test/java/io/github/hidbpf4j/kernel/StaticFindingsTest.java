package io.github.hidbpf4j.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hidbpf4j.bpf.object.BpfObject;
import io.github.hidbpf4j.bpf.program.LinkedProgram;
import io.github.hidbpf4j.bpf.verifier.PathVerification;
import io.github.hidbpf4j.bpf.verifier.paths.ProgramPaths;
import io.github.hidbpf4j.kernel.analysis.StaticFindings;
import io.github.hidbpf4j.kernel.finding.Finding;
import io.github.hidbpf4j.kernel.types.KernelTypes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Static findings: on programs that have them, and similar ones that do not. */
class StaticFindingsTest {
  private static final Path ROOT = Path.of(System.getProperty("hidbpf4j.root", "."));

  static List<Finding> findings(Path file) throws IOException {
    BpfObject object = BpfObject.open(file.getFileName().toString(), Files.readAllBytes(file));
    var profile = ObjectProfile.of(object);
    List<ProgramPaths> paths = new ArrayList<>();
    for (LinkedProgram program :
        object.link(KernelTypes.forProfile(profile.name()).btf()).programs()) {
      PathVerification.Traced traced = PathVerification.trace(program, profile, 0, 1, 4096);
      assertThat(traced.result().accepted()).as(traced.result().log()).isTrue();
      paths.add(Objects.requireNonNull(traced.paths()));
    }
    return StaticFindings.of(paths, profile);
  }

  @ParameterizedTest
  @CsvSource({
    "reinjection_loop, reinjection-loop, 42",
    "event_buffer_overwritten, event-buffer-overwritten, 23",
    "busy_ignored, busy-ignored, 25",
    "start_after_cancel, start-after-cancel, 33",
    "sleep_in_timer_callback, sleep-in-timer-callback, 19",
    "result_below_errno_range, result-below-errno-range, 17",
    "input_report_deadlock, input-report-deadlock, 18",
    "timers_without_user, '', 0",
    "oversized_input, '', 0",
  })
  void programsAndTheirTwins(String name, String kind, int line) throws IOException {
    Path folder = ROOT.resolve("testdata/findings");
    List<Finding> found = findings(folder.resolve(name + ".bpf.o"));
    if (kind.isEmpty()) {
      assertThat(found).as("only a run shows it").isEmpty();
    } else {
      assertThat(found).extracting(f -> f.kind().id()).containsExactly(kind);
    }
    assertThat(findings(folder.resolve(name + "-fixed.bpf.o"))).isEmpty();
  }

  /** Many shapes of the same faults, and of what only looks like them: each source says which. */
  @TestFactory
  Stream<DynamicTest> shapes() throws IOException {
    try (Stream<Path> all = Files.list(ROOT.resolve("testdata/findings/shapes"))) {
      List<Path> sources = all.filter(f -> f.toString().endsWith(".bpf.c")).sorted().toList();
      assertThat(sources).hasSizeGreaterThan(40);
      return sources.stream()
          .map(f -> DynamicTest.dynamicTest(f.getFileName().toString(), () -> shape(f)));
    }
  }

  private static void shape(Path source) throws IOException {
    String expected =
        Files.readAllLines(source).stream()
            .filter(l -> l.startsWith("// finding: "))
            .map(l -> l.substring("// finding: ".length()))
            .findFirst()
            .orElseThrow();
    Path object = source.resolveSibling(source.getFileName().toString().replace(".c", ".o"));
    assertThat(findings(object))
        .extracting(f -> f.kind().id())
        .isEqualTo(expected.equals("none") ? List.of() : List.of(expected));
  }

  @TestFactory
  Stream<DynamicTest> examplesHaveNone() throws IOException {
    try (Stream<Path> all = Files.walk(ROOT.resolve("examples"))) {
      return all
          .filter(f -> f.toString().endsWith(".bpf.o"))
          .filter(f -> !f.toString().contains("rejected"))
          .toList()
          .stream()
          .map(
              f ->
                  DynamicTest.dynamicTest(
                      f.getFileName().toString(), () -> assertThat(findings(f)).isEmpty()));
    }
  }
}
