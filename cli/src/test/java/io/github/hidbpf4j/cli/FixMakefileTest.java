package io.github.hidbpf4j.cli;

import static io.github.hidbpf4j.cli.CommandRun.ROOT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The Makefile that {@code hidbpf new} writes, on machines that lack something: PATH has the tools
 * that every machine has, and those that a test puts there in place of clang and hidbpf.
 */
class FixMakefileTest {
  private static final List<String> EVERYWHERE =
      List.of(
          "sh", "make", "ls", "tr", "grep", "sort", "tail", "cat", "mv", "rm", "mkdir", "install");

  /**
   * A clang that preprocesses as with libbpf $FAKE_LIBBPF (1001 for 1.1; none if unset), and
   * compiles anything.
   */
  private static final String CLANG =
      """
      #!/bin/sh
      case " $* " in
        *" -E "*)
          text=$(cat)
          least=$(echo "$text" | grep -oE '< [0-9]+' | tr -d '< ')
          [ "${FAKE_LIBBPF:-0}" -gt 0 ] && [ "$FAKE_LIBBPF" -ge "${least:-0}" ]
          ;;
        *" -c "*)
          for last in "$@"; do :; done
          echo "${0##*/}" > "$last"
          ;;
      esac
      """;

  @TempDir private Path temp;
  private Path tools;
  private Path fix;

  @BeforeEach
  void aFolderAndTheToolsOfEveryMachine() throws IOException {
    tools = Files.createDirectory(temp.resolve("tools"));
    for (String tool : EVERYWHERE) {
      Path there = find(tool);
      assumeTrue(there != null, tool + " is not installed");
      put(tool, "#!/bin/sh\nexec '%s' \"$@\"\n".formatted(there));
    }
    CommandRun run =
        CommandRun.of(
            "new",
            "wheel",
            "--device",
            ROOT.resolve("testdata/hid/mouse.hid").toString(),
            "--dir",
            temp.toString());
    assertThat(run.exitCode()).as("%s", run).isZero();
    fix = temp.resolve("wheel");
  }

