package io.github.hidbpf4j.cli.selftests;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hidbpf4j.cli.Main;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** Programs of our own, verified and run as those of the kernel are. */
class SelftestRunsTest {
  private static final Path DATA =
      Path.of(System.getProperty("hidbpf4j.root", "."), "testdata", "selftests");

  @TempDir Path folder;

  private record Result(int exitCode, String out) {}

  private static Result command(String... arguments) {
    CommandLine command = Main.commandLine();
    StringWriter out = new StringWriter();
    command.setOut(new PrintWriter(out));
    command.setErr(new PrintWriter(out));
    String[] all = new String[arguments.length + 1];
    all[0] = "kernel-selftests";
    System.arraycopy(arguments, 0, all, 1, arguments.length);
    int exitCode = command.execute(all);
    return new Result(exitCode, out.toString());
  }

  @ParameterizedTest
  @ValueSource(strings = {"interpreter", "compiled"})
  void everyRunReturnsWhatItMust(String engine) throws IOException {
    Path stick = DATA.resolve("runs.jsonl");
    Result result = command("--engine", engine, stick.toString(), DATA.toString());
    long programs = Files.readAllLines(stick).size();
    assertThat(result.out()).contains("runs: %d of %d\n".formatted(programs, programs));
    assertThat(result.out()).endsWith("%d of %d\n".formatted(programs, programs));
    assertThat(result.exitCode()).isZero();
  }

  @Test
  void aWrongResultIsNamedAndCanBeExpected() throws IOException {
    Path stick = folder.resolve("stick.jsonl");
    String line =
        Files.readAllLines(DATA.resolve("runs.jsonl")).stream()
            .filter(l -> l.contains("\"sees_less\""))
            .findFirst()
            .orElseThrow();
    Files.writeString(stick, line.replaceAll("\"retval\": *-?\\d+", "\"retval\": 12345"));
    Result wrong = command(stick.toString(), DATA.toString());
    assertThat(wrong.out()).contains("the run returns 50, in the kernel 12345");
    assertThat(wrong.out()).contains("runs: 0 of 1").endsWith("0 of 1\n");
    assertThat(wrong.exitCode()).isEqualTo(1);
    Path expected = folder.resolve("expected");
    Files.writeString(expected, "runs/sees_less a test of this option\n");
    Result known = command("--expected", expected.toString(), stick.toString(), DATA.toString());
    assertThat(known.exitCode()).isZero();
  }
}
