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
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Lines about events, and the words in them, equal those of the slower ways to make them. */
class EventLineTest {
  /** Four keys of an array, and a button. */
  private static final String KEYS =
      "05010906a101050715002565190029657508950481000509190129012501950175018102950175078101c0";

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

  /** Whatever is in the cache, and whatever was evicted. */
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
    // What arrays select must be decoded, and is cached.
    ReportDescriptor keys = ReportDescriptor.parse(HexFormat.of().parseHex(KEYS));
    ReportTexts texts = new ReportTexts();
    Random random = new Random(1);
    for (int i = 0; i < 20_000; i++) {
      byte[] sent = report(random);
      byte[] got = report(random);
      ReportDescriptor from = random.nextInt(3) > 0 ? own : keys;
      ReportDescriptor inUse = List.of(own, other, keys).get(random.nextInt(3));
      check(
          to -> texts.values(inUse, within(got), got.length, 2, to),
          ReportWords.values(inUse, ReportType.INPUT, got, 2));
      check(
          to -> texts.values(inUse, within(got), got.length, 8, to),
          ReportWords.values(inUse, ReportType.INPUT, got, 8));
      check(
          to -> texts.changes(from, within(sent), sent.length, inUse, within(got), got.length, to),
          ReportWords.changes(from, sent, inUse, got));
      check(
          to -> texts.reinterpreted(from, inUse, within(got), got.length, to),
          ReportWords.reinterpreted(from, inUse, got));
    }
    check(to -> texts.values(null, new byte[0], 0, 8, to), "");
  }

  private static void check(Consumer<StringBuilder> texts, String expected) {
    StringBuilder text = new StringBuilder();
    texts.accept(text);
    assertThat(text.toString()).isEqualTo(expected);
  }

  /** A longer array that begins with the report; the rest is not part of it. */
  private static byte[] within(byte[] report) {
    byte[] more = Arrays.copyOf(report, report.length + 3);
    Arrays.fill(more, report.length, more.length, (byte) 0x55);
    return more;
  }

  private static byte[] report(Random random) {
    byte[] report = new byte[random.nextInt(6)];
    for (int i = 0; i < report.length; i++) {
      report[i] = (byte) random.nextInt(3);
    }
    return report;
  }
}
