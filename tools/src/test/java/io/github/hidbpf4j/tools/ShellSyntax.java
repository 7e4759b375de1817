package io.github.hidbpf4j.tools;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Checks the syntax of scripts by shells that only parse them. */
public final class ShellSyntax {
  private ShellSyntax() {}

  /** Asserts that a shell finds no error; skips the test if the shell is not installed. */
  public static void assertReadable(String shell, Path script) throws Exception {
    Path program =
        Stream.of("/usr/bin", "/bin")
            .map(d -> Path.of(d, shell))
            .filter(Files::isExecutable)
            .findFirst()
            .orElse(null);
    assumeTrue(program != null, "no " + shell + " here");
    Process process =
        new ProcessBuilder(String.valueOf(program), "-n", script.toString())
            .redirectErrorStream(true)
            .start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(said).isEmpty();
    assertThat(process.exitValue()).isZero();
  }
}
