package io.github.hidbpf4j.testing.suite;

import java.nio.file.Path;
import java.util.List;

/**
 * Why a test failed or was skipped, or what an update changed.
 *
 * @param file the file that has the expectation, or that cannot be read
 * @param line its line, from 1; 0 if there is none to name
 * @param message one line
 * @param details more lines, such as a difference
 */
public record Failure(Path file, int line, String message, List<String> details) {
  /** Copies. */
  public Failure {
    details = List.copyOf(details);
  }

  /** {@return {@code FILE:LINE}, or the file} */
  public String place() {
    return line > 0 ? file + ":" + line : file.toString();
  }
}
