package io.github.hidbpf4j.hid.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hidbpf4j.hid.Fixtures;
import io.github.hidbpf4j.hid.descriptor.ReportDescriptor;
import io.github.hidbpf4j.hid.descriptor.ReportType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReportWordsTest {
  /** Five buttons, three bits of padding, X and Y from -127 to 1, a wheel. */
  private static final String NARROW =
      "05 01 09 02 a1 01 05 09 19 01 29 05 15 00 25 01 95 05 75 01 81 02 95 01 75 03 81 01"
          + " 05 01 09 30 09 31 15 81 25 01 75 08 95 02 81 06 09 38 25 7f 95 01 81 06 c0";

  /** The same with the whole range. */
  private static final String WIDE = NARROW.replace("15 81 25 01", "15 81 25 7f");

  /** A boot keyboard with id 1, consumer keys as an array of one with id 2. */
  private static final String KEYS =
      "05 01 09 06 a1 01 85 01 05 07 19 e0 29 e7 15 00 25 01 75 01 95 08 81 02 95 01 75 08 81 01"
          + " 95 06 15 00 26 ff 00 19 00 2a ff 00 81 00 c0"
          + " 05 0c 09 01 a1 01 85 02 15 00 26 ff 03 19 00 2a ff 03 75 10 95 01 81 00 c0";

  /** A hat switch of four bits with null state, and 12 bytes of a vendor. */
  private static final String PAD =
      "05 01 09 05 a1 01 09 39 15 00 25 07 75 04 95 01 81 42 75 04 81 01"
          + " 06 00 ff 09 01 26 ff 00 75 08 95 0c 81 02 c0";

  private static ReportDescriptor parse(String hex) {
    return ReportDescriptor.parse(Fixtures.hex(hex));
  }

  private static String values(String descriptor, String report) {
    return ReportWords.values(parse(descriptor), ReportType.INPUT, Fixtures.hex(report), 8);
  }

  private static String changes(String own, String sent, String inUse, String got) {
    return ReportWords.changes(parse(own), Fixtures.hex(sent), parse(inUse), Fixtures.hex(got));
  }

  @Test
  void whatIsNotAtRest() {
    assertThat(values(WIDE, "01 05 fb 00")).isEqualTo("Button 1 1, X 5, Y -5");
    assertThat(values(NARROW, "00 05 fb 00")).isEqualTo("X 5 (over 1), Y -5");
    assertThat(values(NARROW, "00 80 00 00")).isEqualTo("X -128 (under -127)");
    assertThat(values(WIDE, "1f 00 00 00")).isEqualTo("Button 1…5 1");
    assertThat(values(WIDE, "13 00 00 00")).isEqualTo("Button 1 1, Button 2 1, Button 5 1");
    assertThat(values(KEYS, "01 02 00 04 05 00 00 00 00"))
        .isEqualTo("Keyboard LeftShift 1, Keyboard A 1, Keyboard B 1");
    assertThat(values(KEYS, "03 02")).as("no such report").isEmpty();
    assertThat(ReportWords.values(null, ReportType.INPUT, new byte[1], 8)).isEmpty();
  }

  @Test
  void allZeros() {
    assertThat(values(WIDE, "00 00 00 00")).isEqualTo("5 buttons 0, X 0, Y 0, Wheel 0");
    assertThat(values(KEYS, "01 00 00 00 00 00 00 00 00")).isEqualTo("8 modifiers 0, no key");
    assertThat(values(KEYS, "02 00 00")).isEqualTo("no Consumer usage");
    assertThat(values(PAD, "08" + " 00".repeat(12)))
        .isEqualTo("Hat Switch 8 (null), Vendor Defined Page 0xFF00 / 0x01[0…11] 0");
  }

  @Test
  void aHatThatPointsUpIsNotAtRest() {
    assertThat(values(PAD, "00" + " 00".repeat(12))).isEqualTo("Hat Switch 0");
    assertThat(values(PAD, "08 00 07 00 00" + " 01".repeat(8)))
        .isEqualTo("Vendor Defined Page 0xFF00 / 0x01[1] 7, [4…11] 1");
  }

  @Test
  void valuesBeyondTheMostAreCounted() {
    assertThat(ReportWords.values(parse(WIDE), ReportType.INPUT, Fixtures.hex("15 01 01 01"), 2))
        .isEqualTo("Button 1 1, Button 3 1, 4 more");
  }

  @Test
  void newValuesFirstThenGoneThenAtRest() {
    assertThat(changes(WIDE, "10 00 00 01", WIDE, "00 00 00 00"))
        .isEqualTo("Button 5 1 → 0, Wheel 1 → 0");
    assertThat(changes(WIDE, "10 00 00 01", WIDE, "01 07 00 00"))
        .isEqualTo("Button 1 0 → 1, X 0 → 7, Button 5 1 → 0, Wheel 1 → 0");
    String bare = "05 01 09 02 a1 01 09 38 15 81 25 7f 75 08 95 01 81 06 c0";
    assertThat(changes(WIDE, "10 00 03 00", bare, "02"))
        .isEqualTo("Wheel 0 → 2, Button 5 1 → –, Y 3 → –, 4 buttons 0 → –, X 0 → –");
  }

  @Test
  void nothingThatChangedHides() {
    String sent = "00" + " 00".repeat(12);
    String got = "00 01 02 03 04 05 06 07 08 09 0a 0b 0c";
    assertThat(changes(PAD, sent, PAD, got))
        .startsWith("Vendor Defined Page 0xFF00 / 0x01[0] 0 → 1, [1] 0 → 2, [2] 0 → 3")
        .endsWith("[11] 0 → 12")
        .doesNotContain("more");
  }

  @Test
  void ofAnotherReportOnlyWhatIsNotAtRest() {
    assertThat(changes(KEYS, "01 00 00 04 00 00 00 00 00", KEYS, "02 e9 00"))
        .isEqualTo("Volume Increment 0 → 1, Keyboard A 1 → 0 (report 1 → 2)");
    assertThat(changes(KEYS, "01 00 00 00 00 00 00 00 00", KEYS, "02 00 00"))
        .isEqualTo("report 1 → 2");
  }

  @Test
  void bytesThatNoFieldHas() {
    assertThat(changes(WIDE, "00 00 00 00", WIDE, "00 00 00 00 00")).isEqualTo("4 → 5 bytes");
    assertThat(changes(WIDE, "00 00 00 00 07", WIDE, "00 00 00 00 08"))
        .isEqualTo("byte 4 07 → 08 (of no field)");
    assertThat(changes(WIDE, "00 00 00 00", WIDE, "20 00 00 00"))
        .isEqualTo("padding at bit 5 0 → 1");
  }

  @Test
  void whatAHostTakesOtherwise() {
    assertThat(changes(NARROW, "00 05 fb 00", WIDE, "00 05 fb 00"))
        .isEqualTo("X 5 (range -127…1 → -127…127)");
    assertThat(
            changes(WIDE, "00 05 00 00", WIDE.replace("95 02 81 06", "95 02 81 02"), "00 05 00 00"))
        .isEqualTo("X 5 (relative → absolute), Y 0 (relative → absolute)");
  }

  @ParameterizedTest
  @CsvSource({
    "the same,                 05 fb,  75 08,       75 08,       true",
    "in both ranges,           01 00,  15 81 25 01, 15 81 25 7f,       true",
    "beyond one of them,       05 fb,  15 81 25 01, 15 81 25 7f,       false",
    "relative or absolute,     00 00,  95 02 81 06, 95 02 81 02, false",
    "constant,                 00 00,  95 02 81 06, 95 02 81 07, false",
    "another usage,            00 00,  09 31,       09 32,       false",
    "two usages exchanged,     03 03,  09 30 09 31, 09 31 09 30, true",
    "two usages exchanged,     03 04,  09 30 09 31, 09 31 09 30, false",
    "of another application,   00 00,  09 02 a1 01, 09 06 a1 01, false",
    "in a physical collection, 00 00,  05 09 19 01, 09 01 a1 00 c0 05 09 19 01, true",
    "padding with a name,      00 00,  95 01 75 03 81 01, 19 06 29 08 95 03 81 02, false",
    "padding cut in two,       00 00,  95 01 75 03 81 01, 95 01 75 01 81 01 75 02 81 01, true",
  })
  void sameBytesSameMeaning(
      String what, String motion, String old, String replacement, boolean same) {
    assertThat(NARROW).as(what).contains(old);
    ReportDescriptor own = parse(NARROW);
    ReportDescriptor fixed = parse(NARROW.replace(old, replacement));
    MeaningComparison comparison = new MeaningComparison(own, fixed);
    for (int i = 0; i < 2; i++) {
      assertThat(comparison.isSame(ReportType.INPUT, Fixtures.hex("01 " + motion + " 00")))
          .as(what)
          .isEqualTo(same);
    }
  }

  @Test
  void whereOnlyWhatIsAtRestDiffersTheRestIsSaid() {
    ReportDescriptor own = parse(WIDE);
    ReportDescriptor more = parse(WIDE.replace("95 01 75 03 81 01", "19 06 29 08 95 03 81 02"));
    assertThat(ReportWords.reinterpreted(own, more, Fixtures.hex("01 00 00 02")))
        .isEqualTo("Button 1 1, Wheel 2; 3 buttons – → 0");
    assertThat(ReportWords.reinterpreted(own, more, Fixtures.hex("a1 00 00 02")))
        .isEqualTo("Button 6 – → 1, Button 8 – → 1, Button 7 – → 0");
  }

  @Test
  void theScaleOfAnAbsoluteAxisIsItsMeaning() {
    String axis = "05 0d 09 04 a1 01 05 01 09 30 15 00 26 ff 0f 35 00 45 64 75 10 95 01 81 02 c0";
    byte[] report = Fixtures.hex("00 01");
    for (String other :
        new String[] {
          "26 ff 0f/26 ff 1f", "45 64/45 65", "75 10/55 0e 75 10", "75 10/65 11 75 10"
        }) {
      String[] parts = other.split("/", -1);
      assertThat(
              new MeaningComparison(parse(axis), parse(axis.replace(parts[0], parts[1])))
                  .isSame(ReportType.INPUT, report))
          .as(other)
          .isFalse();
    }
    assertThat(new MeaningComparison(parse(axis), parse(axis)).isSame(ReportType.INPUT, report))
        .isTrue();
  }

  @Test
  void aReportThatOnlyOneOfThemHas() {
    ReportDescriptor keys = parse(KEYS);
    byte[] report = Fixtures.hex("02 e9 00");
    assertThat(new MeaningComparison(null, keys).isSame(ReportType.INPUT, report)).isFalse();
    assertThat(new MeaningComparison(keys, null).isSame(ReportType.INPUT, report)).isFalse();
    ReportDescriptor numberless = parse(WIDE);
    MeaningComparison other = new MeaningComparison(numberless, keys);
    assertThat(other.isSame(ReportType.INPUT, report)).isFalse();
    assertThat(other.isSame(ReportType.INPUT, Fixtures.hex("07 00 00"))).isFalse();
  }
}
