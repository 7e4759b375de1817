package io.github.hidbpf4j.tools.reference;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hidbpf4j.hid.usage.Usages;
import io.github.hidbpf4j.tools.ToolRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The headers of usages agree with the usage tables. */
class UsageHeadersTest {
  private static final Path INCLUDE =
      Path.of(System.getProperty("hidbpf4j.root", "."), "examples/include");

  @ParameterizedTest
  @ValueSource(strings = {UsageHeaders.NUMBERS, UsageHeaders.ITEMS})
  void theFilesAreWhatTheTablesSay(String header) throws IOException {
    assertThat(Files.readString(INCLUDE.resolve(header)))
        .as("%s is not up to date: run scripts/usage-headers", header)
        .isEqualTo(UsageHeaders.all().get(header));
  }

  @ParameterizedTest
  @CsvSource({
    "Wheel, Wheel",
    "3D Digitizer, ThreeDDigitizer",
    "14-Segment Direct Map, One4SegmentDirectMap",
    "+100, Plus100",
    "Periodical Ignore +2, PeriodicalIgnorePlus2",
    "VT_UI2, VT_UI2",
    "Horizontal Moiré, HorizontalMoiré",
    "Keyboard 1 and Bang, Keyboard1andBang"
  })
  void words(String name, String word) {
    assertThat(UsageHeaders.word(name)).isEqualTo(word);
  }

  @ParameterizedTest
  @CsvSource({
    "Generic Desktop, GD",
    "Consumer, Con",
    "LED, LED",
    "SoC, SC",
    "VESA Virtual Controls, VESAVC",
    "FIDO Alliance, FIDOA",
    "Eye and Head Trackers, EHT"
  })
  void prefixes(String page, String prefix) {
    assertThat(UsageHeaders.prefix(page)).isEqualTo(prefix);
  }

  /** Pages that share a prefix share no name, so that none is missing. */
  @Test
  void everyNamedUsageIsThere() {
    String numbers = UsageHeaders.all().getOrDefault(UsageHeaders.NUMBERS, "");
    for (Map.Entry<Integer, String> page : Usages.pages().entrySet()) {
      assertThat(numbers)
          .contains(
              "#define HidUsagePage_%s %#04x\n"
                  .formatted(UsageHeaders.word(page.getValue()), page.getKey()));
      Usages.namesOf(page.getKey())
          .forEach(
              (id, name) ->
                  assertThat(numbers)
                      .contains(
                          "#define HidUsage_%s_%s %#04x\n"
                              .formatted(
                                  UsageHeaders.prefix(page.getValue()),
                                  UsageHeaders.word(name),
                                  id)));
    }
  }

  @Test
  void anUnknownHeaderIsNamed() {
    ToolRun run = ToolRun.of("usage-headers", "hid_usage.h");
    assertThat(run.exitCode()).isEqualTo(64);
    assertThat(run.err())
        .contains("no header 'hid_usage.h'; there are hid_usages.h, hid_usage_items.h");
  }
}
