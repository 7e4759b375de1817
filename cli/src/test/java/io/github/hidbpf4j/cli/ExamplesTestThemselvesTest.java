package io.github.hidbpf4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** {@code hidbpf test examples/}, as the README files there suggest. */
class ExamplesTestThemselvesTest {
  private static final Path EXAMPLES = CommandRun.ROOT.resolve("examples");

  @Test
  void allPass() {
    CommandRun run = CommandRun.of("test", "--quiet", EXAMPLES.toString());
    assertThat(run.exitCode()).as("%s\n%s", run, run.out()).isZero();
    assertThat(run.lines()).singleElement().asString().contains("passed, 0 failed");
  }

  /**
   * Each object has snapshots, which replay a recording, and scenarios, which say what it is for.
   */
  @Test
  void eachExampleHasSnapshotsAndScenarios() throws IOException {
    for (Path folder : foldersWithRecordings()) {
      List<String> tests = CommandRun.of("test", "--list", folder.toString()).lines();
      for (String object : names(folder, ".bpf.o")) {
        assertThat(tests).as("%s in %s", object, folder).anyMatch(t -> t.endsWith(", " + object));
      }
      assertThat(tests).as("%s", folder).anyMatch(t -> t.contains(".scenario, "));
    }
  }

  @Test
  void eachReadmeSaysHow() throws IOException {
    for (Path folder : foldersWithRecordings()) {
      String relative = CommandRun.ROOT.relativize(folder).toString();
      assertThat(Files.readString(folder.resolve("README.md")))
          .as("%s", folder)
          .contains("./hidbpf test " + relative + "\n");
    }
  }

  private static List<Path> foldersWithRecordings() throws IOException {
    try (Stream<Path> all = Files.walk(EXAMPLES)) {
      List<Path> folders =
          all.filter(f -> f.toString().endsWith(".hid")).map(Path::getParent).distinct().toList();
      assertThat(folders).hasSizeGreaterThanOrEqualTo(6);
      return folders;
    }
  }

  private static List<String> names(Path folder, String suffix) throws IOException {
    try (Stream<Path> all = Files.list(folder)) {
      return all.map(f -> String.valueOf(f.getFileName())).filter(n -> n.endsWith(suffix)).toList();
    }
  }
}
