package io.github.hidbpf4j.tools.selftests;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hidbpf4j.tools.ToolRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Our own programs, verified and run as the kernel's are. */
class SelftestRunsTest {
  private static final Path DATA = ToolRun.ROOT.resolve("testdata/selftests");

  @TempDir Path folder;

  private static ToolRun command(String... arguments) {
    return ToolRun.of("kernel-selftests", arguments);
  }

  @ParameterizedTest
  @ValueSource(strings = {"interpreter", "compiled"})
  void everyRunReturnsWhatItMust(String engine) throws IOException {
    Path stick = DATA.resolve("runs.jsonl");
    ToolRun result = command("--engine", engine, stick.toString(), DATA.toString());
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
    ToolRun wrong = command(stick.toString(), DATA.toString());
    assertThat(wrong.out()).contains("the run returns 50, in the kernel 12345");
    assertThat(wrong.out()).contains("runs: 0 of 1").endsWith("0 of 1\n");
    assertThat(wrong.exitCode()).isEqualTo(1);
    Path expected = folder.resolve("expected");
    Files.writeString(expected, "runs/sees_less a test of this option\n");
    ToolRun known = command("--expected", expected.toString(), stick.toString(), DATA.toString());
    assertThat(known.exitCode()).isZero();
  }

  private Path oneRefused() throws IOException {
    Path stick = folder.resolve("refused.jsonl");
    Files.writeString(
        stick,
        """
        {"object": "rules.bpf.o", "prog": "packet_unchecked", "section": "tc", "tier": "H", \
        "category": "hid_bpf", "tags": [], "expect": "reject", "msgs": [], "retval": null, \
        "flags": 0, "log_level": 0, "insns_processed": 3}
        """);
    return stick;
  }

  /** The kernel tells a loader whose buffer the log does not fit so, whatever the error was. */
  @ParameterizedTest
  @ValueSource(ints = {13, 28, 22})
  void errorsOfAnotherKernelAreCompared(int errno) throws IOException {
    Path answers = folder.resolve("answers.jsonl");
    Files.writeString(
        answers,
        """
        {"object": "rules.bpf.o", "prog": "packet_unchecked", "tier": "H", "expect": "reject", \
        "errno": %d, "last": "", "msgs_as_6_12": true, "insns_processed": 3, "flags": 0, \
        "log_level": 0}
        """
            .formatted(errno));
    ToolRun result =
        command(
            "--kernel",
            "6.12",
            "--answers",
            answers.toString(),
            oneRefused().toString(),
            ToolRun.ROOT.resolve("testdata/verifier").toString());
    assertThat(result.out()).contains("errors: %d of 1\n".formatted(errno == 22 ? 0 : 1));
  }

  @Test
  void twoProfilesAreMeasuredInTurns() throws IOException {
    ToolRun result =
        ToolRun.of(
            "benchmark-verifier",
            "--kernel",
            "7.3",
            "--against",
            "6.12",
            "--rounds",
            "2",
            oneRefused().toString(),
            ToolRun.ROOT.resolve("testdata/verifier").toString());
    assertThat(result.out())
        .containsPattern("\n7\\.3 takes [0-9.]+ times as long as 6\\.12 \\(median of 1 programs");
    assertThat(result.exitCode()).isZero();
  }
}
