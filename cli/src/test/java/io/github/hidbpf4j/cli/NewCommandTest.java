package io.github.hidbpf4j.cli;

import static io.github.hidbpf4j.cli.CommandRun.ROOT;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * {@code hidbpf new}: {@code testdata/author} contains what it makes for each kind of fix, with the
 * object that clang makes of it.
 */
class NewCommandTest {
  private static final Path GOLDEN = ROOT.resolve("testdata/author");

  /** Name, recording, kinds of fixes. */
  private static final List<List<String>> MADE =
      List.of(
          List.of("skeleton", "testdata/hid/mouse.hid", ""),
          List.of("debounce", "testdata/hid/mouse.hid", "debounce"),
          List.of("remap", "testdata/evdev/keyboard-and-consumer.hid", "remap"),
          List.of("swap", "testdata/hid/mouse.hid", "remap"),
          List.of("macro", "testdata/evdev/keyboard-and-consumer.hid", "macro"),
          List.of("clicks", "testdata/hid/mouse.hid", "macro"),
          List.of("reinit", "testdata/hid/mouse.hid", "reinit"),
          List.of("proximity", "testdata/evdev/pen-by-pressure.hid", "proximity"),
          List.of("refused", "testdata/tutorial/sedge.hid", ""),
          List.of(
              "several", "testdata/hid/mouse.hid", "descriptor,event,debounce,remap,macro,reinit"));

  @TempDir Path folder;

  private CommandRun make(String name, String recording, String... more) {
    return CommandRun.of(
        Stream.concat(
                Stream.of(
                    "new",
                    name,
                    "--device",
                    ROOT.resolve(recording).toString(),
                    "--dir",
                    folder.toString()),
                Stream.of(more))
            .toArray(String[]::new));
  }

  private Path make(List<String> made) {
    CommandRun run =
        made.get(2).isEmpty()
            ? make(made.get(0), made.get(1))
            : make(made.get(0), made.get(1), "--fix", made.get(2));
    assertThat(run.exitCode()).as("%s", run).isZero();
    return folder.resolve(made.get(0));
  }

  static List<List<String>> made() {
    return MADE;
  }

  private static List<String> files(Path in) throws IOException {
    try (Stream<Path> all = Files.walk(in)) {
      return all.filter(Files::isRegularFile)
          .map(f -> in.relativize(f).toString())
          .sorted()
          .toList();
    }
  }

  @ParameterizedTest
  @MethodSource("made")
  void theTextIsAsCommitted(List<String> made) throws IOException {
    Path fix = make(made);
    for (String suffix : List.of(".bpf.c", ".scenario")) {
      String file = made.get(0) + suffix;
      assertThat(fix.resolve(file))
          .as("%s", file)
          .hasSameTextualContentAs(GOLDEN.resolve(made.get(0)).resolve(file));
    }
  }

  /** What make, make lint and make test do, with the object that was built before. */
  @ParameterizedTest
  @MethodSource("made")
  void itLoadsPassesAndIsClean(List<String> made) throws IOException {
    Path fix = make(made);
    String name = made.get(0);
    Path object = fix.resolve(name + ".bpf.o");
    Files.copy(GOLDEN.resolve(name).resolve(name + ".bpf.o"), object);
    CommandRun verify =
        CommandRun.of("verify", object.toString(), "--kernel", "6.11,6.12,6.18,7.0,7.3");
    assertThat(verify.exitCode()).as("%s%n%s", verify, verify.out()).isZero();
    String recording = fix.resolve(name + ".hid").toString();
    CommandRun lint =
        CommandRun.of("lint", object.toString(), "--device", recording, "--level", "hint");
    assertThat(lint.out()).as("%s", lint).isEmpty();
    assertThat(lint.exitCode()).as("%s", lint).isZero();
    assertThat(
            CommandRun.of("test", "--update", "--kernel", "6.12,6.18,7.3", fix.toString())
                .exitCode())
        .isZero();
    CommandRun test = CommandRun.of("test", fix.toString());
    assertThat(test.exitCode()).as("%s%n%s", test, test.out()).isZero();
  }

