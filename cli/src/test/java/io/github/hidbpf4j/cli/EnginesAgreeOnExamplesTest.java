package io.github.hidbpf4j.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Every object under {@code examples/} with every recording beside it prints the same, line for
 * line, in each engine.
 */
class EnginesAgreeOnExamplesTest {
  private static final Path EXAMPLES = CommandRun.ROOT.resolve("examples");

  @TestFactory
  Stream<DynamicTest> everyExample() throws IOException {
    List<DynamicTest> tests = new ArrayList<>();
    for (Path object : files(EXAMPLES, Integer.MAX_VALUE, ".bpf.o")) {
      Path folder = object.getParent();
      for (Path recording : folder == null ? List.<Path>of() : files(folder, 1, ".hid")) {
        tests.add(
            dynamicTest(
                EXAMPLES.relativize(object) + " on " + recording.getFileName(),
                () -> agree(object, recording)));
      }
    }
    assertThat(tests).hasSizeGreaterThan(4);
    return tests.stream();
  }

  private static List<Path> files(Path below, int depth, String end) throws IOException {
    try (Stream<Path> all = Files.walk(below, depth)) {
      return all.filter(f -> f.toString().endsWith(end)).sorted().toList();
    }
  }

  private static void agree(Path object, Path recording) {
    CommandRun expected = run(object, recording, "interpreter");
    assertThat(expected.exitCode()).as("%s", expected).isZero();
    assertThat(expected.lines()).hasSizeGreaterThan(3);
    for (String engine : List.of("compiled", "auto")) {
      assertThat(run(object, recording, engine)).as(engine).isEqualTo(expected);
    }
  }

  private static CommandRun run(Path object, Path recording, String engine) {
    List<String> arguments =
        new ArrayList<>(
            List.of("run", object.toString(), "--json", "--allow-unattached", "--engine", engine));
    Path model = Path.of(recording.toString().replace(".hid", ".model"));
    if (Files.exists(model)) {
      arguments.addAll(List.of("--model", model.toString()));
    }
    arguments.addAll(List.of("--device", recording.toString()));
    return CommandRun.of(arguments.toArray(String[]::new));
  }
}
