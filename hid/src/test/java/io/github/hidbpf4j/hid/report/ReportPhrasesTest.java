package io.github.hidbpf4j.hid.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.github.hidbpf4j.hid.Fixtures;
import io.github.hidbpf4j.hid.descriptor.ReportDescriptor;
import io.github.hidbpf4j.hid.descriptor.ReportLayout;
import io.github.hidbpf4j.hid.descriptor.ReportType;
import io.github.hidbpf4j.hid.recording.RecordedDevice;
import io.github.hidbpf4j.hid.recording.RecordingReader;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Texts composed without decoding equal those of {@link ReportWords}. */
class ReportPhrasesTest {
  private static final int REPORTS = 15;
  private static final Path ROOT = Path.of(System.getProperty("hidbpf4j.root", ".."));

  private final Random random = new Random(17);
  private final ReportPhrases phrases = new ReportPhrases();
  private int said;

  /** The descriptors of all recordings of devices, and each once more with a few bytes changed. */
  private List<ReportDescriptor> descriptors() throws IOException {
    List<byte[]> all = new ArrayList<>();
    for (String folder : new String[] {"testdata", "examples"}) {
      try (Stream<Path> files = Files.walk(ROOT.resolve(folder))) {
        for (Path file : files.filter(f -> f.toString().endsWith(".hid")).sorted().toList()) {
          try (RecordingReader reader = RecordingReader.open(file).lenient(_ -> true)) {
            while (reader.advance()) {
              // Only devices are wanted.
            }
            reader.devices().stream().map(RecordedDevice::descriptor).forEach(all::add);
          } catch (RuntimeException _) {
            // Some are malformed on purpose.
          }
        }
      }
    }
    List<ReportDescriptor> parsed = new ArrayList<>();
    for (byte[] bytes : all) {
      for (int i = 0; i < 3; i++) {
        ReportDescriptor descriptor = ReportDescriptor.parseOrNull(bytes);
        if (descriptor != null) {
          parsed.add(descriptor);
        }
        bytes = bytes.clone();
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
      }
    }
    return parsed;
  }

  private byte[] report(ReportDescriptor descriptor, ReportLayout layout) {
    int id = descriptor.isNumbered(ReportType.INPUT) ? 1 : 0;
    int length = Math.max(id, id + layout.length() - (random.nextInt(8) == 0 ? 2 : 0));
    byte[] report = new byte[length];
    int density = random.nextInt(9);
    for (int i = 0; i < length; i++) {
      if (random.nextInt(8) < density) {
        report[i] = (byte) random.nextInt(random.nextBoolean() ? 4 : 256);
      }
    }
    if (id > 0) {
      report[0] = (byte) layout.id();
    }
    return report;
  }

  /** A longer array, whose end is somebody else's. */
  private byte[] within(byte[] report) {
    byte[] more = new byte[report.length + 9];
    random.nextBytes(more);
    System.arraycopy(report, 0, more, 0, report.length);
    return more;
  }

  private void check(ReportDescriptor own, ReportDescriptor inUse) {
    StringBuilder text = new StringBuilder("before ");
    for (ReportLayout layout : own.reports(ReportType.INPUT)) {
      for (int i = 0; i < REPORTS; i++) {
        byte[] sent = report(own, layout);
        byte[] got = random.nextBoolean() ? sent.clone() : report(own, layout);
        if (got.length > 1) {
          got[1 + random.nextInt(got.length - 1)] ^= (byte) (1 << random.nextInt(8));
        }
        text.setLength(7);
        if (phrases.values(own, within(sent), sent.length, 3, text)) {
          assertThat(text.substring(7))
              .isEqualTo(ReportWords.values(own, ReportType.INPUT, sent, 3));
          said++;
        }
        text.setLength(7);
        if (phrases.changes(own, within(sent), sent.length, inUse, within(got), got.length, text)) {
          assertThat(text.substring(7)).isEqualTo(ReportWords.changes(own, sent, inUse, got));
          said++;
        }
        text.setLength(7);
        if (phrases.reinterpreted(own, inUse, within(sent), sent.length, text)) {
          assertThat(text.substring(7)).isEqualTo(ReportWords.reinterpreted(own, inUse, sent));
          said++;
        }
        assertThat(text.substring(0, 7)).isEqualTo("before ");
      }
    }
  }

  @Test
  void sayWhatReportWordsSay() throws IOException {
    List<ReportDescriptor> all = descriptors();
    assertThat(all.size()).isGreaterThan(100);
    for (int i = 0; i < all.size(); i++) {
      check(all.get(i), all.get(i));
      check(all.get(i), all.get((i + 1) % all.size()));
      check(all.get(i), all.get(random.nextInt(all.size())));
    }
    assertThat(said).as("texts").isGreaterThan(5_000);
  }

  @Test
  void arraysAndWideElementsAreLeftToReportWords() {
    String array = "05 01 09 06 a1 01 05 07 15 00 25 65 19 00 29 65 75 08 95 06 81 00 c0";
    String wide = "06 00 ff 09 01 a1 01 09 01 75 40 95 01 81 02 c0";
    StringBuilder text = new StringBuilder();
    for (String hex : new String[] {array, wide}) {
      ReportDescriptor reports = ReportDescriptor.parse(Fixtures.hex(hex));
      assertThat(phrases.values(reports, new byte[8], 8, 8, text)).isFalse();
      assertThat(phrases.changes(reports, new byte[8], 8, reports, new byte[8], 8, text)).isFalse();
      assertThat(text).isEmpty();
    }
  }

  @Test
  void allocateNothing() {
    ReportDescriptor mouse =
        ReportDescriptor.parse(
            Fixtures.hex(
                "05 01 09 02 a1 01 05 09 19 01 29 05 15 00 25 01 95 05 75 01 81 02 95 01 75 03 81"
                    + " 01 05 01 09 30 09 31 15 81 25 01 75 08 95 02 81 06 09 38 25 7f 95 01 81 06"
                    + " c0"));
    byte[] sent = new byte[4];
    byte[] got = new byte[4];
    StringBuilder text = new StringBuilder(1_000);
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long allocated = Long.MAX_VALUE;
    for (int round = 0; round < 30 && allocated > 4_096; round++) {
      long before = threads.getCurrentThreadAllocatedBytes();
      for (int i = 0; i < 20_000; i++) {
        random.nextBytes(sent);
        random.nextBytes(got);
        text.setLength(0);
        boolean _ = phrases.values(mouse, sent, 4, 8, text);
        boolean _ = phrases.changes(mouse, sent, 4, mouse, got, 4, text);
        boolean _ = phrases.reinterpreted(mouse, mouse, sent, 4, text);
      }
      allocated = threads.getCurrentThreadAllocatedBytes() - before;
    }
    assertThat(allocated).as("bytes for 20,000 reports").isLessThan(4_096);
  }
}
