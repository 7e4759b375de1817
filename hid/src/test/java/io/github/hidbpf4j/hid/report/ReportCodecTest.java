package io.github.hidbpf4j.hid.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.hidbpf4j.hid.Fixtures;
import io.github.hidbpf4j.hid.HidException;
import io.github.hidbpf4j.hid.descriptor.ReportDescriptor;
import io.github.hidbpf4j.hid.descriptor.ReportType;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Reports taken apart, put together and compared. */
class ReportCodecTest {
  private static final int WHEEL = 0x00010038;
  private static final int X = 0x00010030;
  private static final int BUTTON_7 = 0x00090007;
  private static final int KEY_A = 0x00070004;
  private static final int KEY_B = 0x00070005;

  private final ReportDescriptor mouse = ReportDescriptor.parse(Fixtures.bytes("mouse.rdesc"));
  private final ReportDescriptor keyboard =
      ReportDescriptor.parse(Fixtures.bytes("keyboard.rdesc"));

  @Test
  void variableFieldsHaveOneValuePerUsage() {
    DecodedReport report = decode(mouse, "03 41 fb 0f 00 ff 02");
    assertThat(report)
        .hasToString(
            "Button 1 1, Button 2 0, Button 3 0, Button 4 0, Button 5 0, Button 6 0, Button 7 1,"
                + " X -5, Y 0, Wheel -1, AC Pan 2");
    FieldValue x = report.values().get(8);
    assertThat(x.raw()).isEqualTo(0xffb);
    assertThat(x.bitOffset()).isEqualTo(8);
  }

  @Test
  void shortReportsAreFilledUpAndLongOnesCut() {
    assertThat(decode(mouse, "03 41").values()).hasSameSizeAs(decode(mouse, "03").values());
    assertThat(decode(mouse, "03 41 fb 0f 00 ff 02 99"))
        .hasToString(decode(mouse, "03 41 fb 0f 00 ff 02").toString());
    assertThat(ReportEncoder.encode(decode(mouse, "03 41")))
        .isEqualTo(Fixtures.hex("03 41 00 00 00 00 00"));
  }

  @Test
  void arraysGiveTheUsagesSelected() {
    DecodedReport report = decode(keyboard, "02 00 04 05 00 ff 00 00");
    var array = report.layout().fields().getLast();
    assertThat(report.selected(array)).startsWith(KEY_A, KEY_B);
    List<FieldValue> values = report.values(array);
    assertThat(values.get(0).usage()).isEqualTo(KEY_A);
    assertThat(values.get(3).isNull()).as("0xff is above the logical maximum").isTrue();
    assertThat(values.get(3).usage()).isZero();
    assertThat(report.isRollOver(array)).isFalse();
    assertThat(report.toString()).endsWith("[Keyboard A, Keyboard B]");
  }

  @Test
  void rollOverVoidsTheArray() {
    DecodedReport report = decode(keyboard, "00 00 01 01 01 01 01 01");
    var array = report.layout().fields().getLast();
    assertThat(report.isRollOver(array)).isTrue();
    assertThat(report.selected(array)).isEmpty();
    assertThat(report.toString()).endsWith("[ErrorRollOver]");
  }

  @Test
  void nullStateIsOutOfRange() {
    ReportDescriptor hat =
        ReportDescriptor.parse(Fixtures.hex("05 01 09 39 25 07 75 04 95 01 81 42"));
    assertThat(decode(hat, "03").values().getFirst().isNull()).isFalse();
    FieldValue centre = decode(hat, "0f").values().getFirst();
    assertThat(centre.isNull()).isTrue();
    assertThat(centre.isOutOfRange()).isTrue();
    ReportDescriptor plain =
        ReportDescriptor.parse(Fixtures.hex("05 01 09 39 25 07 75 04 95 01 81 02"));
    FieldValue beyond = decode(plain, "0f").values().getFirst();
    assertThat(beyond.isNull()).isFalse();
    assertThat(beyond.isOutOfRange()).isTrue();
  }

  @Test
  void wideElements() {
    ReportDescriptor odd = ReportDescriptor.parse(Fixtures.bytes("oddities.rdesc"));
    byte[] data = new byte[1 + (256 + 15 + 33 + 3 + 14 + 32 + 7) / 8];
    data[0] = 9;
    data[1] = 0x34;
    data[32] = 0x12;
    FieldValue blob = new ReportDecoder(odd).decode(ReportType.INPUT, data).values().getFirst();
    assertThat(blob.isWide()).isTrue();
    assertThat(blob.wide()).hasSize(32).startsWith(0x34).endsWith(0x12);
    assertThat(blob.valueText()).startsWith("0x1200").endsWith("0034");
  }

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource({"07 00, 'found id 7, but the descriptor has [3]'", "'', found no byte"})
  void unknownReports(String hex, String message) {
    assertThatThrownBy(() -> decode(mouse, hex))
        .isInstanceOf(HidException.class)
        .hasMessageContaining(message);
    assertThatThrownBy(
            () -> new ReportDecoder(mouse).decode(ReportType.OUTPUT, Fixtures.hex("03 00")))
        .isInstanceOf(HidException.class)
        .hasMessageContaining("no output reports");
  }

