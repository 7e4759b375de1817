package io.github.hidbpf4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hidbpf4j.testing.suite.RepeatedSuite;
import io.github.hidbpf4j.testing.suite.SuiteOptions;
import io.github.hidbpf4j.testing.watch.Changes;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code hidbpf test --watch}: what each turn prints. The test itself makes the changes. */
class TestWatchTest {
  @TempDir Path folder;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @BeforeEach
  void collection() throws IOException {
    Files.copy(Path.of(CommandRun.OBJECT), folder.resolve("fix.bpf.o"));
    Files.copy(Path.of(CommandRun.RECORDING), folder.resolve("wheel.hid"));
    scenario("a", "expect 00 00 00 00 01");
    scenario("b", "expect 00 00 00 00 01");
  }

  private void scenario(String name, String expected) {
    try {
      Files.writeString(
          folder.resolve(name + ".scenario"),
          "device wheel.hid\nkernel 6.12\nsend 40 00 00 01\n" + expected + "\n");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Some changes, one after another, and then no more. */
  private static final class Planned implements Changes {
    private final Queue<Runnable> steps;
    private final Set<Path> watched = new HashSet<>();

    Planned(Runnable... steps) {
      this.steps = new ArrayDeque<>(List.of(steps));
    }

    @Override
    public boolean watch(Collection<Path> folders) {
      return watched.addAll(folders);
    }

    @Override
    public boolean await() {
      Runnable next = steps.poll();
      if (next != null) {
        next.run();
      }
      return next != null;
    }

    @Override
    public void close() {}
  }

  private int watch(boolean clears, Runnable... steps) throws IOException {
    TestWatch watch =
        new TestWatch(Console.of(new PrintWriter(out), new PrintWriter(err)), true, clears);
    RepeatedSuite suite =
        new RepeatedSuite(List.of(folder), s -> s.select(name -> name.contains("scenario")));
    int code = watch.run(suite, SuiteOptions.DEFAULT, new Planned(steps));
    assertThat(watch.code()).isEqualTo(code);
    return code;
  }

  private List<String> lines() {
    return out.toString()
        .replace(folder + "/", "")
        .replaceAll("in \\d+\\.\\d s", "in T")
        .lines()
        .toList();
  }

  @Test
  void aTurnIsALineAndWhatIsWrong() throws IOException {
    int code =
        watch(
            false,
            () -> scenario("b", "expect dropped"),
            () -> {},
            () -> scenario("a", "expect 00 00 00 00 01\n# ---"));
    assertThat(code).isEqualTo(Errors.REJECTED);
    assertThat(lines())
        .containsExactly(
            "2 of 2 tests run in T: 2 passed, 0 failed",
            "FAILED   b.scenario  [6.12]",
            "    b.scenario:4: expected that 40 00 00 01 is dropped",
            "      0.000000 s: 00 00 00 00 01   AC Pan 1",
            "1 of 2 tests run in T: 1 passed, 1 failed; changed: b.scenario",
            "1 of 2 tests run in T: 1 passed, 1 failed; changed: a.scenario");
    assertThat(err.toString()).isEmpty();
  }

  /** A turn with a screen of its own shows everything that still fails. */
  @Test
  void aScreenHasAllThatFails() throws IOException {
    int code =
        watch(
            true,
            () -> scenario("b", "expect dropped"),
            () -> scenario("a", "expect 00 00 00 00 01\n# ---"),
            () -> scenario("b", "expect 00 00 00 00 01"));
    assertThat(code).isEqualTo(Errors.FINE);
    List<String> screens = List.of(out.toString().split("\033\\[H\033\\[2J", -1));
    assertThat(screens).hasSize(5);
    assertThat(screens.get(3)).contains("FAILED   ", "b.scenario:4: ", "changed: ");
    assertThat(screens.get(4)).doesNotContain("FAILED").contains("2 passed, 0 failed");
  }

  @Test
  void sourcesAndFoldersThatGo() throws IOException {
    Path source = folder.resolve("fix.bpf.c");
    Path gone = folder.resolveSibling(folder.getFileName() + "-gone");
    int code =
        watch(
            false,
            () -> write(source),
            () -> move(folder, gone),
            () -> move(gone, folder),
            () -> scenario("b", "expect 00 00 00 00 01\n# ---"));
    assertThat(code).isEqualTo(Errors.FINE);
    assertThat(lines())
        .contains(
            "note     fix.bpf.o is older than its source: build it, its results are not those of the source");
    assertThat(err.toString().strip()).isEqualTo("hidbpf: " + folder + ": no such file or folder");
  }

  private static void write(Path file) {
    try {
      Files.writeString(file, "int one;\n");
      Files.setLastModifiedTime(
          file, java.nio.file.attribute.FileTime.fromMillis(4_000_000_000_000L));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void move(Path from, Path to) {
    try {
      Files.move(from, to);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void noTestsAreNoSuccess() throws IOException {
    TestWatch watch =
        new TestWatch(Console.of(new PrintWriter(out), new PrintWriter(err)), false, false);
    Path empty = Files.createDirectory(folder.resolve("empty"));
    int code =
        watch.run(
            new RepeatedSuite(List.of(empty), UnaryOperator.identity()),
            SuiteOptions.DEFAULT,
            new Planned());
    assertThat(code).isEqualTo(Errors.REJECTED);
    assertThat(lines()).containsExactly("there are no tests");
  }

  @ParameterizedTest
  @CsvSource({
    "--update",
    "--list",
    "--merge x",
    "--json",
    "--format tap",
    "--junit x",
    "--tap x",
    "--json-lines x",
    "--html x",
    "--coverage",
    "--coverage-lcov x",
    "--coverage-json x"
  })
  void whatIsWrittenOnceDoesNotGoWithIt(String option) {
    String[] words = ("test --watch " + option).split(" ");
    CommandRun run = CommandRun.of(words);
    assertThat(run.exitCode()).isEqualTo(64);
    assertThat(run.err().strip()).matches("hidbpf: --(watch|merge) .*cannot be combined with .*");
  }
}
