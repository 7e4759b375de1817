package io.github.hidbpf4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code run --coverage} and {@code --coverage-lcov}. */
class RunCoverageTest {
  private static final Path FOLDER = CommandRun.ROOT.resolve("testdata/coverage");
  private static final String OBJECT = FOLDER.resolve("reached.bpf.o").toString();
  private static final String DEVICE = FOLDER.resolve("button.hid").toString();

  @TempDir Path folder;

  private static CommandRun run(String... more) {
    List<String> arguments = new ArrayList<>(List.of("run", OBJECT, "--device", DEVICE));
    arguments.addAll(Arrays.asList(more));
    CommandRun run = CommandRun.of(arguments.toArray(String[]::new));
    assertThat(run.exitCode()).as("%s", run).isZero();
    return run;
  }

  private static String listing(CommandRun run) {
    return run.out().substring(run.out().indexOf("\ncoverage    "));
  }

  @Test
  void comesLastAndChangesNothingElse() {
    String plain = run().out();
    CommandRun counted = run("--coverage");
    assertThat(counted.out()).startsWith(plain + "\ncoverage    ").contains(":49: never reached: ");
    assertThat(plain).doesNotContain("coverage    ");
    for (String engine : List.of("interpreter", "compiled")) {
      assertThat(listing(run("--coverage", "--engine", engine))).isEqualTo(listing(counted));
    }
    // The second run of a recording is not the user's, and runs whose instructions are counted for
    // a timeline take another path.
    assertThat(listing(run("--coverage", "--once"))).isEqualTo(listing(counted));
    assertThat(listing(run("--coverage", "--format", "timeline"))).isEqualTo(listing(counted));
  }

  @Test
  void recordingsAndSeedsAddUp() {
    assertThat(run("--device", DEVICE, "--coverage", "--jobs", "2").out())
        .containsOnlyOnce("\ncoverage    ")
        .contains("          10      54  int BPF_PROG(event");
    assertThat(run("--explore", "3", "--coverage").out())
        .containsOnlyOnce("\ncoverage    ")
        .contains("          15      54  int BPF_PROG(event");
  }

  @Test
  void writesATracefile() throws IOException {
    Path file = folder.resolve("x.info");
    CommandRun run = run("--coverage-lcov", file.toString());
    assertThat(run.out()).isEqualTo(run().out());
    assertThat(Files.readString(file)).startsWith("TN:\nSF:testdata/coverage/reached.bpf.c\n");
    CommandRun piped = run("--coverage-lcov", "-", "--coverage", "--quiet");
    assertThat(piped.out()).isEqualTo(Files.readString(file));
    assertThat(piped.err()).contains("\ncoverage    ");
    CommandRun many = run("--device", DEVICE, "--coverage-lcov", file.toString());
    assertThat(many.exitCode()).isZero();
    assertThat(Files.readString(file)).contains("DA:54,10\n");
  }

  @Test
  void isARecordOfJson() throws IOException {
    CommandRun run = run("--json", "--coverage");
    List<Json> lines = Json.lines(run);
    assertThat(run.lines().getLast())
        .startsWith("{\"type\":\"coverage\",\"object\":")
        .contains("\"lines\":{\"reached\":33,\"all\":34}");
    assertThat(lines).hasSize(run.lines().size());
  }

  @Test
  void fileThatIsReadIsRefused() {
    CommandRun run = CommandRun.of("run", OBJECT, "--device", DEVICE, "--coverage-lcov", OBJECT);
    assertThat(run.exitCode()).isNotZero();
    assertThat(run.err()).startsWith("hidbpf: --coverage-lcov ").contains("which is read");
  }
}
