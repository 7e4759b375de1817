package io.github.hidbpf4j.tools.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.hidbpf4j.guest.machine.GuestSetup;
import io.github.hidbpf4j.tools.ToolRun;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class LiveTestsTest {
  private static final String KERNEL = System.getProperty("hidbpf4j.kernel", "");

  private static boolean isOnPath(String program) {
    return Arrays.stream(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator, -1))
        .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
  }

  /** All scenarios; takes minutes under software emulation. */
  @Test
  void allIsWellOnARealKernel() {
    assumeTrue(!KERNEL.isBlank(), "no kernel: -Dhidbpf4j.kernel=IMAGE");
    assumeTrue(isOnPath(GuestSetup.QEMU), "no " + GuestSetup.QEMU + " on PATH");
    ToolRun run = ToolRun.of("live-tests", "--kernel", KERNEL, "--root", ToolRun.ROOT.toString());
    assertThat(run.exitCode()).as(run.out() + run.err()).isZero();
    assertThat(run.lines().getLast()).matches("(\\d+) of \\1");
  }

  @Test
  void scenariosAreListed() {
    ToolRun run = ToolRun.of("live-tests", "--list");
    assertThat(run.exitCode()).isZero();
    assertThat(run.out()).contains("examples").contains("input-layer").contains("usb");
  }

  /**
   * The table of docs/live.md on libbpf and our linker: the last column names what compares them.
   */
  @Test
  void eachRowOfTheTableOnLibbpfIsCompared() throws IOException {
    List<String> rows =
        Files.readAllLines(ToolRun.ROOT.resolve("docs/live.md")).stream()
            .dropWhile(line -> !line.startsWith("| | libbpf |"))
            .skip(2)
            .takeWhile(line -> line.startsWith("|"))
            .toList();
    assertThat(rows).hasSizeGreaterThan(10);
    String tests =
        Files.readString(
            ToolRun.ROOT.resolve(
                "live/src/test/java/io/github/hidbpf4j/live/kernel/LibbpfLinkerTest.java"));
    String scenarios = ToolRun.of("live-tests", "--list").out();
    for (String row : rows) {
      String name = row.replaceFirst(".*`([^`]+)` \\|$", "$1");
      assertThat(row.contains("scenario `") ? scenarios : tests)
          .as(row)
          .containsPattern("(?m)(void \\Q%s\\E\\(|^\\Q%s\\E )".formatted(name, name));
    }
  }

  @Test
  void aKernelThatIsNotThereIsOneLine() {
    ToolRun run = ToolRun.of("live-tests", "--kernel", "/no/vmlinuz");
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err().lines())
        .containsExactly(
            "hidbpf: /no/vmlinuz: not found; expected a kernel: a .deb, a folder, or a vmlinuz");
  }

  @Test
  void aMissingKernelIsSaid() {
    ToolRun run = ToolRun.of("live-tests");
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains("--kernel is missing: expected a package");
  }
}
