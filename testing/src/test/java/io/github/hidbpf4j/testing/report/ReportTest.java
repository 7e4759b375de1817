package io.github.hidbpf4j.testing.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.hidbpf4j.hid.HidException;
import io.github.hidbpf4j.testing.suite.CaseResult;
import io.github.hidbpf4j.testing.suite.ComparedVerdict;
import io.github.hidbpf4j.testing.suite.Failure;
import io.github.hidbpf4j.testing.suite.KernelResult;
import io.github.hidbpf4j.testing.suite.Status;
import io.github.hidbpf4j.testing.suite.SuiteListener;
import io.github.hidbpf4j.testing.suite.SuiteResult;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringReader;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.transform.stream.StreamSource;
import javax.xml.validation.SchemaFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.w3c.dom.Element;
import org.xml.sax.InputSource;

/** Each report of a suite can be read back by an independent parser. */
class ReportTest {
  private static final Failure DIFFERS =
      new Failure(
          Path.of("fixes/wheel.fix.snap"),
          12,
          "not as expected: - expected, + found",
          List.of("  events", "- 0.1 = 01", "+ 0.1 = 02", "", "  # \"quoted\" & <b> \\ : %"));

  private static final Failure ODD =
      new Failure(Path.of("a, b:c%d\u001b.hid"), 0, "no # \u0007bell\uffff", List.of());

  private static KernelResult kernel(String name, Status status, Failure... failures) {
    return new KernelResult(name, status, List.of(failures), 1_234_567);
  }

  private static final List<CaseResult> CASES =
      List.of(
          new CaseResult(
              "a.hid, fix #1.bpf.o",
              Path.of("a.hid"),
              List.of(
                  kernel("6.12", Status.FAILED, DIFFERS),
                  kernel("6.18", Status.FAILED, DIFFERS),
                  kernel("7.3", Status.PASSED))),
          new CaseResult(
              "b\\c.hid, fix.bpf.o",
              Path.of("b\\c.hid"),
              List.of(kernel("6.12", Status.PASSED), kernel("6.3", Status.SKIPPED, ODD))),
          new CaseResult(
              "c.hid", Path.of("c.hid"), List.of(kernel("", Status.FAILED, ODD, DIFFERS))),
          new CaseResult(
              "d.hid, fix.bpf.o", Path.of("d.hid"), List.of(kernel("6.12", Status.UPDATED, ODD))),
          new CaseResult(
              "e.hid, fix.bpf.o", Path.of("e.hid"), List.of(kernel("6.3", Status.SKIPPED, ODD))),
          new CaseResult(
              "f.hid, fix.bpf.o",
              Path.of("f.hid"),
              List.of(
                  new KernelResult(
                      "6.18.15",
                      Status.PASSED,
                      List.of(),
                      1_234_567,
                      List.of(
                          new ComparedVerdict("fix.bpf.o", "first", "", ""),
                          new ComparedVerdict(
                              "fix.bpf.o",
                              "second",
                              "R1 invalid <mem> access #1\u0007",
                              "R1 invalid mem access"))))));

  private static String report(
      Function<PrintWriter, SuiteListener> form, List<CaseResult> cases, int notRun) {
    StringWriter text = new StringWriter();
    PrintWriter out = new PrintWriter(text);
    JsonLinesReader.replay(new SuiteResult(cases, notRun, 5_000_000_000L), form.apply(out));
    out.flush();
    return text.toString();
  }

  // ---- TAP

