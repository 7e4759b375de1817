package io.github.hidbpf4j.tools.live;

import io.github.hidbpf4j.cli.Main;
import io.github.hidbpf4j.linux.call.FirstProcess;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/**
 * The product's command on a system that lacks something: {@code FOLDER… -- ARGUMENT…}. Hides each
 * folder behind an empty one that is mounted over it. For a process with mounts of its own.
 */
public final class HiddenFolders {
  /** Ends the folders. */
  static final String END = "--";

  private HiddenFolders() {}

  /** Starts it. */
  public static void main(String[] args) {
    List<String> words = List.of(args);
    int end = words.indexOf(END);
    for (String folder : words.subList(0, end)) {
      int result = FirstProcess.mount("tmpfs", Path.of(folder));
      ScenarioFailure.unless(result == 0, "mount %s: %d".formatted(folder, result));
    }
    Main.main(Arrays.copyOfRange(args, end + 1, args.length));
  }
}
