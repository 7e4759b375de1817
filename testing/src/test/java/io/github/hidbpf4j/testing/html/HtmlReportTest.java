package io.github.hidbpf4j.testing.html;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hidbpf4j.testing.html.PackedRows.Row;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HtmlReportTest {
  private static Map<String, Object> wheel() {
    return ParsedJson.object(ExamplePage.data(ExamplePage.page(ExamplePage.wheel()), "run-0"));
  }

  private static List<Row> rows(Map<String, Object> run) {
    return PackedRows.of(
        ParsedJson.list(run, "events", "chunks"), ParsedJson.list(run, "events", "kinds"));
  }

  @Test
  void aRunIsWhatTheReplayTold() {
    Map<String, Object> run = wheel();
    assertThat(run).containsEntry("kernel", "6.12");
    assertThat(ParsedJson.at(run, "device", "name")).isEqualTo("A4Tech PS/2+USB Mouse");
    assertThat(ParsedJson.at(run, "summary", "events")).isEqualTo(26L);
    assertThat(ParsedJson.at(run, "summary", "changed")).isEqualTo(26L);
    List<Row> rows = rows(run);
    assertThat(ParsedJson.at(run, "events", "rows")).isEqualTo((long) rows.size());
    assertThat(rows.stream().filter(r -> r.kind().equals("sent"))).hasSize(26);
    assertThat(rows.stream().filter(r -> r.kind().equals("delivered"))).hasSize(26);
    Row wheel =
        rows.stream()
            .filter(r -> r.kind().equals("sent") && r.at() == 1_120_000_000L)
            .findFirst()
            .orElseThrow();
    assertThat(wheel.bytes()).isEqualTo("40000001");
    assertThat(rows.stream().filter(r -> r.root() == wheel.number()).map(Row::kind))
        .containsExactly("run", "delivered", "evdev", "evdev");
    Row got =
        rows.stream()
            .filter(r -> r.root() == wheel.number() && r.kind().equals("delivered"))
            .findFirst()
            .orElseThrow();
    assertThat(got.bytes()).isEqualTo("0000000001");
    assertThat(got.b()).isEqualTo(ParsedJson.at(run, "after"));
  }

  @Test
  void descriptorsAreThereItemByItemAndFieldByField() {
    Map<String, Object> run = wheel();
    int before = Math.toIntExact((Long) ParsedJson.at(run, "before"));
    int after = Math.toIntExact((Long) ParsedJson.at(run, "after"));
    assertThat((String) ParsedJson.at(run, "descriptors", before, "hex")).hasSize(2 * 52);
    assertThat((String) ParsedJson.at(run, "descriptors", after, "hex")).hasSize(2 * 61);
    List<?> diff = ParsedJson.list(run, "diff");
    List<Long> added = new ArrayList<>();
    for (int i = 0; i < diff.size(); i += 2) {
      if (diff.get(i).equals(-1L)) {
        added.add((Long) diff.get(i + 1));
      }
      assertThat(diff.get(i + 1)).isNotEqualTo(-1L);
    }
    assertThat(added)
        .map(i -> ParsedJson.at(run, "descriptors", after, "items", i.intValue(), 3))
        .containsExactly(
            "Usage Page (Consumer)", "Usage (AC Pan)", "Report Count (1)", "Input (Data,Var,Rel)");
    List<?> fields = ParsedJson.list(run, "descriptors", after, "reports", 0, "fields");
    Object pan = fields.getLast();
    assertThat(ParsedJson.at(pan, "bit")).isEqualTo(32L);
    assertThat(ParsedJson.at(pan, "size")).isEqualTo(8L);
    assertThat(ParsedJson.at(pan, "usages", 0)).isEqualTo(0x000c_0238L);
    assertThat(ParsedJson.at(run, "usages", String.valueOf(0x000c_0238))).isEqualTo("AC Pan");
  }

  @Test
  void kernelsInputDevicesAndSourceAreThere() {
    Map<String, Object> run = wheel();
    assertThat(ParsedJson.list(run, "kernels", 0, "programs"))
        .isEqualTo(List.of("add_pan_field", "split_wheels", "probe"));
    assertThat(ParsedJson.list(run, "kernels", 0, "columns").size()).isGreaterThan(1);
    assertThat(ParsedJson.list(run, "input", "changes").toString()).contains("REL_HWHEEL");
    assertThat(ParsedJson.list(run, "input", "with", 0, 0, "codes", "EV_REL").toString())
        .contains("REL_HWHEEL");
    List<?> lines = ParsedJson.list(run, "sources", 0, "lines");
    assertThat(lines).isNotEmpty();
    assertThat(lines.toString()).contains("report[PAN] = report[WHEEL];");
  }

  @Test
  void theSameRunGivesTheSameBytes() {
    assertThat(ExamplePage.page(ExamplePage.wheel()))
        .isEqualTo(ExamplePage.page(ExamplePage.wheel()));
  }

  @Test
  void callbacksLeadBackToTheReport() {
    Map<String, Object> run =
        ParsedJson.object(
            ExamplePage.data(
                ExamplePage.page(
                    ExamplePage.run(
                        "sixaxis-reinit/sixaxis-reinit",
                        ExamplePage.read("sixaxis-reinit/sixaxis.hid"),
                        "sixaxis-reinit/sixaxis.model")),
                "run-0"));
    List<Row> rows = rows(run);
    List<String> lanes =
        ParsedJson.list(run, "events", "lanes").stream()
            .map(l -> (String) ParsedJson.at(l, 0))
            .toList();
    assertThat(lanes).contains("device", "requests", "program", "timers", "work", "host", "evdev");
    List<Row> requests = rows.stream().filter(r -> r.kind().equals("request")).toList();
    assertThat(requests)
        .isNotEmpty()
        .allSatisfy(
            r -> {
              assertThat(r.took()).isPositive();
              assertThat(rows.get((int) r.root()).kind()).isEqualTo("sent");
            });
    assertThat(
            rows.stream().filter(r -> r.kind().equals("run") && lanes.get(r.lane()).equals("work")))
        .isNotEmpty()
        .allSatisfy(r -> assertThat(r.root()).isNotNegative());
    // -EIO, by its number.
    assertThat((String) ParsedJson.at(run, "events", "errnos", "-5")).contains("EIO");
  }

  // ---- what devices and programs may be called

  @ParameterizedTest
  @ValueSource(
      strings = {
        "</script><script>alert(1)</script>",
        "<!-- <script>",
        "]]>&lt;\"'`${x}",
        "\u2028\u2029\u0000\u001b\ud800",
        "Gerät 鼠标 😀",
      })
  void namesStayText(String name) {
    CapturedRun run = ExamplePage.wheel().notes(List.of(name));
    String page =
        ExamplePage.page(
            name,
            List.of(new HtmlCase(name, name, name, HtmlCase.Result.FAILED, List.of(name), run)));
    assertThat(page).doesNotContain("alert(1)</script>");
    for (String part : List.of("report", "run-0")) {
      assertThat(ExamplePage.data(page, part).chars().allMatch(c -> c >= ' ' && c < 0x7f)).isTrue();
    }
    assertThat(Pattern.compile("<script").matcher(page).results()).hasSize(3);
    assertThat(Pattern.compile("</script").matcher(page).results()).hasSize(3);
    assertThat(page).doesNotContain("<!--");
    Map<String, Object> index = ParsedJson.object(ExamplePage.data(page, "report"));
    assertThat(index).containsEntry("title", name);
    assertThat(ParsedJson.at(index, "cases", 0, "messages", 0)).isEqualTo(name);
    assertThat(ParsedJson.at(ParsedJson.object(ExamplePage.data(page, "run-0")), "notes", 0))
        .isEqualTo(name);
  }

  // ---- the page itself

  @Test
  void thePolicyAllowsTheStyleAndTheScriptAndNothingElse() throws NoSuchAlgorithmException {
    String page = ExamplePage.page(ExamplePage.wheel());
    Matcher policy =
        Pattern.compile("http-equiv=\"Content-Security-Policy\" content=\"([^\"]*)\"")
            .matcher(page);
    assertThat(policy.find()).isTrue();
    assertThat(policy.group(1))
        .isEqualTo(
            "default-src 'none'; style-src %s; script-src %s; base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'; trusted-types 'none'"
                .formatted(hash(page, "style"), hash(page, "script")));
    assertThat(page)
        .doesNotContain(
            "http://", "https://", "src=", "@import", "url(", "@STYLE", "@SCRIPT", "@TITLE");
  }

  private static String hash(String page, String element) throws NoSuchAlgorithmException {
    Matcher content =
        Pattern.compile("<" + element + ">(.*?)</" + element + ">", Pattern.DOTALL).matcher(page);
    assertThat(content.find()).isTrue();
    byte[] bytes = content.group(1).getBytes(StandardCharsets.UTF_8);
    return "'sha256-%s'"
        .formatted(
            Base64.getEncoder().encodeToString(MessageDigest.getInstance("SHA-256").digest(bytes)));
  }

  /** Script features that circumvent the policy, or interpret text as markup. */
  @Test
  void scriptsTakeNoMarkup() throws IOException {
    List<String> names = new ArrayList<>(HtmlTemplate.SCRIPTS);
    names.addAll(HtmlTemplate.STYLES);
    for (String name : names) {
      assertThat(HtmlTemplate.resource(name))
          .as(name)
          .doesNotContain(
              "innerHTML",
              "outerHTML",
              "insertAdjacentHTML",
              "document.write",
              "eval(",
              "fetch(",
              "XMLHttpRequest",
              "WebSocket",
              "import(",
              "</script",
              "</style",
              "<!--");
    }
  }

  @Test
  void severalCasesHaveAnIndex() {
    CapturedRun run = ExamplePage.wheel();
    String page =
        ExamplePage.page(
            "two",
            List.of(
                new HtmlCase("first", "o", "6.12", HtmlCase.Result.PASSED, List.of(), run),
                new HtmlCase("second", "o", "", HtmlCase.Result.SKIPPED, List.of("why"), null)));
    Map<String, Object> index = ParsedJson.object(ExamplePage.data(page, "report"));
    assertThat(ParsedJson.at(index, "cases", 0, "result")).isEqualTo("passed");
    assertThat(ParsedJson.at(index, "cases", 0, "run")).isEqualTo(true);
    assertThat(ParsedJson.at(index, "cases", 1, "result")).isEqualTo("skipped");
    assertThat(ParsedJson.at(index, "cases", 1, "run")).isEqualTo(false);
    assertThat(page).contains("id=\"run-0\"").doesNotContain("id=\"run-1\"");
  }

  /** 10⁵ different events fit into a mail: 5 MB; a tenth is tested here. */
  @Test
  void manyEventsTakeLittleRoom() {
    String page = ExamplePage.page(ExamplePage.wheel(ExamplePage.longRecording(10_000, 3)));
    assertThat(page.length()).isLessThan(500_000 + 150_000);
    assertThat(
            ParsedJson.at(ParsedJson.object(ExamplePage.data(page, "run-0")), "summary", "events"))
        .isEqualTo(10_000L);
  }
}
