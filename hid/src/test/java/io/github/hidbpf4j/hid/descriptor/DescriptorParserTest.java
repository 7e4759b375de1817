package io.github.hidbpf4j.hid.descriptor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.hidbpf4j.hid.Fixtures;
import java.util.Arrays;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How the parser reads a descriptor, and what it refuses where. */
class DescriptorParserTest {
  private static final String FIELD = "05 01 09 30 75 08 95 01 81 02 ";

  @Test
  void readsReportsOfSeveralTypes() {
    ReportDescriptor mouse = ReportDescriptor.parse(Fixtures.bytes("mouse.rdesc"));

    assertThat(mouse.isNumbered(ReportType.INPUT)).isTrue();
    assertThat(mouse.isNumbered(ReportType.OUTPUT)).isFalse();
    ReportLayout input = report(mouse, ReportType.INPUT, 3);
    assertThat(input.bits()).isEqualTo(8 + 24 + 16);
    assertThat(input.length()).isEqualTo(7);
    assertThat(input.application()).isEqualTo(0x00010002);
    assertThat(mouse.reportLength(ReportType.FEATURE, 3)).isEqualTo(2);
    assertThat(mouse.reportLength(ReportType.FEATURE, 4)).isEqualTo(-1);
    assertThat(mouse.maxReportLength()).isEqualTo(7);
    assertThat(mouse.collections()).hasSize(3);
    assertThat(Objects.requireNonNull(mouse.collections().get(2).parent()).type())
        .isEqualTo(Collection.PHYSICAL);

    Field axes = input.fields().get(2);
    assertThat(axes.bitOffset()).isEqualTo(8);
    assertThat(axes.size()).isEqualTo(12);
    assertThat(axes.isRelative()).isTrue();
    assertThat(axes.usage(1)).isEqualTo(0x00010031);
    assertThat(axes.logicalMinimum()).isEqualTo(-2047);
    assertThat(axes.logicalMaximumValue()).isEqualTo(2047);
    assertThat(axes.physical()).isEqualTo(0x00010001);
    assertThat(input.fields().get(1).isPadding()).isTrue();
  }

  @Test
  void idsOfTypesAreIndependentAndReportsCanBeSplit() {
    ReportDescriptor odd = ReportDescriptor.parse(Fixtures.bytes("oddities.rdesc"));

    assertThat(odd.reports()).extracting(ReportLayout::id).containsExactly(9, 10, 11, 11);
    assertThat(report(odd, ReportType.INPUT, 9).bits()).isEqualTo(256 + 15 + 33 + 3 + 14 + 32);
    assertThat(report(odd, ReportType.OUTPUT, 10).length()).isEqualTo(64);
    assertThat(report(odd, ReportType.INPUT, 11).bits()).isZero();
    assertThat(report(odd, ReportType.INPUT, 11).length()).isEqualTo(1);
    assertThat(odd.reportOf(ReportType.INPUT, new byte[] {10})).isNull();
    assertThat(odd.reportOf(ReportType.INPUT, new byte[0])).isNull();
  }

  @Test
  void usagePageBehindUsagesApplies() {
    // The page of the second Usage is declared before it; the first one gets the last page.
    ReportDescriptor late = parse("05 0c 09 30 09 31 05 01 75 08 95 02 81 02");
    assertThat(late.reports().getFirst().fields().getFirst().usages())
        .hasToString("[0x00010030, 0x00010031]");
    ReportDescriptor used = parse("05 0c 09 30 05 01 09 31 75 08 95 02 81 02");
    assertThat(used.reports().getFirst().fields().getFirst().usages())
        .hasToString("[0x000c0030, 0x00010031]");
    ReportDescriptor extended = parse("0b 30 00 0c 00 09 31 05 01 75 08 95 02 81 02");
    assertThat(extended.reports().getFirst().fields().getFirst().usages())
        .hasToString("[0x000c0030, 0x00010031]");
  }

  @Test
  void onlyTheFirstSetOfDelimitedUsagesCounts() {
    ReportDescriptor both =
        parse("05 01 09 30 a9 01 09 31 a9 00 a9 01 09 32 a9 00 75 08 95 02 81 02");
    assertThat(both.reports().getFirst().fields().getFirst().usages().size()).isEqualTo(2);
    assertThat(both.warnings()).hasSize(1);
  }

