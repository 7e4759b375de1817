package io.github.hidbpf4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hidbpf4j.hid.descriptor.DescriptorDiff;
import io.github.hidbpf4j.hid.descriptor.DescriptorPrinter;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LineFoldingTest {
  private static final byte[] MOUSE =
      HexFormat.of()
          .parseHex(
              "05010902a10105091901290515002501950575018102950175038101"
                  + "05010930093115812501750895028106c0");

  private static final String WHEEL =
      "   0.012000 < 01 00 ff 02   Button 1 1, Button 2 0, Button 3 0, X 0, Y -1, Wheel 2, AC Pan 0";

  private static List<String> folded(int width, String line) {
    return new LineFolding(width).fold(line).lines().toList();
  }

  @Test
  void whatFitsStays() {
    String line = "x".repeat(40) + " " + "y".repeat(39);
    assertThat(folded(80, line)).containsExactly(line);
    assertThat(folded(80, "")).isEmpty();
  }

  @Test
  void eventsGoOnBelowTheirText() {
    assertThat(folded(80, WHEEL))
        .containsExactly(
            "   0.012000 < 01 00 ff 02   Button 1 1, Button 2 0, Button 3 0, X 0, Y -1,",
            "              Wheel 2, AC Pan 0");
    assertThat(folded(40, WHEEL))
        .containsExactly(
            "   0.012000 < 01 00 ff 02   Button 1 1,",
            "              Button 2 0, Button 3 0,",
            "              X 0, Y -1, Wheel 2,",
            "              AC Pan 0");
    assertThat(folded(40, "            > 01 00 ff 02 01 00 ff 02   Button 1 1"))
        .containsExactly("            > 01 00 ff 02 01 00 ff 02", "              Button 1 1");
    assertThat(folded(40, "              evdev - BTN_LEFT 1, REL_X 5, SYN_REPORT"))
        .containsExactly(
            "              evdev - BTN_LEFT 1,", " ".repeat(20) + "REL_X 5, SYN_REPORT");
    assertThat(folded(80, "   0.250000   evdev   " + "KEY_A 2, ".repeat(8) + "9 times").get(1))
        .isEqualTo(" ".repeat(22) + "KEY_A 2, KEY_A 2, 9 times");
  }

  @Test
  void theTimelineKeepsItsColumns() {
    assertThat(folded(60, "   0.032846  host         + 01 01 00 00 00 00 00 00 01 01   Button 1 1"))
        .containsExactly(
            "   0.032846  host         + 01 01 00 00 00 00 00 00 01 01",
            " ".repeat(26) + "Button 1 1");
  }

  @Test
  void labelsKeepTheirColumn() {
    assertThat(folded(40, "summary     54 events in 1.000000 s: 4 unchanged, 2 changed"))
        .containsExactly(
            "summary     54 events in 1.000000 s: 4", "            unchanged, 2 changed");
    assertThat(folded(40, "warning: report descriptor: offset 4: no usage"))
        .containsExactly("warning: report descriptor: offset 4: no", "  usage");
  }

  @ParameterizedTest
  @ValueSource(ints = {80, 40})
  void countsColumnsNotCharacters(int width) {
    String plain = "            x " + "a b ".repeat(30) + "end";
    String coloured = plain.replace(" x ", " \033[31mx\033[0m ");
    assertThat(String.join("\n", folded(width, coloured)).replaceAll("\033\\[[0-9]*m", ""))
        .isEqualTo(String.join("\n", folded(width, plain)));
    String japanese = "            x " + "日本 e\u0301 ".repeat(20) + "😀";
    List<String> lines = folded(width, japanese);
    assertThat(lines).hasSizeGreaterThan(1).allMatch(l -> LineFolding.columns(l) <= width);
    assertThat(LineFolding.columns(lines.getFirst())).isGreaterThan(width - 6);
    assertThat(LineFolding.columns("日e\u0301😀\033[31mx\033[0m")).isEqualTo(6);
  }

  /** Folding loses only spaces, and no line is wider than necessary. */
  @ParameterizedTest
  @ValueSource(ints = {80, 40})
  void descriptorsLoseBlanksOnly(int width) {
    byte[] fixed = MOUSE.clone();
    fixed[39] = 0x7f;
    for (List<String> lines :
        List.of(DescriptorPrinter.print(MOUSE), DescriptorDiff.of(MOUSE, fixed))) {
      for (String line : lines) {
        List<String> parts = folded(width, line);
        assertThat(String.join(" ", parts).replaceAll("(?<=.{8}) // ", " ").replaceAll(" +", " "))
            .isEqualTo(line.replace(" // ", " ").replaceAll(" +", " "));
        assertThat(parts).allMatch(part -> LineFolding.columns(part) <= width);
        assertThat(parts).hasSize(width == 80 ? 1 : parts.size());
        assertThat(parts.subList(1, parts.size())).allMatch(part -> part.strip().startsWith("//"));
        assertThat(parts.getFirst().charAt(0)).isEqualTo(line.charAt(0));
      }
    }
  }

  @Test
  void descriptorsGoOnInAComment() {
    assertThat(folded(40, "║ 0x81, 0x02,                    //   Input (Data,Var,Abs)    20"))
        .containsExactly("║ 0x81, 0x02, //   Input (Data,Var,Abs)", "              //   20");
    assertThat(folded(62, "- 0x19, 0x00,                 // Usage Minimum (Keyboard / 0x00)   8"))
        .containsExactly("- 0x19, 0x00,             // Usage Minimum (Keyboard / 0x00) 8");
  }

  @Test
  void offsetsStayBelowEachOther() {
    List<String> lines =
        DescriptorPrinter.print(MOUSE).stream().flatMap(l -> folded(80, l).stream()).toList();
    assertThat(lines).allMatch(l -> l.length() == 80);
    assertThat(lines.getFirst()).endsWith("  0");
    assertThat(lines.getLast()).endsWith(" 44");
  }

  @Test
  void aWordThatIsTooWideStaysWhole() {
    String word = "w".repeat(50);
    assertThat(folded(40, "            ! " + word + " and more"))
        .containsExactly("            ! " + word, "              and more");
    assertThat(folded(40, word)).containsExactly(word);
  }

  @Test
  void printsLineByLine() {
    StringWriter text = new StringWriter();
    try (PrintWriter out = new LineFolding(40).before(new PrintWriter(text))) {
      out.printf("%s%n", WHEEL);
      out.print("sum");
      out.flush();
      out.println("mary");
      out.print("rest");
    }
    assertThat(text.toString().lines()).hasSize(6).endsWith("summary", "rest");
  }

  /** Tests have no terminal, so nothing is folded. */
  @Test
  void whatIsPipedStays() {
    PrintWriter out = new PrintWriter(new StringWriter());
    assertThat(LineFolding.onTerminal(out)).isSameAs(out);
  }
}