  @Test
  void reportsFromUsages() {
    assertThat(
            new ReportEncoder(mouse, ReportType.INPUT, 3)
                .set(BUTTON_7, 1)
                .set(X, -5)
                .set(WHEEL, -1)
                .toBytes())
        .isEqualTo(Fixtures.hex("03 40 fb 0f 00 ff 00"));
    assertThat(
            new ReportEncoder(keyboard, ReportType.INPUT, 0)
                .set(0x000700e1, 1)
                .select(KEY_A)
                .select(KEY_B)
                .toBytes())
        .isEqualTo(Fixtures.hex("02 00 04 05 00 00 00 00"));
  }

  @Test
  void reportsFromUsagesThatDoNotFit() {
    ReportEncoder encoder = new ReportEncoder(mouse, ReportType.INPUT, 3);
    assertThatThrownBy(() -> encoder.set(X, 2048))
        .hasMessageContaining("does not fit into 12 bits");
    assertThatThrownBy(() -> encoder.set(BUTTON_7, -1)).hasMessageContaining("does not fit");
    assertThatThrownBy(() -> encoder.set(X, 1, 0))
        .hasMessageContaining("no element 1 with usage X");
    assertThatThrownBy(() -> encoder.select(KEY_A)).hasMessageContaining("no array with usage");
    assertThatThrownBy(() -> new ReportEncoder(mouse, ReportType.OUTPUT, 3))
        .hasMessageContaining("no such report");
    ReportEncoder keys = new ReportEncoder(keyboard, ReportType.INPUT, 0);
    for (int i = 0; i < 6; i++) {
      keys.select(KEY_A + i);
    }
    assertThatThrownBy(() -> keys.select(KEY_A + 6)).hasMessageContaining("no free array element");
  }

  @Test
  void differencesByUsage() {
    assertThat(diff(mouse, "03 40 00 00 00 00 00", mouse, "03 00 00 00 00 01 00"))
        .containsExactly("Button 7 1 → 0", "Wheel 0 → 1");
    assertThat(diff(keyboard, "00 00 04 00 00 00 00 00", keyboard, "02 00 05 04 00 00 00 00"))
        .containsExactly("Keyboard LeftShift 0 → 1", "Keyboard B 0 → 1");
    assertThat(diff(mouse, "03 00 00 00 00 00 00", mouse, "03 80 00 00 00 00 00"))
        .containsExactly("padding at bit 7 0 → 1");
  }

  @Test
  void differencesBetweenDescriptors() {
    ReportDescriptor wheelOnly =
        ReportDescriptor.parse(
            Fixtures.hex("05 01 09 38 09 30 09 30 15 81 25 7f 75 08 95 03 81 06"));
    assertThat(diff(mouse, "03 00 05 00 00 01 00", wheelOnly, "02 05 06"))
        .contains("Wheel 1 → 2 (Mouse → none)", "X[1] – → 6", "Y 0 → –", "Button 1 0 → –")
        .doesNotContain("X[0] 5 → 5");
    assertThat(ReportDiff.between(null, decode(wheelOnly, "01 00 00")))
        .first()
        .hasToString("Wheel – → 1");
  }

  @Test
  void numberingsOfReportTypes() {
    assertThat(ReportType.ofUhidNumber(0)).isEqualTo(ReportType.FEATURE);
    assertThat(ReportType.INPUT.uhidNumber()).isEqualTo(2);
    assertThat(ReportType.ofCoreNumber(1)).isEqualTo(ReportType.OUTPUT);
    assertThatThrownBy(() -> ReportType.ofCoreNumber(3)).isInstanceOf(HidException.class);
  }

  private static DecodedReport decode(ReportDescriptor descriptor, String hex) {
    return new ReportDecoder(descriptor).decode(ReportType.INPUT, Fixtures.hex(hex));
  }

  private static List<String> diff(
      ReportDescriptor first, String before, ReportDescriptor second, String after) {
    return ReportDiff.between(decode(first, before), decode(second, after)).stream()
        .map(ReportDiff.Change::toString)
        .toList();
  }
}
