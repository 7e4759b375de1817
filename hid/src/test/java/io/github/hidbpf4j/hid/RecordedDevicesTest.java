package io.github.hidbpf4j.hid;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hidbpf4j.hid.descriptor.DescriptorPrinter;
import io.github.hidbpf4j.hid.descriptor.DescriptorSummary;
import io.github.hidbpf4j.hid.descriptor.DescriptorText;
import io.github.hidbpf4j.hid.descriptor.Field;
import io.github.hidbpf4j.hid.descriptor.ReportDescriptor;
import io.github.hidbpf4j.hid.descriptor.ReportType;
import io.github.hidbpf4j.hid.recording.RecordedDevice;
import io.github.hidbpf4j.hid.recording.RecordedEvent;
import io.github.hidbpf4j.hid.recording.Recording;
import io.github.hidbpf4j.hid.recording.RecordingWriter;
import io.github.hidbpf4j.hid.report.DecodedReport;
import io.github.hidbpf4j.hid.report.ReportDecoder;
import io.github.hidbpf4j.hid.report.ReportEncoder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Recordings of real devices, if the build is told where to find some, and our own. */
class RecordedDevicesTest {
  @TestFactory
  Stream<DynamicTest> realDevices() throws IOException {
    String dir = System.getProperty("hidbpf4j.recordings", "");
    if (dir.isEmpty()) {
      String reason = "no directory of recordings given with -Dhidbpf4j.recordings";
      return Stream.of(DynamicTest.dynamicTest(reason, () -> Assumptions.abort(reason)));
    }
    List<Path> files = new ArrayList<>();
    try (Stream<Path> found = Files.walk(Path.of(dir))) {
      found
          .filter(file -> file.toString().matches(".*\\.hid(\\.txt)?"))
          .sorted()
          .forEach(files::add);
    }
    assertThat(files).isNotEmpty();
    return files.stream()
        .map(file -> DynamicTest.dynamicTest(file.getFileName().toString(), () -> check(file)));
  }

  @TestFactory
  Stream<DynamicTest> ownDevices() {
    return Fixtures.files(".hid").stream()
        .map(file -> DynamicTest.dynamicTest(file.getFileName().toString(), () -> check(file)));
  }

  private static void check(Path file) throws IOException {
    Recording recording = Recording.read(file);
    String text = RecordingWriter.toText(recording);
    Recording again = Recording.parse("again", text.getBytes(StandardCharsets.UTF_8));
    assertThat(again.devices()).isEqualTo(recording.devices());
    assertThat(again.events()).isEqualTo(recording.events());
    assertThat(again.warnings().stream().filter(w -> !w.message().contains("backwards"))).isEmpty();

    for (RecordedDevice device : recording.devices()) {
      ReportDescriptor descriptor = device.parseDescriptor();
      String printed = String.join("\n", DescriptorPrinter.print(device.descriptor()));
      assertThat(DescriptorText.parse("printed", printed)).isEqualTo(device.descriptor());
      assertThat(DescriptorSummary.of(descriptor)).hasSameSizeAs(descriptor.reports());
      ReportDecoder decoder = new ReportDecoder(descriptor);
      for (RecordedEvent event : recording.events()) {
        if (event.device() == device.index()) {
          roundTrip(decoder, event.data());
        }
      }
    }
  }

  /** Written over the complement of the report, the fields bring back all bits that are theirs. */
  private static void roundTrip(ReportDecoder decoder, byte[] data) {
    DecodedReport report = decoder.decode(ReportType.INPUT, data);
    byte[] expected = new byte[data.length];
    byte[] encoded = new byte[data.length];
    for (int i = 0; i < data.length; i++) {
      encoded[i] = expected[i] = (byte) ~data[i];
    }
    for (Field field : report.layout().fields()) {
      for (int bit = field.bitOffset(); bit < field.bitOffset() + field.bits(); bit++) {
        int at = report.payloadOffset() + bit / 8;
        if (at < data.length) {
          expected[at] = (byte) (expected[at] & ~(1 << bit % 8) | data[at] & 1 << bit % 8);
        }
      }
    }
    ReportEncoder.encode(report, encoded);
    assertThat(encoded).isEqualTo(expected);
    assertThat(report.toString()).doesNotContain("\n");
  }
}
