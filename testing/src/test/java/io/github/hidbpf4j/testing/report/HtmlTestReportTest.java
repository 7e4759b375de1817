package io.github.hidbpf4j.testing.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hidbpf4j.testing.suite.Suite;
import io.github.hidbpf4j.testing.suite.SuiteOptions;
import io.github.hidbpf4j.testing.suite.SuiteResult;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HtmlTestReportTest {
  private static final Path EXAMPLE =
      Path.of(System.getProperty("hidbpf4j.root")).resolve("examples/a4tech-horizontal-wheel");
  private static final String OBJECT = "a4tech-horizontal-wheel.bpf.o";

  @TempDir Path folder;

  @BeforeEach
  void copy() throws IOException {
    for (String name : List.of(OBJECT, "wheel.hid")) {
      Path _ = Files.copy(EXAMPLE.resolve(name), folder.resolve(name));
    }
  }

  private String page(boolean update, long mostPassed) throws IOException {
    StringWriter out = new StringWriter();
    HtmlTestReport report = new HtmlTestReport(out, mostPassed);
    SuiteResult result =
        Suite.of(List.of(folder))
            .run(
                (update ? SuiteOptions.DEFAULT.updating() : SuiteOptions.DEFAULT)
                    .on("6.12", "7.3")
                    .watchedBy(report),
                report);
    assertThat(result.cases()).isNotEmpty();
    return out.toString();
  }

  /** The data without the style and the script. */
  private static String parts(String page) {
    return page.substring(page.indexOf("</style>"), page.lastIndexOf("<script>"));
  }

  private static long count(String page, String text) {
    return Pattern.compile(Pattern.quote(text)).matcher(page).results().count();
  }

  @Test
  void everyTestUnderEveryKernelHasItsRun() throws IOException {
    String updated = page(true, HtmlTestReport.MOST_PASSED);
    assertThat(count(updated, "\"result\":\"updated\"")).isEqualTo(2);
    String page = page(false, HtmlTestReport.MOST_PASSED);
    assertThat(count(page, "\"result\":\"passed\"")).isEqualTo(2);
    assertThat(parts(page)).contains("id=\"run-0\"", "id=\"run-1\"", "\"kernel\":\"7.3\"");
    // The host got 26 reports, and applications see a second wheel.
    assertThat(parts(page)).contains("\"events\":26", "REL_HWHEEL");
    assertThat(page(false, HtmlTestReport.MOST_PASSED).equals(page)).isTrue();
  }

  @Test
  void whatFailedIsThereWithItsRunWhateverRoomThereIs() throws IOException {
    String _ = page(true, HtmlTestReport.MOST_PASSED);
    Path recording = folder.resolve("wheel.hid");
    String text = Files.readString(recording);
    Path _ = Files.writeString(recording, text.replace("4 40 00 00 01", "4 40 00 00 02"));
    String page = page(false, 0);
    assertThat(count(page, "\"result\":\"failed\"")).isEqualTo(2);
    assertThat(parts(page)).contains("id=\"run-0\"", "not as expected");
  }

  @Test
  void runsOfTestsThatPassedAreLeftOutWhereThereIsNoRoom() throws IOException {
    String _ = page(true, HtmlTestReport.MOST_PASSED);
    String page = page(false, 0);
    assertThat(count(page, "\"result\":\"passed\"")).isEqualTo(2);
    assertThat(parts(page)).doesNotContain("id=\"run-").contains("has no room for more");
  }

  @Test
  void aScenarioHasItsRun() throws IOException {
    Path _ =
        Files.writeString(
            folder.resolve("sideways.scenario"),
            """
            device wheel.hid
            scenario "sideways"
            fix a4tech-horizontal-wheel.bpf.o
            send 40 00 00 01
            expect 00 00 00 00 02
            """);
    String page = page(false, HtmlTestReport.MOST_PASSED);
    assertThat(count(page, "sideways.scenario:5")).isPositive();
    assertThat(count(page, "id=\"run-")).isPositive();
  }
}
