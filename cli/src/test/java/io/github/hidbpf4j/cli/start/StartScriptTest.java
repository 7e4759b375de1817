package io.github.hidbpf4j.cli.start;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The script {@code hidbpf} in a checkout of its own, with a Maven and JDKs that log how they are
 * called.
 */
@Timeout(120)
class StartScriptTest {
  private static final Path ROOT = Path.of(System.getProperty("hidbpf4j.root", "."));

  private static final String MVN =
      """
      #!/bin/sh
      echo run >>mvn-runs
      mkdir -p cli/target/lib cli/target/classes
      : >cli/target/classes/Half.class
      if [ -e hold ]; then cat hold >held; fi
      : >cli/target/classes/Whole.class
      : >cli/target/hidbpf.jar
      : >cli/target/lib/part.jar
      : >cli/target/hidbpf.aot
      : >cli/target/hidbpf-look.aot
      echo "$JAVA_HOME" >cli/target/hidbpf.jdk
      """;

  /** A java that logs how it was called. */
  private static final String JAVA =
      """
      #!/bin/sh
      for argument in "$@"; do
        case $argument in
          -XX:AOTCache=*) cache=${argument#*=} ;;
        esac
      done
      echo "${0%/bin/java} ${cache:-none}"
      """;

  @TempDir private Path folder;
  private Path checkout;
  private Path tools;

  @BeforeEach
  void checkOut() throws IOException {
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/find")), "a system with /usr/bin");
    checkout = Files.createDirectories(folder.resolve("check out"));
    Files.createDirectories(checkout.resolve("cli/src/main"));
    Files.writeString(checkout.resolve("pom.xml"), "<project/>");
    Files.writeString(checkout.resolve("cli/pom.xml"), "<project/>");
    executable(checkout.resolve("hidbpf"), Files.readString(ROOT.resolve("hidbpf")));
    Files.createDirectories(checkout.resolve("scripts"));
    for (String script : List.of("scripts/launcher.sh", "scripts/start.sh")) {
      Files.copy(ROOT.resolve(script), checkout.resolve(script));
    }
    tools = Files.createDirectories(folder.resolve("tools"));
    for (String tool :
        List.of(
            "cat",
            "dirname",
            "find",
            "flock",
            "grep",
            "head",
            "ln",
            "mkdir",
            "mkfifo",
            "mv",
            "readlink",
            "rm",
            "rmdir",
            "sed",
            "sh",
            "sleep",
            "touch")) {
      Path there =
          Stream.of("/usr/bin", "/bin")
              .map(d -> Path.of(d, tool))
              .filter(Files::isExecutable)
              .findFirst()
              .orElse(null);
      if (there != null) {
        executable(tools.resolve(tool), "#!/bin/sh\nexec " + there + " \"$@\"\n");
      }
    }
    executable(tools.resolve("mvn"), MVN);
  }

  private static void executable(Path file, String text) throws IOException {
    Files.writeString(file, text);
    assertThat(file.toFile().setExecutable(true)).isTrue();
  }

  private Path jdk(String name) throws IOException {
    Path jdk = folder.resolve(name);
    Files.createDirectories(jdk.resolve("bin"));
    Files.writeString(jdk.resolve("release"), "IMPLEMENTOR=\"x\"\nJAVA_VERSION=\"25.0.1\"\n");
    executable(jdk.resolve("bin/java"), JAVA);
    return jdk;
  }

