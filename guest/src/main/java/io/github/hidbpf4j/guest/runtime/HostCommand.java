package io.github.hidbpf4j.guest.runtime;

import io.github.hidbpf4j.guest.GuestException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Runs a command to its end. */
final class HostCommand {
  private HostCommand() {}

  /**
   * Runs a command with its output in a file.
   *
   * @throws GuestException if it fails, with the last line of its output
   */
  static void run(List<String> command, Path log) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
            .redirectOutput(log.toFile());
    for (String name : List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS")) {
      builder.environment().remove(name);
    }
    Process process = builder.start();
    try {
      int status = process.waitFor();
      if (status != 0) {
        List<String> lines = Files.readAllLines(log);
        throw new GuestException(
            "%s ended with %d: %s"
                .formatted(command.getFirst(), status, lines.isEmpty() ? "" : lines.getLast()));
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }
}
