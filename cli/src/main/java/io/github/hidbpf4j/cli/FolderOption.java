package io.github.hidbpf4j.cli;

import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Option;

/** {@code --folder}: where fixes are installed. */
final class FolderOption {
  @Option(
      names = "--folder",
      paramLabel = "DIR",
      description =
          "Look for installed fixes here; may be repeated. Default: /etc/hidbpf/fixes, /usr/local/lib/firmware/hid/bpf, /usr/lib/firmware/hid/bpf.")
  List<Path> folders = List.of();
}