  private Process start(Map<String, String> environment, String... arguments) throws IOException {
    List<String> command = new ArrayList<>(List.of(checkout.resolve("hidbpf").toString()));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).directory(checkout.toFile());
    builder.environment().clear();
    builder.environment().put("PATH", tools.toString());
    builder.environment().put("HOME", folder.toString());
    builder.environment().putAll(environment);
    return builder.start();
  }

  private static String output(Process process) throws Exception {
    try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
      String text = String.join("\n", out.lines().toList());
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
      String err = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(process.exitValue()).as(err).isZero();
      return text;
    }
  }

  private String run(Map<String, String> environment) throws Exception {
    return output(start(environment, "verify", "x.o"));
  }

  private long builds() throws IOException {
    return Files.readAllLines(checkout.resolve("mvn-runs")).size();
  }

  private void hold() throws Exception {
    Process made =
        new ProcessBuilder(tools.resolve("mkfifo").toString(), checkout.resolve("hold").toString())
            .start();
    assertThat(made.waitFor()).isZero();
  }

  /** Holds the build: returns when it waits; closing the stream lets it continue. */
  private OutputStream held() throws IOException {
    return Files.newOutputStream(checkout.resolve("hold"));
  }

  private String withCache(Path jdk) {
    return jdk + " " + checkout.resolve("cli/target/hidbpf-look.aot");
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void twoFirstStartsBuildOnce(boolean flock) throws Exception {
    if (!flock) {
      Files.deleteIfExists(tools.resolve("flock"));
    }
    Path jdk = jdk("jdk");
    Map<String, String> environment = Map.of("JAVA_HOME", jdk.toString());
    hold();
    Process first = start(environment, "verify", "x.o");
    OutputStream building = held();
    Process second = start(environment, "verify", "x.o");
    BufferedReader said = second.errorReader(StandardCharsets.UTF_8);
    assertThat(said.readLine())
        .isEqualTo("hidbpf: another start builds in " + checkout + "; waiting for it ...");
    Files.delete(checkout.resolve("hold"));
    building.close();
    assertThat(output(first)).isEqualTo(withCache(jdk));
    assertThat(output(second)).startsWith(jdk + " ");
    assertThat(builds()).isOne();
    assertThat(checkout.resolve("cli/target/.hidbpf-building")).doesNotExist();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aBuildThatWasKilledIsRepeated(boolean flock) throws Exception {
    if (!flock) {
      Files.deleteIfExists(tools.resolve("flock"));
    }
    Path jdk = jdk("jdk");
    Map<String, String> environment = Map.of("JAVA_HOME", jdk.toString());
    hold();
    Process killed = start(environment, "verify", "x.o");
    OutputStream building = held();
    killed.destroyForcibly();
    assertThat(killed.waitFor(60, TimeUnit.SECONDS)).isTrue();
    Path half = checkout.resolve("cli/target/classes/Half.class");
    Files.writeString(half, "truncated");
    Files.delete(checkout.resolve("hold"));
    building.close();
    assertThat(run(environment)).isEqualTo(withCache(jdk));
    assertThat(builds()).isEqualTo(2);
    assertThat(half).as("was rebuilt").isEmptyFile();
    assertThat(run(environment)).isEqualTo(withCache(jdk));
    assertThat(builds()).isEqualTo(2);
  }

  /** Noticed at the next start, although the build ended after the change. */
  @Test
  void sourcesThatChangeDuringTheBuild() throws Exception {
    Map<String, String> environment = Map.of("JAVA_HOME", jdk("jdk").toString());
    hold();
    Process first = start(environment, "verify", "x.o");
    OutputStream building = held();
    Path source = checkout.resolve("cli/src/main/Source.java");
    Files.writeString(source, "");
    Files.delete(checkout.resolve("hold"));
    building.close();
    assertThat(output(first)).isNotEmpty();
    assertThat(run(environment)).isNotEmpty();
    assertThat(builds()).isEqualTo(2);
  }

  @Test
  void aBuildThatFails() throws Exception {
    executable(tools.resolve("mvn"), "#!/bin/sh\necho '[ERROR] no'\nexit 1\n");
    Process process = start(Map.of("JAVA_HOME", jdk("jdk").toString()), "verify", "x.o");
    String err = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).isEqualTo(70);
    assertThat(err).contains("[ERROR] no", "hidbpf: the build failed; the whole log is in ");
    executable(tools.resolve("mvn"), MVN);
    assertThat(run(Map.of("JAVA_HOME", jdk("jdk").toString()))).isNotEmpty();
  }

  /** A suitable JDK that the user names is used; otherwise the one that the cache is for. */
  @Test
  void environments() throws Exception {
    Path a = jdk("a");
    Path b = jdk("b");
    assertThat(run(Map.of("JAVA_HOME", a.toString()))).isEqualTo(withCache(a));
    String path = tools + ":/nowhere/" + "x".repeat(300);
    assertThat(run(Map.of("JAVA_HOME", a.toString(), "PATH", path))).isEqualTo(withCache(a));
    assertThat(run(Map.of("JAVA_HOME", ""))).isEqualTo(withCache(a));
    assertThat(run(Map.of())).isEqualTo(withCache(a));
    Path old = jdk("old");
    Files.writeString(old.resolve("release"), "JAVA_VERSION=\"17.0.1\"\n");
    assertThat(run(Map.of("JAVA_HOME", old.toString()))).isEqualTo(withCache(a));
    assertThat(run(Map.of("JAVA_HOME", "/nowhere"))).isEqualTo(withCache(a));
    assertThat(run(Map.of("JAVA_HOME", b.toString()))).startsWith(b + " ");
    assertThat(run(Map.of("HIDBPF_CACHE", "off"))).isEqualTo(a + " none");
    assertThat(run(Map.of("JAVA_TOOL_OPTIONS", "-Xshare:off"))).isEqualTo(a + " none");
    assertThat(builds()).isOne();
  }

  /** The JDK that built the checkout has been removed. */
  @Test
  void aJdkThatIsGone() throws Exception {
    Path jdk = jdk("jdk");
    assertThat(run(Map.of("JAVA_HOME", jdk.toString()))).isEqualTo(withCache(jdk));
    Files.delete(jdk.resolve("bin/java"));
    Path other = jdk("other");
    String path = other.resolve("bin") + ":" + tools;
    assertThat(run(Map.of("PATH", path))).startsWith(other + " ");
  }

  /**
   * Java writes to the pages of a cache, so that it is faster to touch them all at once; with them
   * it touches its heap, which then must not begin with a part of the machine's memory. What stays
   * in memory touches nothing.
   */
  @Test
  void whoTouchesAllPagesBeginsWithASmallHeap() throws Exception {
    Path jdk = jdk("jdk");
    executable(jdk.resolve("bin/java"), "#!/bin/sh\necho \"$@\"\n");
    Map<String, String> environment = Map.of("JAVA_HOME", jdk.toString());
    for (String verb : List.of("verify", "run", "test", "attach", "new", "--help")) {
      assertThat(output(start(environment, verb)).split(" ", -1))
          .as(verb)
          .contains("-XX:+AlwaysPreTouch")
          .anyMatch(option -> option.matches("-Xms\\d{1,2}m"));
    }
    assertThat(output(start(environment, "daemon"))).doesNotContain("PreTouch");
  }
}
