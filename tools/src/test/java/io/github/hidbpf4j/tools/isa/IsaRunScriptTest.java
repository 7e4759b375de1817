package io.github.hidbpf4j.tools.isa;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** {@code scripts/isa-run} as a conformance suite starts it. */
class IsaRunScriptTest {
  private record Outcome(int code, String out, String err) {}

  private static Outcome run(String in, String... arguments)
      throws IOException, InterruptedException {
    Path root = Path.of(Objects.requireNonNull(System.getProperty("hidbpf4j.root")));
    assumeTrue(Files.isExecutable(Path.of("/bin/bash")), "needs bash");
    List<String> command = new ArrayList<>(List.of("/bin/bash", root + "/scripts/isa-run"));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    Process process = builder.start();
    try (var stdin = process.getOutputStream()) {
      stdin.write(in.getBytes(StandardCharsets.US_ASCII));
    }
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    String err = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Outcome(process.waitFor(), out, err);
  }

  @Test
  void printsR0() throws Exception {
    // r0 = *(u16 *)(r1 +1); r0 += r2; exit
    Outcome outcome =
        run(
            "69 10 01 00 00 00 00 00  0f 20 00 00 00 00 00 00  95 00 00 00 00 00 00 00\n",
            "00ff01");
    assertThat(outcome).isEqualTo(new Outcome(0, "202\n", ""));
  }

  @Test
  void refusedProgramsGiveOneLineAndCode1() throws Exception {
    // exit without R0
    Outcome outcome = run("", "--program", "9500000000000000");
    assertThat(outcome.code).isOne();
    assertThat(outcome.out).isEmpty();
    assertThat(outcome.err.lines()).hasSize(1);
    assertThat(outcome.err).startsWith("isa-run: ").contains("R0 !read_ok");
  }
}
