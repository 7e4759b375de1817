package io.github.hidbpf4j.cli;

import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** {@code --run}: where the daemon's socket is. */
final class RunFolderOption {
  private static final String DEFAULT = "/run/hidbpf";

  @Option(
      names = "--run",
      paramLabel = "FOLDER",
      description =
          "Folder of the daemon's socket. Default: what systemd gives the service, or /run/hidbpf.")
  @Nullable Path run;

  Path folder() {
    Path given = run;
    return given == null
        ? Path.of(Objects.requireNonNullElse(System.getenv("RUNTIME_DIRECTORY"), DEFAULT))
        : given;
  }
}
