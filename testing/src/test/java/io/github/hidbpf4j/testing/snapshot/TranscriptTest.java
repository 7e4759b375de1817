package io.github.hidbpf4j.testing.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hidbpf4j.hid.descriptor.ReportDescriptor;
import io.github.hidbpf4j.hid.input.InputDevices;
import io.github.hidbpf4j.hid.input.InputEvent;
import io.github.hidbpf4j.hid.input.InputOptions;
import io.github.hidbpf4j.hid.input.InputPacket;
import io.github.hidbpf4j.hid.input.PacketCollector;
import io.github.hidbpf4j.kernel.event.Delivery;
import io.github.hidbpf4j.kernel.replay.GatheredReport;
import io.github.hidbpf4j.kernel.replay.ReplayEvent;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** Both transcripts agree on which runs are equal. */
class TranscriptTest {
  private static byte[] bytes(int... values) {
    byte[] bytes = new byte[values.length];
    for (int i = 0; i < values.length; i++) {
      bytes[i] = (byte) values[i];
    }
    return bytes;
  }

  private static ReplayEvent.Output got(Delivery delivery, int... report) {
    return new ReplayEvent.Output(bytes(report), delivery, null);
  }

  private static GatheredReport report(
      long micros, byte[] input, String dropped, ReplayEvent.Output... outputs) {
    return GatheredReport.of(new ReplayEvent(0, micros, input, List.of(outputs), dropped));
  }

  private static GatheredReport.Output later(int... report) {
    return GatheredReport.Output.of(got(Delivery.INJECTED, report));
  }

  private static InputPacket packet(int device, int type, int code, int value) {
    return new InputPacket(0, device, List.of(new InputEvent(type, code, value)), 0);
  }

  /** What a reader of a mouse with three buttons gets for these reports. */
  private static PacketCollector pressed(int... reports) {
    PacketCollector collector = new PacketCollector(clock -> 0);
    InputDevices mouse =
        InputDevices.of(ReportDescriptor.parse(BUTTONS), InputOptions.DEFAULT, collector);
    for (int report : reports) {
      assertThat(mouse.report(bytes(report))).isTrue();
    }
    return collector;
  }

  private static final byte[] BUTTONS =
      bytes(
          0x05, 0x01, 0x09, 0x02, 0xa1, 0x01, 0x05, 0x09, 0x19, 0x01, 0x29, 0x03, 0x15, 0x00, 0x25,
          0x01, 0x75, 0x01, 0x95, 0x03, 0x81, 0x02, 0x95, 0x05, 0x81, 0x03, 0xc0);

  private static String digest(List<Consumer<Transcript>> run) {
    DigestTranscript digest = new DigestTranscript();
    run.forEach(part -> part.accept(digest));
    return digest.result();
  }

  private static List<String> text(List<Consumer<Transcript>> run) {
    TextTranscript text = new TextTranscript();
    run.forEach(part -> part.accept(text));
    return text.lines();
  }

  /** Similar parts: with the same bytes in other places, of another kind, split differently. */
  private static final List<List<Consumer<Transcript>>> DIFFERENT =
      List.of(
          List.of(),
          List.of(t -> t.line("")),
          List.of(t -> t.line("ab")),
          List.of(t -> t.line("a"), t -> t.line("b")),
          List.of(t -> t.line("a\nb")),
          List.of(t -> t.line("b"), t -> t.line("a")),
          List.of(t -> t.report(report(1, bytes(1), "", got(Delivery.UNCHANGED, 1)))),
          List.of(t -> t.report(report(2, bytes(1), "", got(Delivery.UNCHANGED, 1)))),
          List.of(t -> t.report(report(1, bytes(1), "", got(Delivery.CHANGED, 1)))),
          List.of(t -> t.report(report(1, bytes(1), "", got(Delivery.REINTERPRETED, 1)))),
          List.of(t -> t.report(report(1, bytes(1), "", got(Delivery.CHANGED, 1, 0)))),
          List.of(t -> t.report(report(1, bytes(1, 0), "", got(Delivery.CHANGED, 1)))),
          List.of(t -> t.report(report(1, bytes(1), "x", got(Delivery.CHANGED, 1)))),
          List.of(t -> t.report(report(1, bytes(1), "x"))),
          List.of(t -> t.report(report(1, bytes(1), "xy"))),
          List.of(t -> t.report(report(1, bytes(), "xy"))),
          List.of(
              t ->
                  t.report(
                      report(
                          1, bytes(1), "", got(Delivery.CHANGED, 1), got(Delivery.INJECTED, 2)))),
          List.of(
              t -> t.report(report(1, bytes(1), "", got(Delivery.CHANGED, 1))),
              t -> t.injected(1, later(2))),
          List.of(
              t -> t.injected(1, later(2)),
              t -> t.report(report(1, bytes(1), "", got(Delivery.CHANGED, 1)))),
          List.of(t -> t.injected(1, later(2))),
          List.of(t -> t.injected(1, later())),
          List.of(t -> t.injected(2, later())),
          List.of(t -> t.passed(1, List.of(packet(0, 1, 272, 1)), List.of())),
          List.of(t -> t.passed(1, List.of(packet(0, 1, 272, 0)), List.of())),
          List.of(t -> t.passed(1, List.of(packet(0, 1, 273, 1)), List.of())),
          List.of(t -> t.passed(1, List.of(packet(0, 2, 8, 1)), List.of())),
          List.of(t -> t.passed(1, List.of(packet(1, 1, 272, 1)), List.of())),
          List.of(t -> t.passed(2, List.of(packet(0, 1, 272, 1)), List.of())),
          List.of(t -> t.passed(1, List.of(packet(0, 1, 272, 1), packet(0, 1, 273, 1)), List.of())),
          List.of(t -> t.packets(1, pressed(1), List.of())),
          List.of(t -> t.packets(2, pressed(1), List.of())),
          List.of(t -> t.packets(1, pressed(2), List.of())),
          List.of(t -> t.packets(1, pressed(1, 0), List.of())),
          List.of(
              t -> t.passed(1, List.of(packet(0, 1, 272, 1)), List.of()),
              t -> t.passed(1, List.of(packet(0, 1, 273, 1)), List.of())));

