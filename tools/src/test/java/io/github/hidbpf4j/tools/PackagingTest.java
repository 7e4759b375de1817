package io.github.hidbpf4j.tools;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hidbpf4j.cli.HidbpfCommand;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Files of packages agree with the code that they start and mention. */
class PackagingTest {
  private static final Path ROOT = Path.of(System.getProperty("hidbpf4j.root", ".."));

  private static String read(String file) throws IOException {
    return Files.readString(ROOT.resolve(file));
  }

  private static String only(String file, String regex) throws IOException {
    List<String> found =
        Pattern.compile(regex, Pattern.MULTILINE)
            .matcher(read(file))
            .results()
            .map(result -> result.group(1))
            .distinct()
            .toList();
    assertThat(found).as("%s in %s", regex, file).hasSize(1);
    return found.getFirst();
  }

  /** All shell scripts of the project, by their first line. */
  static List<Path> scripts() throws IOException {
    List<Path> scripts = new ArrayList<>();
    for (String folder : List.of("scripts", "packaging", "packaging/deb")) {
      try (Stream<Path> files = Files.list(ROOT.resolve(folder))) {
        files.filter(Files::isRegularFile).filter(PackagingTest::isScript).forEach(scripts::add);
      }
    }
    return scripts;
  }

  private static boolean isScript(Path file) {
    try {
      return Files.readString(file)
          .matches("(?s)(#!.*sh\\n|# .*?\\n# shellcheck shell=sh|# shellcheck shell=sh).*");
    } catch (IOException e) {
      return false;
    }
  }

  @ParameterizedTest
  @MethodSource("scripts")
  void shellsCanRead(Path script) throws Exception {
    String shell = Files.readString(script).startsWith("#!/usr/bin/env bash") ? "bash" : "sh";
    ShellSyntax.assertReadable(shell, script);
  }

  @Test
  void theScriptsOfPackagesAreAmongThem() throws IOException {
    assertThat(scripts().stream().map(script -> script.getFileName().toString()))
        .contains("hidbpf", "make-cache", "start.sh", "package", "package-test", "test-guest.sh")
        .contains("postinst", "prerm", "postrm");
  }

  /** Java rejects a cache that was made with different values. */
  @ParameterizedTest
  @CsvSource({"packaging/hidbpf, packaging/make-cache", "hidbpf, cli/pom.xml"})
  void cachesAreMadeAsTheyAreUsed(String launcher, String maker) throws IOException {
    String used = only(launcher, "^access=(.*)$");
    assertThat(only(maker, "--enable-native-access=([^\\s<]+)")).isEqualTo(used);
  }

  @Test
  void theLauncherStartsTheMainClass() throws IOException {
    Matcher main =
        Pattern.compile("--module=(.*)/(.*)").matcher(only("packaging/hidbpf", "^main=(.*)$"));
    assertThat(main.matches()).isTrue();
    assertThat(read("cli/src/main/java/module-info.java")).contains("module " + main.group(1));
    assertThat(ROOT.resolve("cli/src/main/java/" + main.group(2).replace('.', '/') + ".java"))
        .exists();
    assertThat(read("linux/src/main/java/module-info.java"))
        .contains("module " + only("packaging/hidbpf", "^access=(.*)$") + " {");
  }

  @Test
  void theServiceStartsAVerb() throws IOException {
    String verb = only("packaging/hidbpf.service", "^ExecStart=/usr/bin/hidbpf (.*)$");
    assertThat(HidbpfCommand.commandLine().getSubcommands()).containsKey(verb);
  }

  /** Folders that the command uses by default. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "/etc/hidbpf/fixes",
        "/usr/local/lib/firmware/hid/bpf",
        "/usr/lib/firmware/hid/bpf",
      })
  void foldersOfFixesAreDocumented(String folder) throws IOException {
    String daemon =
        Objects.requireNonNull(HidbpfCommand.commandLine().getSubcommands().get("daemon"))
            .getUsageMessage()
            .replaceAll("\\s+", " ");
    assertThat(daemon).contains(folder);
    assertThat(read("docs/install.md")).contains("`" + folder + "`");
    assertThat(read("packaging/etc-README"))
        .contains(folder.startsWith("/etc") ? folder.substring("/etc/hidbpf/".length()) : folder);
  }

  /** What the unit must contain. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "User=hidbpf",
        "CapabilityBoundingSet=",
        "NoNewPrivileges=yes",
        "ProtectSystem=strict",
        "DevicePolicy=closed",
        "RestrictAddressFamilies=AF_UNIX AF_NETLINK",
        "PrivateNetwork=yes",
        "RuntimeDirectory=hidbpf",
        "Type=notify",
        "Restart=on-failure",
      })
  void theServiceHasWalls(String line) throws IOException {
    assertThat(read("packaging/hidbpf.service").lines()).contains(line);
  }

  /** udevd's events do not reach a separate network namespace, the kernel's do. */
  @Test
  void theDaemonHearsTheKernel() throws IOException {
    assertThat(read("cli/src/main/java/io/github/hidbpf4j/cli/DaemonCommand.java"))
        .contains("UeventSocket.open(UeventSocket.Source.KERNEL)");
  }

  /** The user of the unit is the one that is created, and that rules grant the nodes to. */
  @Test
  void oneUser() throws IOException {
    String user = only("packaging/hidbpf.service", "^User=(.*)$");
    assertThat(only("packaging/sysusers.conf", "^u (\\S+) ")).isEqualTo(user);
    assertThat(only("packaging/60-hidbpf.rules", "GROUP=\"(\\w+)\"")).isEqualTo(user);
  }
}
