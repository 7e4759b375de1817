package io.github.hidbpf4j.linux.libbpf;

import static org.assertj.core.api.Assumptions.assumeThat;
import static org.assertj.core.api.Assumptions.assumeThatCode;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The libbpf of the machine that tests run on. Tests that need it are skipped without it. */
final class SystemLibbpf {
  private static final int CAP_SYS_ADMIN = 21;
  private static final int CAP_BPF = 39;

  private SystemLibbpf() {}

  /** The library; skips the test if there is none. */
  static Libbpf require() {
    assumeThatCode(Libbpf::open).doesNotThrowAnyException();
    return Libbpf.open();
  }

  /** The library; skips the test if it lacks this feature. */
  static Libbpf require(LibbpfFeature feature) {
    Libbpf libbpf = require();
    assumeThat(libbpf.has(feature)).as("%s has %s", libbpf, feature).isTrue();
    return libbpf;
  }

  /** Skips the test if this process may load programs into the machine's kernel. */
  static void requireNoRights() {
    try {
      String line =
          Files.readAllLines(Path.of("/proc/self/status")).stream()
              .filter(each -> each.startsWith("CapEff:"))
              .findFirst()
              .orElseThrow();
      long capabilities = Long.parseUnsignedLong(line.substring("CapEff:".length()).strip(), 16);
      assumeThat(capabilities & (1L << CAP_SYS_ADMIN | 1L << CAP_BPF))
          .as("rights to load programs")
          .isZero();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static byte[] object(String path) {
    try {
      return Files.readAllBytes(Path.of(System.getProperty("hidbpf4j.root", "..")).resolve(path));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