  @Test
  void tapIsReadBack() {
    TapCheck.Document document = TapCheck.read(report(TapReport::new, CASES, 0));
    assertThat(document.planned()).isEqualTo(6);
    assertThat(document.points())
        .extracting(TapCheck.Point::ok)
        .containsExactly(false, true, false, true, true, true);
    assertThat(document.points())
        .extracting(TapCheck.Point::text)
        .containsExactlyElementsOf(CASES.stream().map(CaseResult::name).toList());
    assertThat(document.points())
        .extracting(TapCheck.Point::skipped)
        .containsExactly(false, false, false, false, true, false);
    List<TapCheck.Point> kernels = document.points().getFirst().below();
    assertThat(kernels)
        .extracting(TapCheck.Point::text)
        .containsExactly("kernel 6.12", "kernel 6.18", "kernel 7.3");
    assertThat(kernels.getFirst().yaml())
        .containsExactly(
            "failures:",
            "  - at: \"fixes/wheel.fix.snap:12\"",
            "    message: \"not as expected: - expected, + found\"",
            "    details: |2",
            "        events",
            "      - 0.1 = 01",
            "      + 0.1 = 02",
            "      ",
            "        # \"quoted\" & <b> \\ : %");
    assertThat(document.points().get(2).below().getFirst().yaml())
        .contains("  - at: \"a, b:c%d?.hid\"", "    message: \"no # ?bell\uffff\"");
  }

  @Test
  void verdictsOfARealKernelAreInEachReport() {
    TapCheck.Point test =
        TapCheck.read(report(TapReport::new, CASES, 0)).points().getLast().below().getFirst();
    assertThat(test.yaml())
        .containsExactly(
            "verdicts:",
            "  - \"fix.bpf.o, program first: kernel accepted, hidbpf accepted\"",
            "  - \"fix.bpf.o, program second: kernel rejected, hidbpf rejected: R1 invalid <mem> access #1?\"");
    Element testsuite =
        (Element)
            xml(report(JUnitXmlReport::new, CASES, 0)).getElementsByTagName("testsuite").item(5);
    assertThat(testsuite.getElementsByTagName("system-out").item(0).getTextContent().lines())
        .containsExactly(
            "fix.bpf.o, program first: kernel accepted, hidbpf accepted",
            "fix.bpf.o, program second: kernel rejected, hidbpf rejected: R1 invalid <mem> access #1?");
    assertThat(report(JsonLinesReport::new, CASES, 0))
        .contains(
            "\"verdicts\":[{\"object\":\"fix.bpf.o\",\"program\":\"first\",\"kernel\":\"accepted\",\"hidbpf\":\"accepted\"},"
                + "{\"object\":\"fix.bpf.o\",\"program\":\"second\",\"kernel\":\"rejected\",\"kernel_reason\":\"R1 invalid <mem> access #1\\u0007\","
                + "\"hidbpf\":\"rejected\",\"hidbpf_reason\":\"R1 invalid mem access\"}]");
  }

  @Test
  void tapSaysThatItEndsEarly() {
    TapCheck.Document document = TapCheck.read(report(TapReport::new, CASES, 3));
    assertThat(document.planned()).isEqualTo(9);
    assertThat(document.bailed()).isEqualTo("Bail out! 3 tests were not run after a failure");
    assertThat(TapCheck.read(report(TapReport::new, List.of(), 0)).points()).isEmpty();
  }

  // ---- JUnit

  private static Element xml(String text) {
    try {
      SchemaFactory.newInstance(XMLConstants.W3C_XML_SCHEMA_NS_URI)
          .newSchema(
              new StreamSource(
                  Objects.requireNonNull(ReportTest.class.getResourceAsStream("junit-report.xsd"))))
          .newValidator()
          .validate(new StreamSource(new StringReader(text)));
      return DocumentBuilderFactory.newInstance()
          .newDocumentBuilder()
          .parse(new InputSource(new StringReader(text)))
          .getDocumentElement();
    } catch (Exception e) {
      throw new AssertionError(text, e);
    }
  }

  private static List<Element> elements(Element in, String name) {
    List<Element> all = new ArrayList<>();
    for (int i = 0; i < in.getElementsByTagName(name).getLength(); i++) {
      all.add((Element) in.getElementsByTagName(name).item(i));
    }
    return all;
  }

