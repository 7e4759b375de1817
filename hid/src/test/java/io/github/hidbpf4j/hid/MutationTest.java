package io.github.hidbpf4j.hid;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hidbpf4j.hid.descriptor.DescriptorDiff;
import io.github.hidbpf4j.hid.descriptor.DescriptorPrinter;
import io.github.hidbpf4j.hid.descriptor.DescriptorSummary;
import io.github.hidbpf4j.hid.descriptor.DescriptorText;
import io.github.hidbpf4j.hid.descriptor.DeviceGroup;
import io.github.hidbpf4j.hid.descriptor.ReportDescriptor;
import io.github.hidbpf4j.hid.descriptor.ReportLayout;
import io.github.hidbpf4j.hid.descriptor.ReportType;
import io.github.hidbpf4j.hid.recording.RecordedDevice;
import io.github.hidbpf4j.hid.recording.RecordedEvent;
import io.github.hidbpf4j.hid.recording.Recording;
import io.github.hidbpf4j.hid.recording.RecordingWriter;
import io.github.hidbpf4j.hid.report.DecodedReport;
import io.github.hidbpf4j.hid.report.ReportDecoder;
import io.github.hidbpf4j.hid.report.ReportDiff;
import io.github.hidbpf4j.hid.report.ReportEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Damaged input gives a result or an error of the module, in bounded time and memory. */
class MutationTest {
  @TestFactory
  Stream<DynamicTest> descriptors() {
    return Fixtures.files(".rdesc").stream()
        .map(
            file -> DynamicTest.dynamicTest(file.getFileName().toString(), () -> descriptor(file)));
  }

  @TestFactory
  Stream<DynamicTest> recordings() {
    return Stream.concat(Fixtures.files(".hid").stream(), Fixtures.files(".yml").stream())
        .map(file -> DynamicTest.dynamicTest(file.getFileName().toString(), () -> recording(file)));
  }

  /** What a descriptor can ask for at most: elements, fields, and items that all differ. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "05 01 09 30 75 01 96 00 30 81 02 96 00 30 09 30 81 02 09 30 81 02 09 30 81 02 09 30 81 02"
            + " 09 30 81 02 09 30 81 02 09 30 81 02 09 30 81 02 09 30 81 02",
        "06 00 ff 19 00 2a ff 2f 75 01 96 00 30 81 02 19 00 2a ff 2f 81 02 19 00 2a ff 2f 81 02"
            + " 19 00 2a ff 2f 81 02 19 00 2a ff 2f 81 02 19 00 2a ff 2f 81 02 19 00 2a ff 2f 81 02",
        "05 07 25 01 19 00 29 01 75 01 96 00 30 81 00 19 00 29 01 81 00 19 00 29 01 81 00",
        "09 01 75 00 96 00 30 81 02 08 80 08 80 08 80 08 80 08 80 08 80 08 80 08 80 08 80 08 80"
      })
  void extremes(String hex) {
    byte[] descriptor = Fixtures.hex(hex);
    Fixtures.survives("extreme", () -> {}); // loads the classes needed for measuring
    assertThat(Fixtures.survives("extreme", () -> use(descriptor))).isTrue();
  }

  @Test
  void descriptorsWithoutACommonItem() {
    byte[] first = new byte[4096];
    byte[] second = new byte[4096];
    Arrays.fill(first, (byte) 0xa0);
    Arrays.fill(second, (byte) 0x80);
    Fixtures.survives(
        "difference", () -> assertThat(DescriptorDiff.of(first, second)).hasSize(8193));
    Fixtures.survives("nesting", () -> DescriptorPrinter.print(first));
  }

  private static void descriptor(Path file) {
    byte[] original = Fixtures.bytes(file);
    int passed = 0;
    for (int seed = 0; seed < Fixtures.mutations(); seed++) {
      byte[] mutant = Fixtures.mutate(original, new SplittableRandom(seed));
      String what = file.getFileName() + " seed " + seed;
      Fixtures.survives(what, () -> printAndCompare(original, mutant));
      passed += Fixtures.survives(what, () -> use(mutant)) ? 1 : 0;
    }
    assertThat(passed).as("mutants that are still valid").isPositive();
  }

  private static void printAndCompare(byte[] original, byte[] mutant) {
    String printed = String.join("\n", DescriptorPrinter.print(mutant));
    assertThat(DescriptorText.parse("printed", printed)).isEqualTo(mutant);
    DeviceGroup.scan(mutant, 0, 0);
    assertThat(DescriptorDiff.of(original, mutant).isEmpty())
        .isEqualTo(Arrays.equals(original, mutant));
  }

  private static void use(byte[] mutant) {
    ReportDescriptor descriptor = ReportDescriptor.parse(mutant);
    DescriptorSummary.of(descriptor);
    for (ReportLayout layout : descriptor.reports()) {
      byte[] data = new byte[layout.length()];
      new SplittableRandom(layout.bits()).nextBytes(data);
      int offset = layout.id() > 0 ? 1 : 0;
      DecodedReport decoded = ReportDecoder.decode(layout, offset, data);
      assertThat(decoded.toString()).hasSizeLessThan(100_000);
      byte[] encoded = ReportEncoder.encode(decoded);
      assertThat(encoded).hasSameSizeAs(data);
      assertThat(ReportDiff.between(decoded, ReportDecoder.decode(layout, offset, encoded)))
          .isEmpty();
    }
  }

  private static void recording(Path file) {
    byte[] original = Fixtures.bytes(file);
    int passed = 0;
    for (int seed = 0; seed < Fixtures.mutations(); seed++) {
      byte[] mutant = Fixtures.mutate(original, new SplittableRandom(seed));
      passed +=
          Fixtures.survives(file.getFileName() + " seed " + seed, () -> replay(mutant)) ? 1 : 0;
    }
    assertThat(passed).as("mutants that are still valid").isPositive();
  }

  private static void replay(byte[] mutant) {
    Recording recording = Recording.parse("mutant.hid", mutant);
    String text = RecordingWriter.toText(recording);
    Recording again = Recording.parse("again.hid", text.getBytes(StandardCharsets.UTF_8));
    assertThat(again.devices()).isEqualTo(recording.devices());
    assertThat(again.events()).isEqualTo(recording.events());
    for (RecordedDevice device : recording.devices()) {
      ReportDescriptor descriptor = device.parseDescriptor();
      for (RecordedEvent event : recording.events(device.index(), RecordedEvent.Kind.INPUT)) {
        DecodedReport report = new ReportDecoder(descriptor).decode(ReportType.INPUT, event.data());
        assertThat(report.toString()).doesNotContain("\n");
      }
    }
  }
}
