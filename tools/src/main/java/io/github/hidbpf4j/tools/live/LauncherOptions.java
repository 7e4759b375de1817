package io.github.hidbpf4j.tools.live;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** The options with which the product's launcher starts Java, without those of caches and paths. */
final class LauncherOptions {
  private LauncherOptions() {}

  /**
   * Asks {@code scripts/start.sh}, with echo in Java's place.
   *
   * @param root the project's folder
   * @param verb what is started: {@code daemon}
   */
  static List<String> of(Path root, String verb) throws IOException {
    ProcessBuilder shell =
        new ProcessBuilder("/bin/sh", "-c", ". scripts/start.sh", "hidbpf", verb)
            .directory(root.toFile())
            .redirectErrorStream(true);
    shell.environment().put("java", "/bin/echo");
    shell.environment().put("caches", ".");
    shell.environment().put("access", "none");
    shell.environment().put("path", "");
    shell.environment().put("main", "main");
    shell.environment().put("HIDBPF_CACHE", "off");
    String line;
    try (var out = shell.start().inputReader(StandardCharsets.UTF_8)) {
      line = String.valueOf(out.readLine());
    }
    List<String> options =
        Arrays.stream(line.split(" ", -1))
            .filter(word -> word.startsWith("-X") || word.startsWith("-Djdk."))
            .toList();
    ScenarioFailure.unless(
        options.contains("-XX:+UseSerialGC"), "scripts/start.sh: no options in: " + line);
    return options;
  }
}
