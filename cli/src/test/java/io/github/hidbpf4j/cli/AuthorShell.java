package io.github.hidbpf4j.cli;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.core.JsonFactory;
import io.github.hidbpf4j.bpf.BpfException;
import io.github.hidbpf4j.hid.HidException;
import io.github.hidbpf4j.kernel.types.KernelTypes;
import io.github.hidbpf4j.testing.suite.Suite;
import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import picocli.CommandLine;

/**
 * A shell in a folder, as the author of a fix has it: with {@code hidbpf}, the command under test,
 * on the PATH, and with {@code HIDBPF4J} set. With {@code -Dhidbpf4j.libbpf=DIR} clang finds
 * libbpf's headers in that folder ({@code DIR/bpf}) instead of the machine's.
 *
 * @param folder its working directory
 * @param tools the folder of {@code hidbpf}
 */
record AuthorShell(Path folder, Path tools) {
  private static final String LIBBPF = System.getProperty("hidbpf4j.libbpf", "");

  /** Skips the test if the build tools are not installed. */
  static void assumeCompiler() {
    assumeTrue(isInstalled("clang(-\\d+)?"), "clang is not installed");
    assumeTrue(isInstalled("make"), "make is not installed");
    assumeTrue(isInstalled("bash"), "bash is not installed");
    assumeTrue(
        Files.exists(Path.of(LIBBPF.isEmpty() ? "/usr/include" : LIBBPF, "bpf/bpf_helpers.h")),
        "no libbpf-dev");
  }

  private static boolean isInstalled(String name) {
    return Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator, -1))
        .map(folder -> new File(folder).list())
        .anyMatch(names -> names != null && Stream.of(names).anyMatch(n -> n.matches(name)));
  }

  /** A shell with an empty folder below this one. */
  static AuthorShell in(Path temp) throws IOException {
    Path tools = Files.createDirectory(temp.resolve("tools"));
    Path command = tools.resolve("hidbpf");
    Files.writeString(
        command,
        "#!/bin/sh\nexec '%s' -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -cp '%s' io.github.hidbpf4j.cli.Main \"$@\"\n"
            .formatted(
                Path.of(System.getProperty("java.home"), "bin", "java"),
                String.join(File.pathSeparator, classPath())));
    Files.setPosixFilePermissions(command, PosixFilePermissions.fromString("rwxr-xr-x"));
    return new AuthorShell(Files.createDirectory(temp.resolve("work")), tools);
  }

  private static Set<String> classPath() {
    Set<String> places = new LinkedHashSet<>();
    for (Class<?> c :
        List.of(
            Main.class,
            Suite.class,
            KernelTypes.class,
            HidException.class,
            BpfException.class,
            CommandLine.class,
            JsonFactory.class)) {
      try {
        places.add(
            Path.of(c.getProtectionDomain().getCodeSource().getLocation().toURI()).toString());
      } catch (URISyntaxException e) {
        throw new IllegalStateException(e);
      }
    }
    for (String module :
        List.of("time", "bpf", "hid", "kernel", "testing", "linux", "live", "guest", "cli")) {
      places.add(
          CommandRun.ROOT.resolve(module).resolve("target/classes").toAbsolutePath().toString());
    }
    return places;
  }

  /** What a script printed, and its exit code. */
  record Result(int exitCode, String out) {}

  /** Runs a script after those that were run before, in the directory where the last one ended. */
  Result run(String script) throws IOException, InterruptedException {
    Path at = tools.resolve("cwd");
    Path log = tools.resolve("log");
    Path file = tools.resolve("script");
    Files.writeString(
        file,
        "set -e\n[ ! -f '%1$s' ] || cd \"$(cat '%1$s')\"\n%2$s\npwd > '%1$s'\n"
            .formatted(at, script));
    ProcessBuilder builder =
        new ProcessBuilder("bash", file.toString())
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile());
    builder.environment().put("PATH", tools + File.pathSeparator + System.getenv("PATH"));
    builder.environment().put("HIDBPF4J", CommandRun.ROOT.toAbsolutePath().normalize().toString());
    if (!LIBBPF.isEmpty()) {
      builder.environment().put("C_INCLUDE_PATH", LIBBPF);
    }
    int exitCode = builder.start().waitFor();
    return new Result(exitCode, Files.readString(log));
  }
}
