package io.github.hidbpf4j.hid.descriptor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.hidbpf4j.hid.Fixtures;
import io.github.hidbpf4j.hid.HidException;
import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Descriptors as text: listing, summary, difference. */
class DescriptorTextTest {
  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource(
      delimiter = ';',
      value = {
        "05 01; Usage Page (Generic Desktop)",
        "06 00 ff; Usage Page (Vendor Defined Page 0xFF00)",
        "a1 01; Collection (Application)",
        "a1 85; Collection (Vendor 0x85)",
        "c0; End Collection",
        "81 02; Input (Data,Var,Abs)",
        "81 03; Input (Cnst,Var,Abs)",
        "b2 c6 01; Feature (Data,Var,Rel,Null,Vol,Buff)",
        "15 81; Logical Minimum (-127)",
        "26 ff 00; Logical Maximum (255)",
        "55 0e; Unit Exponent (-2)",
        "65 11; Unit (SI Linear: cm)",
        "66 01 10; Unit (SI Linear: s)",
        "67 11 e1 00 00; Unit (SI Linear: cm*g*s^-2)",
        "65 00; Unit (None)",
        "0b 32 00 01 00; Usage (Z)",
        "a9 01; Delimiter (Open)",
        "fe 02 33 01 02; Long Item (tag 0x33, 2 bytes)",
        "6d 01; Reserved (tag 0x6, 0x1)"
      })
  void itemsInWords(String hex, String text) {
    assertThat(DescriptorPrinter.lines(Fixtures.hex(hex)).getFirst().text()).isEqualTo(text);
  }

  @Test
  void usagesAreNamedByThePageInForce() {
    List<String> texts =
        DescriptorPrinter.lines(Fixtures.hex("05 09 a4 05 01 09 38 b4 29 07 05 0c 0a 38 02"))
            .stream()
            .map(DescriptorPrinter.Line::text)
            .toList();
    assertThat(texts).contains("Usage (Wheel)", "Usage Maximum (Button 7)", "Usage (AC Pan)");
  }

  @Test
  void listing() {
    List<String> lines = DescriptorPrinter.print(Fixtures.hex("a1 01 85 03 09 30 81 02 c0 27 01"));
    assertThat(lines.get(0)).startsWith("  0xa1, 0x01, ").endsWith(" 0");
    assertThat(lines.get(1)).startsWith("┅ 0x85, 0x03, ").contains("//   Report ID (3)");
    assertThat(lines.get(3)).startsWith("║ 0x81, 0x02, ");
    assertThat(lines.get(5)).startsWith("! 0x27, 0x01, ").contains("cut off").endsWith(" 9");
  }

  @Test
  void bytesFromText() {
    byte[] expected = Fixtures.hex("05 01 09 02 a1 01 c0");
    assertThat(DescriptorText.parse("x", "05 01 09 02 a1 01 c0")).isEqualTo(expected);
    assertThat(
            DescriptorText.parse(
                "x", "0x05,0x01, // page\n0X9, 2,/* mouse\n */ 0xA1, 0x01,\n# end\nc0"))
        .isEqualTo(expected);
    assertThat(DescriptorText.parse("x", "")).isEmpty();
  }

  @Test
  void bytesRunTogether() {
    byte[] expected = Fixtures.hex("05 01 09 02 a1 01 c0");
    for (String text : List.of("05010902a101c0", "0501 0902\nA101 c0", "0x05,0109,02 a1,01c0")) {
      assertThat(DescriptorText.parse("x", text)).as(text).isEqualTo(expected);
    }
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '~',
      value = {
        "{ 0x05, 0x01, 9 } ~ =05 01 09",
        "{0x05,0x01,9,} ~ =05 01 09",
        "u8 a[] = {5, 010, 0xFFu} u8 b[3] = { 1 }/* { */ ~ a=05 08 ff|b=01",
        "static const __u8 rdesc[SIZE] = { 0x05 // } Page ~ rdesc=05",
        "#include {x}@int f(int n[2]) { return n[0]; } u8 d[] = { 1 } ~ d=01",
        "char *s[] = \"{ 1 }\" @ u8 e[] = {} ~ e=",
      })
  void arraysOfC(String text, String expected) {
    String source = text.replace('@', '\n').replace("Page", "Page\n}");
    String found =
        DescriptorText.arrays("x.c", source).stream()
            .map(a -> a.name() + "=" + java.util.HexFormat.ofDelimiter(" ").formatHex(a.bytes()))
            .collect(java.util.stream.Collectors.joining("|"));
    assertThat(found).isEqualTo(expected);
    assertThat(DescriptorText.hasArrays(source)).isTrue();
  }

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource(
      delimiter = '~',
      value = {
        "u8 a[] = { 5,@ Usage(1) } ~ x.c:2: found \"Usage(1)\", expected a byte as a number of C",
        "u8 a[] = { 256 } ~ x.c:1: found \"256\", expected a byte",
        "u8 a[] = { 08 } ~ x.c:1: found \"08\", expected a byte",
        "u8 a[] = { [0] = 5 } ~ x.c:1: found \"[0]\", expected a byte",
        "u8 a[] = { 5, 1 ~ x.c:1: the array is not closed",
        "struct x { int y; } ~ x.c:1: found no array of bytes",
      })
  void textsThatAreNotArrays(String text, String message) {
    assertThatThrownBy(() -> DescriptorText.arrays("x.c", text.replace('@', '\n')))
        .isInstanceOf(HidException.class)
        .hasMessageStartingWith(message);
  }

