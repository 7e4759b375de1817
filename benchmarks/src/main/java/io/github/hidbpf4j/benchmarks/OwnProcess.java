package io.github.hidbpf4j.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Runs a process with this one's JVM, options and class path. */
final class OwnProcess {
  private OwnProcess() {}

  /**
   * Runs a program to its end.
   *
   * @param jvm additional options of the JVM
   * @return the first line that it prints
   */
  static String line(Class<?> main, List<String> jvm, List<String> arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
    command.addAll(jvm);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
    command.addAll(arguments);
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    String line;
    try (BufferedReader out = process.inputReader()) {
      line = out.readLine();
    }
    if (process.waitFor() != 0 || line == null) {
      throw new IOException(String.join(" ", command) + ": failed; run it to see why");
    }
    return line;
  }
}
