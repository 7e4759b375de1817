package io.github.hidbpf4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hidbpf4j.hid.descriptor.ReportDescriptor;
import io.github.hidbpf4j.hid.descriptor.ReportType;
import io.github.hidbpf4j.hid.recording.RecordedDevice;
import io.github.hidbpf4j.hid.recording.Recording;
import io.github.hidbpf4j.hid.report.ReportWords;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Lines about events, and the words in them, are those of the slower ways to make them. */
class EventLineTest {
  @ParameterizedTest
  @ValueSource(longs = {0, 1, 999_999, 1_000_000, 9_999_999_999L, 10_000_000_000L, 1L << 62})
  void timesAreAsFormatted(long micros) {
    StringWriter text = new StringWriter();
    PrintWriter out = new PrintWriter(text);
    EventLine line = new EventLine();
    byte[] bytes = {0, (byte) 0x9f, (byte) 0xff};
    line.at(micros).add(" x ").bytes(bytes).comment("why").print(out);
    line.below().add('x').bytes(new byte[0]).comment("").print(out);
    assertThat(text.toString())
        .isEqualTo(
            "%4d.%06d x %s   why%n%12sx%n"
                .formatted(micros / 1_000_000, micros % 1_000_000, Hex.spaced(bytes), ""));
  }

  /** Whatever was remembered before, and whatever took its place. */
  @Test
  void rememberedWordsAreThoseOfTheReport() throws IOException {
    RecordedDevice device = Recording.read(Path.of(CommandRun.RECORDING)).devices().getFirst();
    ReportDescriptor own = ReportDescriptor.parse(device.descriptor());
    ReportDescriptor other =
        ReportDescriptor.parse(
            Recording.read(CommandRun.EXAMPLE.resolve("other-mouse.hid"))
                .devices()
                .getFirst()
                .descriptor());
    ReportTexts texts = new ReportTexts();
    Random random = new Random(1);
    for (int i = 0; i < 20_000; i++) {
      byte[] sent = report(random);
      byte[] got = report(random);
      ReportDescriptor inUse = random.nextBoolean() ? own : other;
      assertThat(texts.values(inUse, got, 2))
          .isEqualTo(ReportWords.values(inUse, ReportType.INPUT, got, 2));
      assertThat(texts.values(inUse, got, 8))
          .isEqualTo(ReportWords.values(inUse, ReportType.INPUT, got, 8));
      assertThat(texts.changes(own, sent, inUse, got))
          .isEqualTo(ReportWords.changes(own, sent, inUse, got));
      assertThat(texts.reinterpreted(own, inUse, got))
          .isEqualTo(ReportWords.reinterpreted(own, inUse, got));
    }
    assertThat(texts.values(null, new byte[0], 8)).isEmpty();
  }

  private static byte[] report(Random random) {
    byte[] report = new byte[random.nextInt(6)];
    for (int i = 0; i < report.length; i++) {
      report[i] = (byte) random.nextInt(3);
    }
    return report;
  }
}
