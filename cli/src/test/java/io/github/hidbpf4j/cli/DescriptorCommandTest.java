package io.github.hidbpf4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code hidbpf descriptor}: what it reads, its JSON, and where it stops. */
class DescriptorCommandTest {
  @TempDir Path folder;

  private String file(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text).toString();
  }

  private static String rdesc(CommandRun run) throws IOException {
    assertThat(run.exitCode()).as("%s", run).isZero();
    return Json.lines(run).getFirst().text("rdesc");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "u8 r[] = { 0x05, 1, 0x09, 2, 0xa1, 1, 0xc0 };",
        "05010902 a101c0",
        "05 01 09 02 a1 01 c0 # mouse",
        "0x05, 0x01, // Usage Page@0x09, 0x02, 0xa1, 0x01,@0xc0",
        "R: 7 05 01 09 02 a1 01 c0",
        "version: 1@devices:@- hid: [5, 1, 9, 2, 0xa1, 1, 192]",
        "^[32mR: 7 05 01 09 02 a1 01 c0^[0m",
      })
  void everyForm(String text) throws IOException {
    String file = file("x", text.replace('@', '\n').replace('^', '\033'));
    assertThat(rdesc(CommandRun.of("descriptor", "--json", file))).isEqualTo("05010902a101c0");
    CommandRun printed = CommandRun.of("descriptor", file);
    assertThat(printed.lines()).filteredOn(l -> l.contains("Usage (Mouse)")).hasSize(1);
    String again = file("again", printed.out().replaceAll("(?m)^[a-z].*$", ""));
    assertThat(rdesc(CommandRun.of("descriptor", "--json", again))).isEqualTo("05010902a101c0");
  }

  @Test
  void severalArrays() throws IOException {
    String file = file("x.c", "u8 a[] = {5, 1};\nu8 b[] = {5, 12};\n");
    assertThat(Json.lines(CommandRun.of("descriptor", "--json", file)))
        .extracting(j -> j.text("name"))
        .containsExactly(file + ": a", file + ": b");
  }

  /** Input without a descriptor results in one line, not in a page of items. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Dear all, here is my descriptor. | expected a byte in hex",
        "# EVEMU 1.3@N: x | a recording of evemu",
        "int x[] = { CONSTANT }; | expected a byte as a number of C",
      })
  void otherText(String text, String message) throws IOException {
    CommandRun run = CommandRun.of("descriptor", file("x", text.replace('@', '\n')));
    assertThat(run.exitCode()).isEqualTo(Errors.MALFORMED);
    assertThat(run.out()).isEmpty();
    assertThat(run.err()).contains(message).hasLineCount(1);
  }

  @Test
  void stopsAtTheFirstError() throws IOException {
    byte[] pop = HexFormat.of().parseHex("0501" + "0902".repeat(100) + "b4" + "0902".repeat(1000));
    Path file = Files.write(folder.resolve("pop"), pop);
    CommandRun run = CommandRun.of("descriptor", file.toString());
    assertThat(run.exitCode()).isEqualTo(Errors.MALFORMED);
    assertThat(run.err()).contains("offset 202").hasLineCount(1);
    assertThat(run.lines()).hasSize(51);
    assertThat(run.lines().getFirst()).isEqualTo("  … 52 items");
    assertThat(run.lines().getLast()).contains("Pop").endsWith(" 202");
    assertThat(CommandRun.of("descriptor", "--json", file.toString()).out()).isEmpty();
    Path image = Files.write(folder.resolve("image"), new byte[100_000]);
    assertThat(CommandRun.of("descriptor", image.toString()).lines()).hasSizeLessThan(60);
  }

  @Test
  void jsonOfAMouse() throws IOException {
    CommandRun run = CommandRun.of("descriptor", "--json", CommandRun.RECORDING);
    assertThat(run.out())
        .contains(
            "{\"offset\":0,\"bytes\":\"0501\",\"type\":\"global\",\"tag\":0,\"size\":1,\"value\":1,\"signed\":1,\"depth\":0,\"text\":\"Usage Page (Generic Desktop)\"}",
            "{\"index\":1,\"type\":0,\"type_name\":\"Physical\",\"usage\":{\"usage\":65537,\"name\":\"Pointer\"},\"parent\":0,\"level\":1,\"offset\":8}",
            "\"logical_minimum\":-127,\"logical_maximum\":127",
            "\"usages\":[{\"first\":589825,\"first_name\":\"Button 1\",\"last\":589831,\"last_name\":\"Button 7\",\"count\":7}]",
            "\"flags_text\":\"Data,Var,Rel\"");
    assertThat(Json.lines(run).getFirst().fields())
        .contains("name", "rdesc", "items", "collections", "reports", "warnings");
  }

  /** The schema in docs names every field that exists, and no other. */
  @Test
  void schemaIsComplete() throws IOException {
    String doc =
        Files.readString(
            CommandRun.ROOT.resolve("docs/descriptor-json.md"), StandardCharsets.UTF_8);
    Set<String> documented = new TreeSet<>();
    Matcher inDoc =
        Pattern.compile("(?m)^\\| `([a-z_]+)` \\|.*?(?:`([a-z]+_[a-z]+)`: .*)?$").matcher(doc);
    while (inDoc.find()) {
      documented.add(inDoc.group(1));
      if (inDoc.group(2) != null) {
        documented.add(inDoc.group(2));
      }
    }
    Set<String> printed = new TreeSet<>();
    Matcher inJson =
        Pattern.compile("\"([a-z_]+)\":")
            .matcher(CommandRun.of("descriptor", "--json", CommandRun.RECORDING).out());
    while (inJson.find()) {
      printed.add(inJson.group(1));
    }
    assertThat(documented).isEqualTo(printed);
  }

  private static final String MOUSE =
      "05010902a1010901a10005091901290315002501950375018102950175058103"
          + "0501093009311581257f750895028106c0c0";

  @Test
  void inputDevicesAndTheirCapabilities() throws IOException {
    CommandRun run = CommandRun.of("descriptor", "--input", file("mouse", MOUSE));
    assertThat(run.lines())
        .contains(
            "driver      hid-generic",
            "input         EV_KEY      BTN_LEFT, BTN_RIGHT, BTN_MIDDLE",
            "input         EV_REL      REL_X, REL_Y");
  }

  @Test
  void aSecondDescriptorIsShownAsADifference() throws IOException {
    String before = file("before", MOUSE);
    String after = file("after", MOUSE.replace("09311581", "093109381581").replace("9502", "9503"));
    assertThat(CommandRun.of("descriptor", "--compare", after, before).lines())
        .containsSubsequence("# " + after, "input         + REL_WHEEL, REL_WHEEL_HI_RES");
    assertThat(CommandRun.of("descriptor", "--compare", before, before).lines())
        .contains("input       the same input devices");
    CommandRun json = CommandRun.of("descriptor", "--json", "--compare", after, before);
    assertThat(Json.lines(json).getFirst().text("driver")).isEqualTo("hid-generic");
    assertThat(json.out()).contains("compared_input_devices").contains("REL_WHEEL_HI_RES");
  }

  @Test
  void badRequestsForInputDevices() throws IOException {
    String mouse = file("mouse", MOUSE);
    String two = file("x.c", "u8 a[] = {5, 1};\nu8 b[] = {5, 12};\n");
    CommandRun kernel = CommandRun.of("descriptor", "--input", "--kernel", "7", mouse);
    assertThat(kernel.exitCode()).isEqualTo(64);
    assertThat(kernel.err()).contains("--kernel 7: no such profile, expected one of ");
    CommandRun compare = CommandRun.of("descriptor", "--compare", two, mouse);
    assertThat(compare.exitCode()).isEqualTo(2);
    assertThat(compare.err()).contains("2 descriptors to compare with 1, expected the same number");
  }

  @Test
  void whatAFixupMakesDifferent() throws IOException {
    Path example =
        Path.of(System.getProperty("hidbpf4j.root", ".."), "examples/a4tech-horizontal-wheel");
    String object = example.resolve("a4tech-horizontal-wheel.bpf.o").toString();
    String wheel = example.resolve("wheel.hid").toString();
    CommandRun run = CommandRun.of("descriptor", "--fixup", object, wheel);
    assertThat(run.exitCode()).as("%s", run).isZero();
    assertThat(run.lines()).contains("# " + object);
    assertThat(run.out()).containsPattern("input +\\+ .*REL_HWHEEL");
    CommandRun bare = CommandRun.of("descriptor", "--fixup", object, file("mouse", MOUSE));
    assertThat(bare.exitCode()).isEqualTo(2);
    assertThat(bare.err()).contains("--fixup needs a recording");
    CommandRun both = CommandRun.of("descriptor", "--fixup", object, "--compare", wheel, wheel);
    assertThat(both.exitCode()).isEqualTo(64);
    Path other = example.resolveSibling("imperator-macro").resolve("imperator-macro.bpf.o");
    assertThat(CommandRun.of("descriptor", "--fixup", other.toString(), wheel).out())
        .contains("not for this device, by its metadata")
        .contains("the same input devices");
  }
}