  @Test
  void junitXmlIsValidAndCounts() {
    Element root = xml(report(JUnitXmlReport::new, CASES, 0));
    List<Element> cases = elements(root, "testcase");
    assertThat(root.getAttribute("tests")).isEqualTo("" + cases.size()).isEqualTo("9");
    assertThat(root.getAttribute("failures")).isEqualTo("3");
    assertThat(root.getAttribute("time")).isEqualTo("5.000");
    for (Element suite : elements(root, "testsuite")) {
      List<Element> own = elements(suite, "testcase");
      assertThat(suite.getAttribute("tests")).isEqualTo("" + own.size());
      assertThat(suite.getAttribute("failures"))
          .isEqualTo("" + own.stream().filter(c -> !elements(c, "failure").isEmpty()).count());
      assertThat(suite.getAttribute("skipped")).isEqualTo("" + elements(suite, "skipped").size());
    }
    assertThat(elements(root, "testsuite"))
        .extracting(e -> e.getAttribute("name"))
        .containsExactlyElementsOf(CASES.stream().map(CaseResult::name).toList());
    Element failure = elements(root, "failure").getFirst();
    assertThat(failure.getAttribute("message")).isEqualTo(DIFFERS.message());
    assertThat(failure.getTextContent().strip())
        .isEqualTo("fixes/wheel.fix.snap:12\n" + String.join("\n", DIFFERS.details()));
    assertThat(elements(root, "skipped").getFirst().getAttribute("message"))
        .isEqualTo("no # ?bell?");
    xml(report(JUnitXmlReport::new, List.of(), 4));
  }

  // ---- GitHub

  @Test
  void githubMarksFilesOncePerFailure() {
    assertThat(report(GithubReport::new, CASES, 0).lines())
        .containsExactly(
            "::error file=fixes/wheel.fix.snap,line=12,title=a.hid%2C fix #1.bpf.o%2C kernel 6.12%2C 6.18::not as expected: - expected, + found%0A  events%0A- 0.1 = 01%0A+ 0.1 = 02%0A%0A  # \"quoted\" & <b> \\ : %25",
            "::error file=a%2C b%3Ac%25d\u001b.hid,title=c.hid::no # \u0007bell\uffff",
            "::error file=fixes/wheel.fix.snap,line=12,title=c.hid::not as expected: - expected, + found%0A  events%0A- 0.1 = 01%0A+ 0.1 = 02%0A%0A  # \"quoted\" & <b> \\ : %25");
  }

  // ---- JSON Lines

  @TempDir Path folder;

  private Path lines(String name, List<CaseResult> cases, int notRun) throws IOException {
    return Files.writeString(folder.resolve(name), report(JsonLinesReport::new, cases, notRun));
  }

  @Test
  void partsPutTogetherGiveTheSameReports() throws IOException {
    List<Path> parts = new ArrayList<>();
    for (int part = 0; part < 4; part++) {
      List<CaseResult> mine = new ArrayList<>();
      for (int i = part; i < CASES.size(); i += 4) {
        mine.add(CASES.get(i));
      }
      parts.add(lines("part" + part, mine, 0));
    }
    SuiteResult merged = JsonLinesReader.read(parts.reversed());
    assertThat(merged).isEqualTo(new SuiteResult(CASES, 0, 5_000_000_000L));
    for (Function<PrintWriter, SuiteListener> form :
        List.<Function<PrintWriter, SuiteListener>>of(
            TapReport::new, JUnitXmlReport::new, GithubReport::new, JsonLinesReport::new)) {
      assertThat(report(form, merged.cases(), merged.notRun())).isEqualTo(report(form, CASES, 0));
    }
  }

  private Path shard(String shard, int first) throws IOException {
    return Files.writeString(
        folder.resolve("shard" + first),
        report(out -> new JsonLinesReport(out, shard), CASES.subList(first, first + 1), 0));
  }

  /** A missing shard may be the one in which something failed. */
  @Test
  void allPartsHaveToBeThere() throws IOException {
    Path first = shard("1/3", 0);
    Path second = shard("2/3", 1);
    Path third = shard("3/3", 2);
    Path whole = lines("whole", CASES.subList(3, 4), 0);
    assertThat(JsonLinesReader.read(List.of(third, first, whole, second)).cases()).hasSize(4);
    for (List<Path> some : List.of(List.of(first, third), List.of(first, whole, third))) {
      assertThatThrownBy(() -> JsonLinesReader.read(some))
          .isInstanceOf(HidException.class)
          .hasMessage("--merge: part 2/3 is missing: expected what each of the 3 parts wrote");
    }
    assertThatThrownBy(() -> JsonLinesReader.read(List.of(first, second)))
        .hasMessageStartingWith("--merge: part 3/3 is missing");
    assertThatThrownBy(() -> JsonLinesReader.read(List.of(shard("1:3", 4))))
        .hasMessageEndingWith(":1: shard '1:3', expected PART/PARTS, as in 2/5");
  }

