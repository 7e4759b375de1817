package io.github.hidbpf4j.linux.call;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.BufferedReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Java makes classes for each type of C functions that it links, which is a good part of the time
 * that a device waits for its fix: those of every process that has devices are of one type, as long
 * as none fails.
 */
@Timeout(120)
class LinkedTypesTest {
  /** Opens a file, for which all functions are linked that are not linked when needed. */
  static final class Opens {
    private Opens() {}

    public static void main(String[] args) {
      if (OpenFile.tryToOpen(Path.of(args[0]), false) != null) {
        throw new IllegalStateException(args[0]);
      }
    }
  }

  @Test
  void functionsThatEveryProcessCallsAreOfOneType() throws Exception {
    Path file = Path.of("/dev/null");
    assumeThat(Files.exists(file)).isTrue();
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xlog:class+load",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                Opens.class.getName(),
                file.toString())
            .redirectErrorStream(true)
            .start();
    List<String> lines;
    try (BufferedReader out = process.inputReader()) {
      lines = out.lines().toList();
    }
    assertThat(process.waitFor()).as(String.join("\n", lines)).isZero();
    assertThat(lines).filteredOn(line -> line.contains(".DowncallStub/")).hasSize(1);
  }
}