  private static @Nullable Path find(String tool) {
    return Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator, -1))
        .map(folder -> Path.of(folder, tool))
        .filter(Files::isExecutable)
        .findFirst()
        .orElse(null);
  }

  private void put(String name, String script) throws IOException {
    Path file = Files.writeString(tools.resolve(name), script);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  /** Installs a hidbpf that prints its arguments. */
  private void putHidbpf() throws IOException {
    put("hidbpf", "#!/bin/sh\necho \"hidbpf $*\"\n");
  }

  private record Result(int exitCode, String out) {}

  private Result make(Map<String, String> environment, String... arguments)
      throws IOException, InterruptedException {
    Path log = temp.resolve("log");
    ProcessBuilder builder =
        new ProcessBuilder(
                Stream.concat(Stream.of(tools.resolve("make").toString()), Stream.of(arguments))
                    .toList())
            .directory(fix.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile());
    builder.environment().clear();
    builder.environment().put("PATH", tools.toString());
    builder.environment().putAll(environment);
    int exitCode = builder.start().waitFor();
    return new Result(exitCode, Files.readString(log));
  }

  /**
   * Checks that there is one line that says what to do, besides make's own, and that nothing is
   * left behind.
   */
  private void fails(Result result, String message) {
    assertThat(result.exitCode()).as(result.out()).isEqualTo(2);
    assertThat(result.out().lines().filter(l -> !l.startsWith("make"))).containsExactly(message);
    assertThat(fix.resolve("vmlinux.h")).doesNotExist();
    assertThat(fix.resolve("wheel.bpf.o")).doesNotExist();
  }

  @Test
  void withoutClang() throws Exception {
    putHidbpf();
    fails(make(Map.of()), "clang is missing: apt install clang");
  }

  @Test
  void withoutTheHeadersOfLibbpf() throws Exception {
    put("clang", CLANG);
    putHidbpf();
    fails(make(Map.of()), "libbpf's headers are missing: apt install libbpf-dev");
  }

  @Test
  void withoutHidbpf() throws Exception {
    put("clang", CLANG);
    fails(
        make(Map.of("FAKE_LIBBPF", "1001")),
        "hidbpf is not on the PATH: make HIDBPF=.../hidbpf4j/hidbpf");
  }

  /** What the headers need of libbpf, and what a source may need in addition. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "1000 | x                                  | ",
        "999  | x                                  | 1.0",
        "1001 | bpf_for(i, 0, 4)                   | ",
        "1001 | bpf_for_each(num, i, 0, 4)         | 1.2",
        "1002 | bpf_for_each(num, i, 0, 4)         | ",
        "1001 | bpf_repeat(4)                      | 1.2",
      })
  void theVersionOfLibbpf(String version, String used, @Nullable String needed) throws Exception {
    put("clang", CLANG);
    putHidbpf();
    Path source = fix.resolve("wheel.bpf.c");
    Files.writeString(source, Files.readString(source) + "// " + used + "\n");
    Result result = make(Map.of("FAKE_LIBBPF", version));
    if (needed == null) {
      assertThat(result.exitCode()).as(result.out()).isZero();
      assertThat(fix.resolve("wheel.bpf.o")).exists();
    } else {
      fails(
          result,
          "libbpf is too old, %s is needed: apt install libbpf-dev/backports".formatted(needed));
    }
  }

  /** The newest one is used, whatever its name. */
  @ParameterizedTest
  @CsvSource({
    "clang, clang",
    "clang-19, clang-19",
    "clang-19 clang-9, clang-19",
    "clang clang-20, clang-20"
  })
  void theCompilerThatIsThere(String there, String taken) throws Exception {
    for (String name : there.split(" ", -1)) {
      put(name, CLANG);
    }
    putHidbpf();
    Result result = make(Map.of("FAKE_LIBBPF", "1005"));
    assertThat(result.exitCode()).as(result.out()).isZero();
    assertThat(fix.resolve("wheel.bpf.o")).hasContent(taken + "\n");
    assertThat(fix.resolve("vmlinux.h")).hasContent("hidbpf btf --kernel 7.3\n");
  }

  @Test
  void anotherCompilerByName() throws Exception {
    put("clang-19", CLANG);
    put("my-clang", CLANG);
    putHidbpf();
    assertThat(make(Map.of("FAKE_LIBBPF", "1005"), "CLANG=my-clang").exitCode()).isZero();
    assertThat(fix.resolve("wheel.bpf.o")).hasContent("my-clang\n");
  }

  /** Half a vmlinux.h would be used as a whole one the next time. */
  @Test
  void whereTheTypesCannotBeHad() throws Exception {
    put("clang", CLANG);
    put("hidbpf", "#!/bin/sh\necho half\nexit 1\n");
    Result result = make(Map.of("FAKE_LIBBPF", "1005"));
    assertThat(result.exitCode()).isEqualTo(2);
    assertThat(fix.resolve("vmlinux.h")).doesNotExist();
  }

  @ParameterizedTest
  @CsvSource({
    "DESTDIR=stage, stage/usr/local/lib/firmware/hid/bpf/wheel.bpf.o",
    "DESTDIR=stage PREFIX=/usr, stage/usr/lib/firmware/hid/bpf/wheel.bpf.o",
    "DESTDIR= PREFIX=here, here/lib/firmware/hid/bpf/wheel.bpf.o",
  })
  void install(String variables, String place) throws Exception {
    put("clang", CLANG);
    putHidbpf();
    Result result =
        make(
            Map.of("FAKE_LIBBPF", "1005"),
            Stream.concat(Stream.of("install"), Stream.of(variables.split(" ", -1)))
                .toArray(String[]::new));
    assertThat(result.exitCode()).as(result.out()).isZero();
    assertThat(fix.resolve(place)).hasContent("clang\n");
    assertThat(Files.getPosixFilePermissions(fix.resolve(place)))
        .isEqualTo(PosixFilePermissions.fromString("rw-r--r--"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "verify | hidbpf verify wheel.bpf.o --kernel 6.12,6.18,7.3",
        "lint   | hidbpf lint wheel.bpf.o --device wheel.hid",
        "update | hidbpf test --update wheel.scenario wheel.hid wheel.bpf.o",
      })
  void whatTheOthersAsk(String target, String asked) throws Exception {
    put("clang", CLANG);
    putHidbpf();
    Result result = make(Map.of("FAKE_LIBBPF", "1005"), target);
    assertThat(result.exitCode()).as(result.out()).isZero();
    assertThat(result.out().lines()).contains(asked);
  }

  /** The first time it writes the snapshot. */
  @Test
  void test() throws Exception {
    put("clang", CLANG);
    putHidbpf();
    Map<String, String> environment = Map.of("FAKE_LIBBPF", "1005");
    assertThat(make(environment, "test").out())
        .contains("hidbpf test --update --kernel 6.12,6.18,7.3 wheel.scenario");
    Files.createFile(fix.resolve("wheel.wheel.snap"));
    assertThat(make(environment, "test").out())
        .doesNotContain("--update")
        .contains("hidbpf test wheel.scenario wheel.hid wheel.bpf.o\n");
  }

  @Test
  void clean() throws Exception {
    put("clang", CLANG);
    putHidbpf();
    assertThat(make(Map.of("FAKE_LIBBPF", "1005")).exitCode()).isZero();
    assertThat(make(Map.of(), "clean").exitCode()).isZero();
    assertThat(fix.resolve("vmlinux.h")).doesNotExist();
    assertThat(fix.resolve("wheel.bpf.o")).doesNotExist();
    assertThat(fix.resolve("wheel.bpf.c")).exists();
  }
}