  @Test
  void endlessArrays() {
    String text = "u8 a[] = {" + "1,".repeat(5000) + "}";
    assertThatThrownBy(() -> DescriptorText.arrays("x.c", text))
        .hasMessageStartingWith("x.c:1: more than 4096 bytes");
    assertThatThrownBy(() -> DescriptorText.parse("x", "00".repeat(5000)))
        .hasMessageStartingWith("x:1: more than 4096 bytes");
  }

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource({
    "05 101, 'x:1: found \"101\", expected a byte in hex'",
    "05 0x, 'x:1: found \"0x\", expected a byte in hex'",
    "05 1g, 'x:1: found \"1g\"'",
    "05 Usage, 'x:1: found \"Usage\"'",
    "05 /* 01, 'x:1: the comment is not closed'"
  })
  void textThatIsNoBytes(String text, String message) {
    assertThatThrownBy(() -> DescriptorText.parse("x", text))
        .isInstanceOf(HidException.class)
        .hasMessageStartingWith(message);
  }

  @Test
  void summary() {
    assertThat(DescriptorSummary.of(ReportDescriptor.parse(Fixtures.bytes("mouse.rdesc"))))
        .containsExactly(
            "input report 3 (Mouse), 7 bytes: Button 1..7 7x1, padding 1, X Y 2x12 [-2047..2047]"
                + " rel, Wheel 8 [-127..127] rel, AC Pan 8 [-127..127] rel",
            "feature report 3 (Mouse), 2 bytes: Resolution Multiplier 2 [0..1], padding 6");
    assertThat(DescriptorSummary.of(ReportDescriptor.parse(Fixtures.bytes("keyboard.rdesc"))))
        .first()
        .asString()
        .startsWith("input report (Keyboard), 8 bytes: Keyboard LeftControl..Keyboard Right GUI")
        .contains("padding 8, array of ")
        .endsWith("6x8 [0..101]");
  }

  @Test
  void differenceOfEqualsIsEmpty() {
    byte[] mouse = Fixtures.bytes("mouse.rdesc");
    assertThat(DescriptorDiff.of(mouse, mouse.clone())).isEmpty();
  }

  @Test
  void differenceShowsItemsWithContext() {
    byte[] before = Fixtures.hex("05 01 09 02 a1 01 75 08 95 03 81 06 c0");
    byte[] after = Fixtures.hex("05 01 09 02 a1 01 75 08 95 04 25 7f 81 06 c0");
    List<String> lines = DescriptorDiff.of(before, after);
    assertThat(lines.getFirst()).isEqualTo("@@ -2,11 +2,13 @@");
    assertThat(lines.stream().map(line -> line.substring(0, 1)))
        .containsExactly("@", " ", " ", " ", "-", "+", "+", " ", " ");
    assertThat(lines.get(4)).contains("Report Count (3)");
  }

  @Test
  void differenceTellsTheWholeChange() {
    byte[] original = Fixtures.bytes("touchpad.rdesc");
    for (int seed = 0; seed < 200; seed++) {
      byte[] mutant = Fixtures.mutate(original, new SplittableRandom(seed));
      List<String> lines = DescriptorDiff.of(original, mutant);
      assertThat(apply(original, lines)).as("seed %d", seed).isEqualTo(mutant);
    }
  }

  /** Applies the difference to the first descriptor, giving the second. */
  private static byte[] apply(byte[] before, List<String> lines) {
    ByteArrayOutputStream after = new ByteArrayOutputStream();
    int at = 0;
    for (String line : lines) {
      if (line.startsWith("@@")) {
        int offset = Integer.parseInt(line.substring(4, line.indexOf(',')));
        after.write(before, at, offset - at);
        at = offset;
        continue;
      }
      String hex = line.substring(2, line.indexOf("//")).replaceAll("0x|,", "");
      byte[] bytes = Fixtures.hex(hex);
      at += line.startsWith("+") ? 0 : bytes.length;
      after.writeBytes(line.startsWith("-") ? new byte[0] : bytes);
    }
    after.write(before, at, before.length - at);
    return after.toByteArray();
  }
}
