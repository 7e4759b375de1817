package io.github.hidbpf4j.tools.evdev;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hidbpf4j.tools.ToolRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Compares the input layer with what real kernels did, and checks that differences are noticed. */
class KernelEvdevTest {
  private static final Path DEVICES = ToolRun.ROOT.resolve("testdata/evdev");

  @ParameterizedTest
  @CsvSource({"6.12, 16", "6.16, 7", "6.18, 4", "7.2, 4", "7.3, 16"})
  void agreesWithTheKernel(String kernel, int least) throws IOException {
    long measured;
    try (Stream<Path> files = Files.list(DEVICES.resolve(kernel))) {
      measured = files.count();
    }
    ToolRun run =
        ToolRun.of(
            "kernel-evdev",
            DEVICES.toString(),
            "--measured",
            DEVICES.resolve(kernel).toString(),
            "--kernel",
            kernel);
    assertThat(run.lines().getLast()).as(run.out()).isEqualTo(measured + " of " + measured);
    assertThat(run.exitCode()).isZero();
    assertThat(measured).isGreaterThanOrEqualTo(least);
  }

  /** Measurements of one release differ from what another kernel does with the same reports. */
  @ParameterizedTest
  @CsvSource({"6.18, 6.12", "6.16, 6.18", "7.2, 7.3"})
  void noticesAnotherKernel(String measured, String kernel) {
    ToolRun run =
        ToolRun.of(
            "kernel-evdev",
            DEVICES.toString(),
            "--measured",
            DEVICES.resolve(measured).toString(),
            "--kernel",
            kernel);
    assertThat(run.exitCode()).isEqualTo(1);
  }

  @Test
  void namesWhatDiffers(@TempDir Path dir) throws IOException {
    String name = "mouse-with-side-buttons";
    Files.copy(DEVICES.resolve(name + ".hid"), dir.resolve(name + ".hid"));
    String measured = Files.readString(DEVICES.resolve("6.12").resolve(name + ".jsonl"));
    Files.writeString(
        dir.resolve(name + ".jsonl"),
        measured.replace("[1,275,1]", "[1,275,0]").replace("\"msc\":[4]", "\"msc\":[]"));
    ToolRun run = ToolRun.of("kernel-evdev", dir.toString());
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.out())
        .contains(name + ": input device 0: msc: [4], the kernel has []")
        .contains(name + ": report 2: ")
        .endsWith("0 of 1\n");
  }

  @Test
  void anEmptyFolderIsNoSuccess(@TempDir Path dir) {
    ToolRun run = ToolRun.of("kernel-evdev", dir.toString());
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains("no NAME.hid with a NAME.jsonl");
  }
}
