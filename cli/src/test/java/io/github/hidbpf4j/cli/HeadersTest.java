package io.github.hidbpf4j.cli;

import static io.github.hidbpf4j.cli.CommandRun.ROOT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The headers under examples/include: each name is documented, compiles, and does what the
 * documentation says.
 */
class HeadersTest {
  private static final Path INCLUDE = ROOT.resolve("examples/include");
  private static final Path TESTDATA = ROOT.resolve("testdata/headers");
  private static final Path SOURCE = TESTDATA.resolve("every_name.bpf.c");
  private static final String OBJECT = TESTDATA.resolve("every_name.bpf.o").toString();
  private static final String COMPILER = "clang-19";

  private static final List<String> HEADERS =
      List.of(
          "hid_bpf.h",
          "hid_bpf_devices.h",
          "hid_bpf_constants.h",
          "hid_bpf_kfuncs.h",
          "hid_bpf_helpers.h",
          "hid_report_descriptor_helpers.h",
          "hid_bpf_async.h",
          "hid_report_helpers.h");

  private static final Pattern DEFINED =
      Pattern.compile(
          "^\\s*#define (\\w+)"
              + "|^(?:extern|static)\\b[^;{=]*?\\b(\\w+)\\((?!\\()"
              + "|^(?:struct|enum) (\\w+) \\{"
              + "|^typedef .*?\\*(\\w+)\\)"
              + "|^\\} (\\w+) SEC"
              + "|^\\t(HID_\\w+),",
          Pattern.MULTILINE);

  /**
   * Names that are not for users: those that end with an underscore, include guards, and what
   * others are made of.
   */
  private static final Pattern INTERNAL =
      Pattern.compile("[A-Za-z]\\w*_|HID_\\w+_H|COMBINE1|hid_bpf_rounds_\\w+|bpf_iter_num_\\w+");

  private static final Pattern WORD = Pattern.compile("\\w+");

  private static Set<String> namesOfHeaders() throws IOException {
    Set<String> names = new TreeSet<>();
    for (String header : HEADERS) {
      Matcher m = DEFINED.matcher(Files.readString(INCLUDE.resolve(header)));
      while (m.find()) {
        for (int group = 1; group <= m.groupCount(); group++) {
          if (m.group(group) != null && !INTERNAL.matcher(m.group(group)).matches()) {
            names.add(m.group(group));
          }
        }
      }
    }
    return names;
  }

  private static Set<String> words(String text) {
    return WORD.matcher(text).results().map(m -> m.group()).collect(Collectors.toSet());
  }

  /** Names in the first column of the page's tables. */
  private static Set<String> documented() {
    Path page = Path.of("docs/headers.md");
    MarkdownFile file =
        MarkdownFile.all().stream().filter(f -> f.path().equals(page)).findFirst().orElseThrow();
    Set<String> names = new TreeSet<>();
    for (MarkdownFile.Table table : file.tables()) {
      if (MarkdownFile.Table.cells(table.rows().getFirst()).getFirst().strip().equals("name")) {
        table.rows().stream()
            .skip(2)
            .forEach(row -> names.addAll(words(MarkdownFile.Table.cells(row).getFirst())));
      }
    }
    return names;
  }

  private static boolean isInstalled(String command) {
    return Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator, -1))
        .anyMatch(folder -> Files.isExecutable(Path.of(folder, command)));
  }

  @Test
  void thePageHasEveryName() throws IOException {
    Set<String> names = namesOfHeaders();
    assertThat(names).contains("HID_BPF_CONFIG", "hid_bpf_get_data", "Input", "EXTRACT_BITS");
    names.add("HID_BPF_ASYNC_MAX_CTX"); // which the program defines
    assertThat(documented()).containsExactlyInAnyOrderElementsOf(names);
  }

  @Test
  void theProgramUsesEveryName() throws IOException {
    Set<String> used = words(Files.readString(SOURCE));
    Set<String> unused = namesOfHeaders();
    unused.removeAll(used);
    // Parts of the macros that it uses, and numbers.
    unused.removeIf(n -> n.matches("hid_bpf_async_\\w+|HID_BPF_ASYNC_STATE_\\w+|E[A-Z]+|E2BIG"));
    assertThat(unused)
        .containsExactlyInAnyOrder(
            "COMBINE",
            "CLOCK_MONOTONIC",
            "DEFINE_GUARD",
            "DEFINE_RELEASE_CLEANUP_FUNC",
            "HID_FIELD_ARRAY",
            "HID_FIELD_CONSTANT",
            "HID_MAX_COLLECTIONS",
            "HID_MAX_FIELDS",
            "HID_MAX_REPORTS",
            "bpf_wq_init",
            "bpf_wq_set_callback",
            "bpf_wq_set_callback_impl",
            "bpf_wq_start",
            "hid_bpf_ctx_release",
            "hid_bpf_release_context",
            "hid_rdesc_field_type",
            "ms_to_ns");
  }

  @ParameterizedTest
  @ValueSource(strings = {"6.11", "6.12", "6.18", "7.0", "7.3"})
  void theProgramLoads(String kernel) {
    CommandRun run = CommandRun.of("verify", OBJECT, "--kernel", kernel);
    assertThat(run.exitCode()).as(run.toString() + run.out()).isZero();
    assertThat(run.lines())
        .filteredOn(line -> !line.startsWith("lint: 1 warning: "))
        .hasSize(5)
        .allMatch(line -> line.contains(": accepted by " + kernel));
  }

  /** The descriptor made by the macros, fields, deferred calls: what they do on a device. */
  @Test
  void theProgramRuns() throws IOException {
    CommandRun run =
        CommandRun.of("run", OBJECT, "--device", TESTDATA.resolve("mouse.hid").toString());
    assertThat(run.out().replace(OBJECT, "every_name.bpf.o"))
        .isEqualTo(Files.readString(TESTDATA.resolve("expected.txt")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"6.11", "6.12", "6.18", "7.0", "7.3"})
  void compilesWithTheTypesOf(String kernel, @TempDir Path temp)
      throws IOException, InterruptedException {
    assumeTrue(isInstalled(COMPILER), COMPILER + " is not installed");
    assumeTrue(Files.exists(Path.of("/usr/include/bpf/bpf_helpers.h")), "no libbpf-dev");
    Files.writeString(temp.resolve("vmlinux.h"), CommandRun.of("btf", "--kernel", kernel).out());
    Path log = temp.resolve("log");
    Process compiler =
        new ProcessBuilder(
                COMPILER,
                "-g",
                "-O2",
                "--target=bpf",
                "-mcpu=v3",
                "-Wall",
                "-Werror",
                "-I" + temp,
                "-I" + INCLUDE,
                "-c",
                SOURCE.toString(),
                "-o",
                "/dev/null")
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    assertThat(compiler.waitFor()).as(Files.readString(log)).isZero();
  }
}
