package io.github.hidbpf4j.kernel.lint;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hidbpf4j.bpf.object.BpfObject;
import io.github.hidbpf4j.bpf.proto.ApiProfile;
import io.github.hidbpf4j.hid.descriptor.ReportDescriptor;
import io.github.hidbpf4j.hid.recording.RecordedEntry;
import io.github.hidbpf4j.hid.recording.RecordingReader;
import io.github.hidbpf4j.kernel.ObjectProfile;
import io.github.hidbpf4j.kernel.types.KernelTypes;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Each rule on a program that breaks it, and on a similar one that does not. */
class LintTest {
  private static final Path ROOT = Path.of(System.getProperty("hidbpf4j.root", "."));
  private static final Path TESTDATA = ROOT.resolve("testdata/lint");

  /** Reports 1 of 5 and 2 of 3 bytes. */
  private static final ReportDescriptor NUMBERED = device(TESTDATA.resolve("numbered.hid"));

  /** One report of 4 bytes, without id. */
  private static final ReportDescriptor PLAIN =
      device(ROOT.resolve("examples/a4tech-horizontal-wheel/wheel.hid"));

  private static ReportDescriptor device(Path recording) {
    try (RecordingReader reader =
        new RecordingReader(
            recording.toString(), new ByteArrayInputStream(Files.readAllBytes(recording)))) {
      RecordedEntry entry = reader.nextEntry();
      while (entry != null) {
        entry = reader.nextEntry();
      }
      return ReportDescriptor.parse(reader.devices().getFirst().descriptor());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<LintMessage> lint(Path file, @Nullable ReportDescriptor device) {
    try {
      BpfObject object = BpfObject.open(file.toString(), Files.readAllBytes(file));
      ApiProfile profile = ObjectProfile.of(object);
      return Lint.of(object, profile, KernelTypes.of(profile).btf(), device);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<String> found(String name, @Nullable ReportDescriptor device) {
    return lint(TESTDATA.resolve(name + ".bpf.o"), device).stream()
        .map(m -> m.id() + " of " + m.program() + " at " + m.line())
        .toList();
  }

  static Stream<String> objects() throws IOException {
    try (Stream<Path> files = Files.list(TESTDATA)) {
      return files
          .map(f -> f.getFileName().toString())
          .filter(f -> f.endsWith(".bpf.o"))
          .map(f -> f.substring(0, f.length() - ".bpf.o".length()))
          .sorted()
          .toList()
          .stream();
    }
  }

  /**
   * Without a device: exactly the rule that the program is named after, with or without -too;
   * nothing of its twins.
   */
  @ParameterizedTest
  @MethodSource("objects")
  void nothingElseIsFound(String name) {
    List<String> ids =
        lint(TESTDATA.resolve(name + ".bpf.o"), null).stream().map(LintMessage::id).toList();
    Optional<LintRule> rule =
        LintRule.find(name.replaceFirst("-too$", "")).filter(r -> !r.needsDevice());
    assertThat(ids).isEqualTo(rule.map(LintRule::id).stream().toList());
  }

  @Test
  void everyRuleHasItsPrograms() throws IOException {
    List<LintRule> elsewhere = List.of(LintRule.REFUSED, LintRule.FINDING, LintRule.WRONG_SLOT);
    assertThat(objects().toList())
        .containsAll(
            Arrays.stream(LintRule.values())
                .filter(r -> !elsewhere.contains(r))
                .flatMap(r -> Stream.of(r.id(), r.id() + "-fixed"))
                .toList());
  }

  @ParameterizedTest
  @CsvSource({
    "probe-never-accepts, probe-never-accepts of probe at 26",
    "buffer-too-short, buffer-too-short of event at 11",
    "unused-property, unused-property of UDEV_PROP_FIRMWARE at 0",
    "unchecked-patch, unchecked-patch of fixup at 15",
    "weak-patch-check, weak-patch-check of fixup at 15",
    "weak-patch-check-too, weak-patch-check of fixup at 15",
    "hard-coded-size, hard-coded-size of fixup at 15",
    "unchecked-report, unchecked-report of event at 16",
    "unchecked-report-too, unchecked-report of event at 16",
    "write-beyond-report, write-beyond-report of event at 15",
    "timer-never-stops, timer-never-stops of event at 24",
    "latch-never-reset, latch-never-reset of event at 18",
    "order-not-said, order-not-said of two at 0",
  })
  void places(String name, String expected) {
    assertThat(found(name, null)).containsExactly(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "compares-beyond-report, compares-beyond-report of event at 15",
    "compares-beyond-report-fixed, ''",
    "report-id-ignored, report-id-ignored of event at 15",
    "report-id-ignored-drop, report-id-ignored of event at 9",
    "report-id-ignored-fixed, ''",
    "write-beyond-report-kept, write-beyond-report of event at 16",
    "buffer-too-short-fixed, report-id-ignored of event at 15",
    "whole-descriptor, ''",
  })
  void withTheReportsOfADevice(String name, String expected) {
    assertThat(String.join("; ", found(name, NUMBERED))).isEqualTo(expected);
  }

  /** A device without ids has none that could be ignored; its report has 4 bytes. */
  @ParameterizedTest
  @CsvSource({
    "report-id-ignored, ''",
    "report-id-ignored-drop, ''",
    "compares-beyond-report, compares-beyond-report of event at 15",
    "compares-beyond-report-fixed, compares-beyond-report of event at 15",
  })
  void withAReportWithoutId(String name, String expected) {
    assertThat(String.join("; ", found(name, PLAIN))).isEqualTo(expected);
  }

  @Test
  void messagesSayWhat() {
    assertThat(lint(TESTDATA.resolve("compares-beyond-report.bpf.o"), NUMBERED).getFirst().text())
        .isEqualTo("compares byte 5, but report 2 has 3 bytes: it is always 0");
    assertThat(lint(TESTDATA.resolve("report-id-ignored.bpf.o"), NUMBERED).getFirst().text())
        .isEqualTo(
            "changes byte 1 of any report: the device has reports 1, 2, and they are not told "
                + "apart");
    assertThat(lint(TESTDATA.resolve("buffer-too-short.bpf.o"), NUMBERED).getFirst().text())
        .isEqualTo(
            "asks for bytes up to 20000, but the event buffer of this device has 64: the result "
                + "is always NULL");
  }

  /** Findings of verify come with their place; what it refuses comes as such. */
  @Test
  void whatVerifySays() {
    assertThat(lint(ROOT.resolve("testdata/findings/wrong_slot.bpf.o"), null))
        .extracting(LintMessage::rule)
        .containsExactly(LintRule.WRONG_SLOT);
    LintMessage finding =
        lint(ROOT.resolve("testdata/findings/result_below_errno_range.bpf.o"), null).getFirst();
    assertThat(finding.rule()).isEqualTo(LintRule.FINDING);
    assertThat(finding.id()).isEqualTo("result-below-errno-range");
    assertThat(finding.where()).isEqualTo("testdata/findings/result_below_errno_range.bpf.c:7: ");
    assertThat(lint(ROOT.resolve("examples/rejected/last-byte.bpf.o"), null))
        .extracting(LintMessage::rule)
        .containsExactly(LintRule.REFUSED);
  }

  /** Correct fixes produce no message, with or without their devices. */
  @ParameterizedTest
  @CsvSource({
    "a4tech-horizontal-wheel, wheel.hid",
    "imperator-macro, imperator.hid",
    "pen-out-of-proximity, pen.hid",
    "rollermouse-double-click, rollermouse.hid",
  })
  void examplesAreClean(String name, String recording) {
    Path folder = ROOT.resolve("examples").resolve(name);
    Path object = folder.resolve(name + ".bpf.o");
    assertThat(lint(object, null)).isEmpty();
    assertThat(lint(object, device(folder.resolve(recording)))).isEmpty();
  }
}