  @Test
  void pushAndPopKeepAllGlobals() {
    ReportDescriptor descriptor =
        parse("05 01 15 81 25 7f 75 08 95 01 a4 05 0c 15 00 26 ff 03 75 0a 95 03 b4 09 30 81 02");
    Field field = descriptor.reports().getFirst().fields().getFirst();
    assertThat(field.usage(0)).isEqualTo(0x00010030);
    assertThat(field.size()).isEqualTo(8);
    assertThat(field.count()).isEqualTo(1);
    assertThat(field.logicalMinimum()).isEqualTo(-127);
  }

  @ParameterizedTest(name = "{0}: exponent {1}")
  @CsvSource({"55 0e, -2", "55 07, 7", "55 08, -8", "55 fe, -2", "55 10, 16", "56 00 01, 256"})
  void unitExponentIsNibbleOrNumber(String item, int exponent) {
    Field field = parse(item + FIELD).reports().getFirst().fields().getFirst();
    assertThat(field.unitExponent()).isEqualTo(exponent);
  }

  @ParameterizedTest(name = "{0}: {1} to {2}")
  @CsvSource({
    "15 00 25 ff, 0, 255",
    "15 ff 25 ff, -1, -1",
    "15 00 27 ff ff ff ff, 0, 4294967295",
    "17 00 00 00 80 27 ff ff ff 7f, -2147483648, 2147483647",
    "16 00 80 26 ff 7f, -32768, 32767"
  })
  void logicalMaximumIsSignedAsTheMinimum(String items, int minimum, long maximum) {
    Field field = parse(items + FIELD).reports().getFirst().fields().getFirst();
    assertThat(field.logicalMinimum()).isEqualTo(minimum);
    assertThat(field.logicalMaximumValue()).isEqualTo(maximum);
  }

  @ParameterizedTest(name = "{0}: {1}..{2} ({3})")
  @CsvSource({
    // minimum and maximum: first and last usage, how many
    "19 01 29 05, 0x00010001, 0x00010005, 5",
    "1b fe ff 01 00 2b 02 00 02 00, 0x0001fffe, 0x00020002, 5",
    // A range is cut at 12288 usages, a maximum below the minimum taken for such a range.
    "19 00 2a ff ff, 0x00010000, 0x00012fff, 12288",
    "19 05 29 04, 0x00010005, 0x00013004, 12288",
    "19 00 2b ff ff ff ff, 0x00000000, 0x00002fff, 12288",
    "1b f0 ff ff 7f 2b ff ff ff 7f, 0x7ffffff0, 0x7fffffff, 16"
  })
  void usageRangesStayRanges(String items, String first, String last, int count) {
    UsageList usages =
        parse("05 01 " + items + " 75 08 95 01 81 02")
            .reports()
            .getFirst()
            .fields()
            .getFirst()
            .usages();
    assertThat(usages.size()).isEqualTo(count);
    assertThat(usages.get(0)).isEqualTo(Integer.decode(first));
    assertThat(usages.get(count - 1)).isEqualTo(Integer.decode(last));
    assertThat(usages.indexOf(usages.get(count / 2))).isEqualTo(count / 2);
    assertThat(usages.ranges()).hasSize(1);
  }

