package io.github.hidbpf4j.guest.runtime;

import io.github.hidbpf4j.guest.GuestException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * A Java runtime for guests: linked from the running JDK, or, if that has no {@code jlink}, the JDK
 * itself. Created once and kept in the cache, together with the archive that guests unpack.
 */
final class JavaRuntime {
  /** Its folder in the guest. */
  static final String FOLDER = "jre";

  /** Files to leave out, since nothing in a guest opens them. */
  private static final Set<String> UNUSED =
      Set.of("classes_nocoops.jsa", "jrt-fs.jar", "classlist", "cacerts", "src.zip", "ct.sym");

  private JavaRuntime() {}

  /**
   * The folder of a runtime with these modules, created if it does not exist.
   *
   * @param home the home of the JDK, {@code java.home}
   */
  static Path link(Path home, String version, Set<String> modules, CacheFolder cache)
      throws IOException {
    Path jlink = home.resolve("bin/jlink");
    if (!Files.isExecutable(jlink)) {
      return home;
    }
    String key =
        CacheFolder.key(
            List.of(version, home.toString(), String.join(",", new TreeSet<>(modules))));
    return cache.folder(
        "runtime-" + key,
        target -> {
          List<String> command = new ArrayList<>();
          command.add(jlink.toString());
          command.addAll(List.of("--add-modules", String.join(",", new TreeSet<>(modules))));
          command.addAll(
              List.of("--strip-debug", "--no-header-files", "--no-man-pages", "--vm", "server"));
          command.addAll(List.of("--generate-cds-archive", "--output"));
          command.add(target.resolve("jre").toString());
          HostCommand.run(command, target.resolve("jlink.log"));
        },
        folder -> folder.resolve("jre"));
  }

  /** Adds the runtime with the libraries that it needs to an archive. */
  static void pack(Path runtime, Set<String> libraries, CpioArchive archive) throws IOException {
    List<Path> programs = new ArrayList<>();
    List<Path> files;
    try (Stream<Path> entries = Files.walk(runtime)) {
      files = entries.filter(Files::isRegularFile).filter(JavaRuntime::isUsed).sorted().toList();
    }
    for (Path file : files) {
      String name = runtime.relativize(file).toString();
      if (isOfRuntime(name)) {
        archive.file(FOLDER + "/" + name, file);
        if (name.equals("bin/java") || name.endsWith(".so")) {
          programs.add(file);
        }
      }
    }
    if (programs.isEmpty()) {
      throw new GuestException(runtime + ": no bin/java: expected a Java runtime");
    }
    for (Map.Entry<String, Path> library :
        new SharedLibraries().closure(programs, libraries).entrySet()) {
      archive.file(library.getKey(), library.getValue());
    }
  }

  private static boolean isUsed(Path file) {
    return !UNUSED.contains(file.getFileName().toString());
  }

  /** Whether a file belongs to the runtime: of a JDK's {@code bin}, only what starts Java. */
  private static boolean isOfRuntime(String name) {
    return name.equals("bin/java")
        || name.startsWith("conf/")
        || (name.startsWith("lib/") && !name.startsWith("lib/src"))
        || name.equals("release");
  }
}