  @Test
  void theFolderHasAllOfIt() throws IOException {
    CommandRun run = make("wheel", "testdata/hid/mouse.hid");
    Path fix = folder.resolve("wheel");
    assertThat(run.out()).contains("next: cd " + fix + " && make");
    assertThat(files(fix))
        .containsExactly(
            ".github/workflows/fix.yml",
            ".gitignore",
            "Makefile",
            "README.md",
            "include/hid_bpf.h",
            "include/hid_bpf_async.h",
            "include/hid_bpf_constants.h",
            "include/hid_bpf_devices.h",
            "include/hid_bpf_helpers.h",
            "include/hid_bpf_kfuncs.h",
            "include/hid_report_descriptor_helpers.h",
            "include/hid_report_helpers.h",
            "include/hid_usage_items.h",
            "include/hid_usages.h",
            "wheel.bpf.c",
            "wheel.hid",
            "wheel.scenario");
    for (String header : List.of("hid_bpf_helpers.h", "hid_bpf_async.h")) {
      assertThat(fix.resolve("include").resolve(header))
          .hasSameBinaryContentAs(ROOT.resolve("examples/include").resolve(header));
    }
    assertThat(fix.resolve("wheel.hid"))
        .hasSameBinaryContentAs(ROOT.resolve("testdata/hid/mouse.hid"));
    assertThat(files(fix)).noneMatch(f -> read(fix.resolve(f)).contains("@NAME@"));
    assertThat(Files.readString(fix.resolve("README.md")).lines().count()).isLessThan(16);
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Whatever a descriptor has, names are unique, and nothing is missing. */
  @Test
  void everyRecordingOfTestdataGivesOneOrALine() throws IOException {
    List<Path> recordings;
    try (Stream<Path> all = Files.walk(ROOT.resolve("testdata"))) {
      recordings = all.filter(f -> f.toString().endsWith(".hid")).sorted().toList();
    }
    int made = 0;
    for (Path recording : recordings) {
      String name = "n" + made;
      CommandRun run = make(name, ROOT.relativize(recording).toString());
      if (run.exitCode() != 0) {
        assertThat(run.err().lines()).as("%s", recording).hasSize(1);
        assertThat(folder.resolve(name)).doesNotExist();
        continue;
      }
      made++;
      List<String> names =
          Files.readAllLines(folder.resolve(name).resolve(name + ".bpf.c")).stream()
              .filter(l -> l.startsWith("#define "))
              .map(l -> l.split(" ", -1)[1])
              .toList();
      assertThat(names)
          .as("%s", recording)
          .doesNotHaveDuplicates()
          .allMatch(n -> n.matches("[A-Z]\\w*"));
    }
    assertThat(made).isGreaterThan(50);
  }

  @Test
  void nothingIsOverwritten() throws IOException {
    Path there = Files.createDirectory(folder.resolve("wheel"));
    fails(make("wheel", "testdata/hid/mouse.hid"), 64, there + ": already exists", "--dir");
    assertThat(files(there)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--fix|debounced|64|--fix debounced: no such kind, did you mean debounce?",
        "--fix|zzz|64|expected one of descriptor, event, debounce, remap, macro, reinit, proximity",
        "--fix|proximity|2|has no input report with In Range",
        "--kernel|6.10|64|struct_ops, which kernels have since 6.11",
        "--kernel|nine|64|nine",
        "--device-index|7|64|--device-index 7",
      })
  void badOptions(String option, String value, int exitCode, String message) {
    fails(make("wheel", "testdata/hid/mouse.hid", option, value), exitCode, message);
    assertThat(folder).isEmptyDirectory();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "I: 3 1209 0001|no R: line",
        "R: 4 05 01 09 02|has no vendor and product, which a fix is matched by: add a line I:",
      })
  void badRecordings(String text, String message) throws IOException {
    Path recording = Files.createTempDirectory(folder, "r").resolve("bad.hid");
    Files.writeString(recording, text.replace("\\n", "\n") + "\n");
    fails(make("wheel", recording.toString()), 2, message);
    assertThat(folder.resolve("wheel")).doesNotExist();
  }

  /** If the kernel rejects a descriptor, only a fix that replaces it can be made. */
  @ParameterizedTest
  @CsvSource({"event", "debounce", "remap", "macro", "reinit", "proximity", "'descriptor,event'"})
  void otherKindsOfARefusedDescriptor(String kinds) {
    fails(
        make("wheel", "testdata/tutorial/sedge.hid", "--fix", kinds),
        2,
        "--fix " + kinds.replace("descriptor,", "") + ": the kernel refuses the descriptor",
        "offset 51: unbalanced collection",
        "--fix descriptor comes first");
    assertThat(folder).isEmptyDirectory();
  }

  /** Any bytes, including some without a whole item. */
  @ParameterizedTest
  @CsvSource({"05", "05 01 c0 c0", "fe", "fe ff 00", "81", "81 02 a1", "27 00 00"})
  void descriptorsOfAllSorts(String bytes) throws IOException {
    Path recording = Files.createTempDirectory(folder, "r").resolve("bad.hid");
    int length = bytes.split(" ", -1).length;
    Files.writeString(recording, "R: %d %s\nI: 3 1209 0001\n".formatted(length, bytes));
    CommandRun run = make("wheel", recording.toString());
    assertThat(run.exitCode()).as("%s", run).isZero();
    assertThat(folder.resolve("wheel/wheel.bpf.c"))
        .content()
        .contains("The kernel refuses it: ", "#define RDESC_SIZE " + length + "\n");
  }

  @Test
  void aPlaceThatIsNotThere() {
    Path none = folder.resolve("none");
    CommandRun run =
        CommandRun.of(
            "new",
            "wheel",
            "--device",
            ROOT.resolve("testdata/hid/mouse.hid").toString(),
            "--dir",
            none.toString());
    fails(run, 64, none + ": no such folder");
    assertThat(none).doesNotExist();
  }

  @ParameterizedTest
  @CsvSource({"../up", "1st", "a.b", "''"})
  void badNames(String name) {
    fails(make(name, "testdata/hid/mouse.hid"), 64, "expected a name");
  }

  private static void fails(CommandRun run, int exitCode, String... words) {
    assertThat(run.exitCode()).as("%s", run).isEqualTo(exitCode);
    assertThat(run.err().lines()).as("%s", run).hasSize(1);
    assertThat(run.err()).startsWith("hidbpf: ").contains(words);
  }
}
