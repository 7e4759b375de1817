package io.github.hidbpf4j.tools.live;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** The options with which the product's launcher starts Java, without paths, caches and logs. */
final class LauncherOptions {
  private LauncherOptions() {}

  /**
   * Runs {@code scripts/start.sh}, with echo in Java's place.
   *
   * @param root the project's folder
   * @param verb the verb to start: {@code daemon}
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
    // With the options that make a cache fast: guests have one of their own.
    shell.environment().remove("HIDBPF_CACHE");
    for (String options : List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS")) {
      shell.environment().remove(options);
    }
    String line;
    try (var out = shell.start().inputReader(StandardCharsets.UTF_8)) {
      line = String.valueOf(out.readLine());
    }
    List<String> options =
        Arrays.stream(line.split(" ", -1))
            .filter(word -> word.startsWith("-X") || word.startsWith("-Djdk."))
            .filter(word -> !word.startsWith("-XX:AOTCache=") && !word.startsWith("-Xlog"))
            .toList();
    ScenarioFailure.unless(
        options.contains("-XX:+UseSerialGC"), "scripts/start.sh: no options in: " + line);
    return options;
  }
}