  @ParameterizedTest(name = "[{0}] at {1}: {2}")
  @CsvSource(
      delimiter = ';',
      value = {
        "''; 0; item fetching failed at offset 0/0",
        "05; 0; item fetching failed at offset 0/1",
        "05 01 27 00 00; 2; item fetching failed at offset 2/5",
        "fe 02; 0; item fetching failed at offset 0/2",
        "fe 01 00 55; 0; unexpected long global item",
        "76 01 01; 0; invalid report_size 257",
        "77 ff ff ff ff; 0; invalid report_size 4294967295",
        "96 01 30; 0; invalid report_count 12289",
        "85 00; 0; report_id 0 is invalid",
        "86 00 01; 0; report_id 256 is invalid",
        "a4 a4 a4 a4 a4; 4; global environment stack overflow",
        "a4 b4 b4; 2; global environment stack underflow",
        "c4; 0; unknown global tag 0xc",
        "c0; 0; collection stack underflow",
        "a1 01; 2; unbalanced collection at end of report description",
        "a9 01; 2; unbalanced delimiter at end of report description",
        "a9 00; 0; bogus close delimiter",
        "a9 01 a9 01; 2; nested delimiters",
        "15 05 25 04 75 08 95 01 81 02; 8; logical range invalid 0x5 0x4",
        "15 ff 25 fe 75 08 95 01 81 02; 8; logical range invalid 0xffffffff 0xfffffffe",
        "19 01 2a 00 30 09 01; 5; usage index exceeded",
        "19 00 2a fe 2f 29 ff; 5; no more usage index available",
        "1b f0 ff ff ff 2b ff ff ff ff; 5; usage index exceeded",
        "76 00 01 96 00 02 81 02; 6; report is too long"
      })
  void refusesAtTheItem(String hex, int offset, String message) {
    assertThatThrownBy(() -> parse(hex))
        .isInstanceOfSatisfying(
            DescriptorException.class, e -> assertThat(e.offset()).isEqualTo(offset))
        .hasMessageStartingWith("report descriptor: offset " + offset + ": " + message)
        .hasMessageNotContaining("\n");
  }

  @Test
  void reportLengthLimitIsTheTransports() {
    // 511 x 64 bits are 4088 bytes, 512 x 64 bits 4096: one too many on uhid, with the id byte.
    byte[] fits = Fixtures.hex("75 40 96 ff 01 81 02");
    byte[] tooLong = Fixtures.hex("75 40 96 00 02 81 02");
    int uhid = DescriptorParser.UHID_MAX_BUFFER_SIZE;
    assertThat(DescriptorParser.parse(fits, uhid).maxReportLength()).isEqualTo(4088);
    assertThatThrownBy(() -> DescriptorParser.parse(tooLong, uhid))
        .isInstanceOf(DescriptorException.class)
        .hasMessageContaining("at most 32760");
    assertThat(ReportDescriptor.parse(tooLong).maxReportLength()).isEqualTo(4096);
  }

  @Test
  void descriptorLengthLimit() {
    byte[] longest = new byte[4096];
    Arrays.fill(longest, (byte) 0x64);
    assertThat(ReportDescriptor.parse(longest).reports()).isEmpty();
    assertThatThrownBy(() -> ReportDescriptor.parse(new byte[4097]))
        .isInstanceOf(DescriptorException.class)
        .hasMessageContaining("4097 bytes long: at most 4096");
  }

  @Test
  void oddButAcceptedItemsAreWarnings() {
    ReportDescriptor descriptor = parse("05 01 0c 69 01 d1 02 01 02 09 30 75 08 95 01 81 02");
    assertThat(descriptor.warnings())
        .extracting(ReportDescriptor.Warning::offset)
        .containsExactly(2, 3, 5, 7);
    assertThat(descriptor.reports()).hasSize(1);
  }

  @Test
  void fieldsBeyond256AreDroppedButTakeTheirBits() {
    StringBuilder hex = new StringBuilder("05 01 75 08 95 01");
    hex.append(" 09 30 81 02".repeat(257));
    ReportDescriptor descriptor = parse(hex.toString());
    ReportLayout report = descriptor.reports().getFirst();
    assertThat(report.bits()).isEqualTo(257 * 8);
    assertThat(report.fields().get(255).isPadding()).isFalse();
    assertThat(report.fields().get(256).isPadding()).isTrue();
    assertThat(descriptor.warnings()).hasSize(1);
  }

  @Test
  void manyWideRangesTakeLittleMemory() {
    String range = "1b 00 00 00 00 2b ff 2e 00 00 81 00 ";
    String hex = "75 01 95 01 " + range.repeat(255);
    Fixtures.survives("ranges", () -> parse(hex));
  }

  @Test
  void deepNestingIsFine() {
    ReportDescriptor deep = parse("a0 ".repeat(2048) + "c0 ".repeat(2048));
    assertThat(deep.collections().getLast().level()).isEqualTo(2047);
    assertThat(deep.collections().getLast()).isNotEqualTo(deep.collections().getFirst());
  }

  private static ReportDescriptor parse(String hex) {
    return ReportDescriptor.parse(Fixtures.hex(hex));
  }

  private static ReportLayout report(ReportDescriptor descriptor, ReportType type, int id) {
    return Objects.requireNonNull(descriptor.report(type, id));
  }
}