  @Test
  void whatAPartDidNotRunIsCounted() throws IOException {
    Path stopped = lines("stopped", CASES.subList(0, 2), 7);
    Path killed = lines("killed", CASES.subList(2, 5), 0);
    List<String> whole = Files.readAllLines(killed);
    Files.write(killed, whole.subList(0, 2));
    SuiteResult result = JsonLinesReader.read(List.of(stopped, killed));
    assertThat(result.notRun()).isEqualTo(7 + 2);
    assertThat(result.isSuccess()).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'' | 1 | empty, expected what 'hidbpf test --json' writes",
        "[] | 1 | expected a JSON object",
        "{\"type\":\"suite\"} | 1 | expected what 'hidbpf test --json' writes",
        "{\"type\":\"suite\",\"format\":\"hidbpf-test\",\"version\":2} | 1 | version 2 of the format, this hidbpf reads version 1",
        "{\"type\":\"suite\",\"format\":\"hidbpf-test\",\"version\":1} | 1 | field 'tests' is "
            + "missing or not a number",
        "HEAD;{\"type\":\"toast\"} | 2 | type 'toast', expected test or end",
        "HEAD;{\"type\":1} | 2 | field 'type' is missing or not a string",
        "HEAD;{\"type\":\"test\"} | 2 | field 'name' is missing or not a string",
        "HEAD;{\"type\":\"test\",\"name\":\"a\",\"file\":\"a\",\"kernels\":[]} | 2 | a test without kernels",
        "HEAD;{\"type\":\"test\",\"name\":\"a\",\"file\":\"a\",\"kernels\":[{\"status\":\"odd\"}]} | 2 | status 'odd', expected passed, failed, updated or skipped",
        "HEAD;{\"type\":\"test\",\"name\":\"a\",\"file\":\"\\u0000\",\"kernels\":[{\"kernel\":\"\",\"status\":\"passed\",\"failures\":[],\"nanos\":1}]} | 2 | field 'file' is not a file name",
        "HEAD;END;END | 3 | a line after the end",
        "HEAD;END {} | 2 | expected a JSON object",
      })
  void badFilesAreToldWithTheirLine(String text, int line, String message) throws IOException {
    String head = "{\"type\":\"suite\",\"format\":\"hidbpf-test\",\"version\":1,\"tests\":1}";
    String end = "{\"type\":\"end\",\"not_run\":0,\"nanos\":1}";
    Path file =
        Files.writeString(
            folder.resolve("bad"),
            text.replace(";", "\n").replace("HEAD", head).replace("END", end));
    assertThatThrownBy(() -> JsonLinesReader.read(List.of(file)))
        .isInstanceOf(HidException.class)
        .hasMessage("%s:%d: %s".formatted(file, line, message));
  }

  @Test
  void whatIsNoTextOrNoJsonIsTold() throws IOException {
    Path file = Files.write(folder.resolve("bad"), new byte[] {'{', (byte) 0xff, '\n'});
    assertThatThrownBy(() -> JsonLinesReader.read(List.of(file)))
        .hasMessage(file + ":1: not UTF-8 text, expected what 'hidbpf test --json' writes");
    Files.writeString(file, "{\"type\":");
    assertThatThrownBy(() -> JsonLinesReader.read(List.of(file)))
        .hasMessageStartingWith(file + ":1: no JSON: ");
  }

  @Test
  void aTestInTwoPartsIsRefused() throws IOException {
    Path one = lines("one", CASES.subList(0, 1), 0);
    Path two = lines("two", CASES.subList(0, 1), 0);
    assertThatThrownBy(() -> JsonLinesReader.read(List.of(one, two)))
        .hasMessage("%s:2: test 'a.hid, fix #1.bpf.o' is in %s as well".formatted(two, one));
  }
}
