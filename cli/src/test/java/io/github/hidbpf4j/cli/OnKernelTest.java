package io.github.hidbpf4j.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.hidbpf4j.guest.machine.GuestSetup;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * {@code hidbpf test --on-kernel}: images that are not kernels, and a real kernel if there is one.
 */
class OnKernelTest {
  private static final String KERNEL = System.getProperty("hidbpf4j.kernel", "");
  private static final String EXAMPLES =
      Path.of(System.getProperty("hidbpf4j.root"), "examples").toString();

  @TempDir Path folder;

  private static CommandRun run(String... arguments) {
    return CommandRun.of(arguments);
  }

  @Test
  void anImageThatIsNotThereIsOneLine() {
    CommandRun run = run("test", EXAMPLES, "--on-kernel", "/no/vmlinuz");
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err().lines())
        .containsExactly(
            "hidbpf: /no/vmlinuz: not found; expected a kernel: a .deb, a folder, or a vmlinuz");
  }

  @Test
  void anImageThatIsNoKernelIsOneLine() throws IOException {
    Path image = Files.writeString(folder.resolve("vmlinuz"), "no kernel");
    List<Path> before = foldersOfConsoles();
    CommandRun run = run("test", EXAMPLES, "--on-kernel", image.toString());
    assertThat(foldersOfConsoles()).isEqualTo(before);
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err().lines())
        .containsExactly(
            "hidbpf: "
                + image
                + ": no 'HdrS' at offset 514: expected the boot image of an x86-64 kernel (vmlinuz)");
  }

  private static List<Path> foldersOfConsoles() throws IOException {
    try (Stream<Path> files = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
      return files
          .filter(file -> file.getFileName().toString().startsWith("hidbpf-kernel"))
          .sorted()
          .toList();
    }
  }

  @Test
  void aFolderOfSeveralKernelsIsOneLine() throws IOException {
    Files.writeString(folder.resolve("vmlinuz-1"), "");
    Files.writeString(folder.resolve("vmlinuz-2"), "");
    CommandRun run = run("test", EXAMPLES, "--on-kernel", folder.toString());
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err().lines()).hasSize(1);
    assertThat(run.err()).contains("2 kernels: name one of them");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"--kernel=6.12", "--update", "--watch", "--jobs=2", "--merge=parts.jsonl"})
  void itIsTheImageThatSaysWhichKernel(String option) {
    CommandRun run = run("test", "--on-kernel", "/no/vmlinuz", option);
    assertThat(run.exitCode()).isEqualTo(64);
    assertThat(run.err()).contains("--on-kernel").doesNotContain("/no/vmlinuz:");
  }

  @Test
  void theNamesOfTestsNeedNoKernel() {
    CommandRun run = run("test", EXAMPLES, "--on-kernel", "/no/vmlinuz", "--list");
    assertThat(run.exitCode()).isZero();
    assertThat(run.out()).contains("wheel.scenario, the second wheel scrolls sideways");
  }

  /** All examples; takes minutes under software emulation. */
  @Test
  void theExamplesDoOnARealKernelWhatTheirReplayDoes() {
    assumeTrue(!KERNEL.isBlank(), "no kernel: -Dhidbpf4j.kernel=IMAGE");
    assumeTrue(
        Arrays.stream(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator, -1))
            .anyMatch(place -> Files.isExecutable(Path.of(place, GuestSetup.QEMU))),
        "no " + GuestSetup.QEMU + " on PATH");
    CommandRun run = run("test", EXAMPLES, "--on-kernel", KERNEL, "--quiet");
    assertThat(run.exitCode()).as(run.out() + run.err()).isZero();
    assertThat(run.lines().getLast()).contains(" 0 failed");
  }
}
