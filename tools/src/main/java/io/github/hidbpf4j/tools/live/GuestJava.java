package io.github.hidbpf4j.tools.live;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Command lines of Java in the guest. */
final class GuestJava {
  private GuestJava() {}

  /**
   * The command {@code java -version} as users run it.
   *
   * @param options options of the JVM, of which those that choose a collector are used
   */
  static List<String> version(List<String> options) {
    List<String> command = new ArrayList<>(List.of(System.getProperty("java.home") + "/bin/java"));
    options.stream().filter(option -> option.endsWith("GC")).forEach(command::add);
    command.add("-version");
    return command;
  }

  /**
   * This process's own command, in order to use its AOT cache, with another main class.
   *
   * @param options options of the JVM, after those of this one
   */
  static List<String> command(Class<?> main, List<String> options, List<String> arguments)
      throws IOException {
    List<String> own = List.of(Files.readString(Path.of("/proc/self/cmdline")).split("\0"));
    int classPath = own.indexOf("-cp");
    List<String> command = new ArrayList<>(own.subList(0, classPath));
    command.set(0, System.getProperty("java.home") + "/bin/java");
    command.addAll(options);
    command.addAll(own.subList(classPath, classPath + 2));
    command.add(main.getName());
    command.addAll(arguments);
    return command;
  }
}
