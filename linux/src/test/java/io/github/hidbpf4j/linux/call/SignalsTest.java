package io.github.hidbpf4j.linux.call;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class SignalsTest {
  /** The kernel shows which signals a process ignores: bit 19 is SIGTSTP's. */
  @Test
  void terminalStopIsIgnored() throws Exception {
    Path status = Path.of("/proc/self/status");
    assumeThat(status).exists();
    assertThat(Signals.ignoreTerminalStop()).isZero();
    String ignored =
        Files.readAllLines(status).stream()
            .filter(line -> line.startsWith("SigIgn:"))
            .findFirst()
            .orElseThrow()
            .substring("SigIgn:".length())
            .strip();
    assertThat(Long.parseUnsignedLong(ignored, 16) >>> 19 & 1).isEqualTo(1);
  }

  /** The third word after the command's name in brackets is the state: T for stopped. */
  @Test
  void aProcessStandsStillAndGoesOn() throws Exception {
    assumeThat(Path.of("/bin/cat")).exists();
    Process process = new ProcessBuilder("/bin/cat").start();
    try {
      Path stat = Path.of("/proc", Long.toString(process.pid()), "stat");
      assumeThat(stat).exists();
      assertThat(Signals.stop(process.pid())).isZero();
      while (!Files.readString(stat).contains(") T ")) {
        Thread.onSpinWait();
      }
      assertThat(Signals.resume(process.pid())).isZero();
      process.getOutputStream().close();
      assertThat(process.waitFor()).isZero();
    } finally {
      process.destroyForcibly();
    }
    assertThat(Signals.stop(process.pid())).isEqualTo(SystemError.ESRCH.result());
  }
}
