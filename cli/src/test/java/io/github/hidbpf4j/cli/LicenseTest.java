package io.github.hidbpf4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every jar contains the licence. */
class LicenseTest {
  private static final Pattern MODULE = Pattern.compile("<module>([^<]+)</module>");

  /** Modules that are not published. */
  private static final List<String> INTERNAL = List.of("benchmarks", "tools");

  static Stream<String> modules() throws IOException {
    List<String> all =
        MODULE
            .matcher(Files.readString(CommandRun.ROOT.resolve("pom.xml")))
            .results()
            .map((MatchResult m) -> m.group(1))
            .toList();
    assertThat(all).contains("time", "bpf", "hid", "kernel", "testing", "junit", "cli");
    return all.stream().filter(name -> !INTERNAL.contains(name));
  }

  /** Checks the folder that a jar is made from. */
  @ParameterizedTest
  @MethodSource("modules")
  void liesInEachJar(String module) {
    Path classes = CommandRun.ROOT.resolve(module).resolve("target/classes");
    for (String name : List.of("LICENSE", "NOTICE")) {
      assertThat(classes.resolve("META-INF").resolve(name))
          .hasSameBinaryContentAs(CommandRun.ROOT.resolve(name));
    }
  }
}