  @Test
  void noTwoRunsHaveTheSameDigest() {
    Map<String, Integer> known = new HashMap<>();
    for (int i = 0; i < DIFFERENT.size(); i++) {
      assertThat(known.put(digest(DIFFERENT.get(i)), i)).as("run %d", i).isNull();
      assertThat(digest(DIFFERENT.get(i))).matches("[0-9a-f]{16}");
    }
  }

  /** Random runs of such parts: the digests are equal if and only if the texts are. */
  @Test
  void theDigestDecidesAsTheTextDoes() {
    SplittableRandom random = new SplittableRandom(1306);
    Map<String, List<String>> byDigest = new HashMap<>();
    for (int round = 0; round < 3_000; round++) {
      List<Consumer<Transcript>> run = new ArrayList<>();
      for (int i = random.nextInt(4); i > 0; i--) {
        run.addAll(DIFFERENT.get(random.nextInt(DIFFERENT.size())));
      }
      List<String> text = text(run);
      List<String> same = byDigest.putIfAbsent(digest(run), text);
      assertThat(same == null || same.equals(text)).isTrue();
    }
  }

  @Test
  void aReportLargerThanTheBufferCountsInFull() {
    byte[] large = new byte[40_000];
    String before =
        digest(List.of(t -> t.report(report(0, large, "", got(Delivery.UNCHANGED, 1)))));
    byte[] other = large.clone();
    other[39_999] = 1;
    assertThat(digest(List.of(t -> t.report(report(0, other, "", got(Delivery.UNCHANGED, 1))))))
        .isNotEqualTo(before);
  }

  @Test
  void aRunReadsSo() {
    List<String> lines =
        text(
            List.of(
                t -> t.line("events"),
                t -> t.report(report(10, bytes(1, 0xff), "", got(Delivery.UNCHANGED, 1, 0xff))),
                t ->
                    t.report(
                        report(
                            1_500_020,
                            bytes(2),
                            "",
                            got(Delivery.CHANGED, 3),
                            got(Delivery.INJECTED, 4))),
                t -> t.report(report(1_500_030, bytes(5), "fix returned -1")),
                t -> t.injected(1_600_000, later(6)),
                t -> t.line("! finding\nwith more of it   \n== 6.12"),
                t -> t.line("")));
    assertThat(lines)
        .containsExactly(
            "events",
            "0.000010 = 01 ff",
            "1.500020 < 02",
            "  > 03",
            "  + 04",
            "1.500030 < 05",
            "  x fix returned -1",
            "1.600000 + 06",
            "! finding",
            "  with more of it",
            "  == 6.12");
  }

  @Test
  void aKeyThatRepeatsIsOneLine() {
    Consumer<Transcript> repeat = t -> t.passed(250_000, List.of(packet(0, 1, 30, 2)), List.of());
    Consumer<Transcript> later = t -> t.passed(283_000, List.of(packet(0, 1, 30, 2)), List.of());
    Consumer<Transcript> other = t -> t.passed(300_000, List.of(packet(0, 1, 31, 2)), List.of());
    Consumer<Transcript> byReport = t -> t.packets(310_000, pressed(1), List.of());
    List<String> lines = text(List.of(repeat, later, later, other, byReport, repeat));
    assertThat(lines).hasSize(4);
    assertThat(lines.get(0))
        .startsWith("0.250000 evdev ")
        .contains("KEY_A 2")
        .endsWith(", 3 times");
    assertThat(lines.get(1))
        .startsWith("0.300000 evdev ")
        .contains("KEY_S 2")
        .doesNotContain("times");
    assertThat(lines.get(2)).startsWith("  evdev ").contains("BTN_LEFT 1");
    assertThat(lines.get(3)).startsWith("0.250000 evdev ").contains("KEY_A 2");
    // A different number of repeats is a different text.
    assertThat(text(List.of(repeat, later))).isNotEqualTo(text(List.of(repeat, later, later)));
  }
}
