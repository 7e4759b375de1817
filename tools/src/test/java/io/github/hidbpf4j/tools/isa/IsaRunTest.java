package io.github.hidbpf4j.tools.isa;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hidbpf4j.bpf.proto.BaseProfiles;
import io.github.hidbpf4j.bpf.verifier.Verifier;
import io.github.hidbpf4j.bpf.vm.Machine;
import io.github.hidbpf4j.time.VirtualClock;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IsaRunTest {
  @TempDir Path folder;

  private static final String EXIT = "9500000000000000";

  /** r0 = r2; exit. */
  private static final String LENGTH = "bf20000000000000" + EXIT;

  /** r0 = *(u32 *)r1; exit. */
  private static final String FIRST = "6110000000000000" + EXIT;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  private int run(String in, String... arguments) {
    return new IsaRun(
            // Verified as if there always were memory, so that a run without it ends with a fault.
            (program, profile) -> Verifier.verify(program, BaseProfiles.raw(Integer.BYTES)),
            (memory, engine) -> Machine.builder(memory, new VirtualClock(0)).engine(engine).build())
        .run(
            List.of(arguments),
            new ByteArrayInputStream(in.getBytes(StandardCharsets.US_ASCII)),
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8));
  }

  private String output() {
    return out.toString(StandardCharsets.UTF_8).strip();
  }

  @Test
  void programOnStandardInputAndMemoryAsArgument() {
    assertThat(run("61 10 00 00 00 00 00 00\n" + EXIT + "\n", "aa bb cc dd")).isZero();
    assertThat(output()).isEqualTo("ddccbbaa");
  }

  @Test
  void programAsOptionOrFirstArgument() {
    assertThat(run("", "--program", FIRST, "01020304")).isZero();
    assertThat(run("", FIRST, "01020304")).isZero();
    assertThat(run("", "01020304", "--program", FIRST)).isZero();
    assertThat(output().lines().distinct()).containsExactly("4030201");
  }

  @Test
  void noMemoryIsLengthZero() {
    assertThat(run(LENGTH)).isZero();
    assertThat(run(LENGTH, "")).isZero();
    assertThat(run("", LENGTH)).isZero();
    assertThat(run("", LENGTH, "")).isZero();
    assertThat(output().lines()).containsOnly("0").hasSize(4);
    assertThat(run(LENGTH, "000000")).isZero();
    assertThat(output()).endsWith("3");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "\"\" | isa-run: program of 0 bytes, expected a positive multiple of 8",
        "95 | isa-run: program of 1 bytes, expected a positive multiple of 8",
        "959 | isa-run: program: 3 hexadecimal digits, expected two for each byte",
        "0x95 | isa-run: program: 'x' at offset 1, expected hexadecimal digits"
      })
  void badProgramsAreNamed(String program, String message) {
    assertThat(run(program)).isEqualTo(1);
    assertThat(out.size()).isZero();
    assertThat(err.toString(StandardCharsets.UTF_8).strip()).isEqualTo(message);
  }

  @Test
  void badArgumentsAreNamed() {
    assertThat(run(EXIT, "--memory", "00")).isEqualTo(1);
    assertThat(run(EXIT, "--program")).isEqualTo(1);
    assertThat(run(EXIT, "00", "00", "00")).isEqualTo(1);
    assertThat(err.toString(StandardCharsets.UTF_8).lines())
        .containsExactly(
            "isa-run: unknown option '--memory', expected --program, --engine or --lines",
            "isa-run: --program without a value, expected hexadecimal digits",
            "isa-run: argument '00' after program and memory, expected none");
  }

  @Test
  void manyProgramsOneALine() throws IOException {
    String text =
        "# comment\n\n%s, 000000\n%s,aabbccdd # and why\n95\n%s\nzz\n%s,0102"
            .formatted(LENGTH, FIRST, LENGTH, LENGTH);
    String expected =
        """
        3
        ddccbbaa
        error: program of 1 bytes, expected a positive multiple of 8
        0
        error: program: 'z' at offset 0, expected hexadecimal digits
        2
        """;
    assertThat(run(text, "--lines")).isEqualTo(1);
    assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo(expected);
    out.reset();
    Path file = Files.writeString(folder.resolve("programs"), text);
    assertThat(run("", "--lines", file.toString(), "--engine", "compiled", file.toString()))
        .isEqualTo(1);
    assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo(expected + expected);
    out.reset();
    assertThat(run(LENGTH + "\r\n", "--lines")).isZero();
    assertThat(run("", "--lines", folder.resolve("nowhere").toString())).isEqualTo(1);
    assertThat(run("", "--lines", "--program", EXIT)).isEqualTo(1);
    assertThat(err.toString(StandardCharsets.UTF_8).lines())
        .containsExactly(
            "isa-run: " + folder.resolve("nowhere") + ": no such file",
            "isa-run: --lines and --program: choose one");
  }

  @Test
  void enginesByName() {
    for (String engine : List.of("interpreter", "compiled")) {
      assertThat(run(FIRST, "--engine", engine, "01020304")).isZero();
    }
    assertThat(output().lines()).containsExactly("4030201", "4030201");
    assertThat(run(FIRST, "--engine", "jit")).isEqualTo(1);
    assertThat(run(FIRST, "--engine")).isEqualTo(1);
    assertThat(err.toString(StandardCharsets.UTF_8).lines())
        .containsExactly(
            "isa-run: --engine 'jit', expected interpreter or compiled",
            "isa-run: --engine without a value, expected interpreter or compiled");
  }

  @Test
  void faultsAreOneLine() {
    assertThat(run(FIRST)).isEqualTo(1);
    assertThat(err.toString(StandardCharsets.UTF_8).lines())
        .containsExactly(
            "isa-run: program: program 'program', slot 0 (r0 = *(u32 *)(r1 +0)):"
                + " invalid read of 4 bytes at 0x0: NULL pointer dereference");
  }
}
