package io.github.hidbpf4j.live.fixes;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Objects of the repository, as bytes, and the user who runs the tests. */
final class TestObjects {
  private static final Path ROOT = Path.of(System.getProperty("hidbpf4j.root", ".."));

  private TestObjects() {}

  /** An object for one mouse, 0003:09DA:0006. */
  static byte[] mouse() throws IOException {
    return read("examples/a4tech-horizontal-wheel/a4tech-horizontal-wheel.bpf.o");
  }

  /** An object for that mouse, for kernels from 6.3 to 6.10. */
  static byte[] tracingMouse() throws IOException {
    return read("examples/a4tech-horizontal-wheel/a4tech-horizontal-wheel.tracing.bpf.o");
  }

  /** An object that every verifier rejects. */
  static byte[] refused() throws IOException {
    return read("examples/rejected/unchecked-data.bpf.o");
  }

  /** An object that does not name its devices. */
  static byte[] withoutMetadata() throws IOException {
    return read("testdata/hid-bpf/inject.bpf.o");
  }

  private static byte[] read(String path) throws IOException {
    return Files.readAllBytes(ROOT.resolve(path));
  }

  /** The user id of whoever runs the tests, who owns the files that they create. */
  static int user(Path anyFile) throws IOException {
    return (int) Files.getAttribute(anyFile, "unix:uid");
  }
}
