package io.github.hidbpf4j.testing.html;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Reports as a browser shows them. Skipped where no Chromium is installed. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HtmlChromiumTest {
  private static final String EVENTS = "#timeline .table-body .row:not([hidden])";
  private static final String STATUS = "#timeline .toolbar [role=status]";

  private Path folder;
  private Chromium browser;

  @BeforeAll
  void start(@TempDir Path pages) throws IOException, InterruptedException {
    folder = pages;
    Path program = Chromium.installed();
    Assumptions.assumeTrue(program != null, "Chromium is not installed");
    browser = Chromium.start(program, folder.resolve("profile"));
    write("wheel", ExamplePage.page(ExamplePage.wheel()));
    write(
        "sixaxis",
        ExamplePage.page(
            ExamplePage.run(
                "sixaxis-reinit/sixaxis-reinit",
                ExamplePage.read("sixaxis-reinit/sixaxis.hid"),
                "sixaxis-reinit/sixaxis.model")));
  }

  @AfterAll
  void end() {
    if (browser != null) {
      browser.close();
    }
  }

  private void write(String name, String page) throws IOException {
    Path _ = Files.writeString(folder.resolve(name + ".html"), page);
  }

  private void open(String name) {
    browser.open(folder.resolve(name + ".html"));
  }

  private static List<Object> list(Object value) {
    return List.copyOf((List<?>) value);
  }

  @ParameterizedTest
  @ValueSource(strings = {"wheel", "sixaxis"})
  void nothingIsLoadedAndNothingComplainedOf(String name) {
    open(name);
    assertThat(browser.requests()).hasSize(1).allMatch(url -> url.startsWith("file:"));
    assertThat(browser.complaints()).isEmpty();
  }

  @Test
  void thePolicyHolds() {
    open("wheel");
    Object blocked =
        browser.evaluate(
            """
            new Promise(done => {
              const heard = [];
              document.addEventListener('securitypolicyviolation', e => {
                heard.push(e.effectiveDirective);
                if (heard.length === 2) { done(heard.sort().join(' ')); }
              });
              const image = document.createElement('img');
              image.src = 'data:image/gif;base64,R0lGODlhAQABAAAAACw=';
              const style = document.createElement('style');
              style.textContent = 'p { color: red }';
              document.body.append(image, style);
            })""");
    assertThat(blocked).isEqualTo("img-src style-src-elem");
  }

  @Test
  void allViewsAreThere() {
    open("wheel");
    assertThat(list(browser.evaluate("[...document.querySelectorAll('section')].map(s => s.id)")))
        .isEqualTo(
            List.of("overview", "timeline", "values", "descriptor", "reports", "input", "source"));
    assertThat(browser.text("#overview"))
        .contains("A4Tech PS/2+USB Mouse", "add_pan_field", "accepted");
    assertThat(browser.text("#descriptor .added")).isNotEmpty();
    assertThat(browser.count("#descriptor .item.added")).isEqualTo(4);
    assertThat(browser.count("#descriptor .item.gone")).isZero();
    assertThat(browser.text("#reports .seg-added")).isEqualTo("AC Pan");
    assertThat(browser.text("#input .code-item.added")).isEqualTo("+REL_HWHEEL");
    assertThat(browser.text("#source")).contains("report[PAN] = report[WHEEL];");
    assertThat(browser.text("#values select")).contains("AC Pan", "Wheel");
  }

  @Test
  void rowsReadAsTheyDoInText() {
    open("wheel");
    assertThat(browser.text(STATUS)).isEqualTo("119 rows");
    assertThat(
            list(
                browser.evaluate(
                    "[...document.querySelectorAll('"
                        + EVENTS
                        + "')].slice(14, 17).map(r => [...r.children].map(c => c.textContent).join('|'))")))
        .isEqualTo(
            List.of(
                "1.120000|Device|<40 00 00 01|Button 7 1, Wheel 1",
                "1.120000|split_wheels|hid_device_event|→ 5, 24 instructions",
                "1.120000|Host|>00 00 00 00 01|AC Pan – → 1, Button 7 1 → 0, Wheel 1 → 0"));
  }

  @Test
  void lanesAreDrawn() {
    open("sixaxis");
    assertThat(
            list(
                browser.evaluate(
                    "[...document.querySelectorAll('.lane-box')].map(l => l.textContent)")))
        .isEqualTo(
            List.of(
                "Device",
                "Requests",
                "probe",
                "declare_address",
                "wake_pad",
                "Timers",
                "Work",
                "Host",
                "evdev"));
    // Every lane has pixels in its own colour.
    assertThat(
            list(
                browser.evaluate(
                    """
                    (() => {
                      const canvas = document.querySelector('.timeline-canvas');
                      const ratio = canvas.width / canvas.clientWidth;
                      const context = canvas.getContext('2d');
                      return [...document.querySelectorAll('.lane-box')].map((_, lane) => {
                        const y = Math.round((24 + lane * 26 + 10) * ratio);
                        const data = context.getImageData(Math.round(134 * ratio), y, canvas.width - Math.round(134 * ratio), 1).data;
                        const coloured = [];
                        for (let i = 0; i < data.length; i += 4) {
                          const [r, g, b] = data.subarray(i, i + 3);
                          if (data[i + 3] > 200 && Math.max(r, g, b) - Math.min(r, g, b) > 60) { coloured.push(i); }
                        }
                        return coloured.length > 0;
                      });
                    })()""")))
        .hasSize(9)
        .containsOnly(true);
  }

  // ---- what one can do

  @Test
  void theKeyboardDoesEverything() {
    open("wheel");
    browser.press("?");
    assertThat(browser.evaluate("document.querySelector('dialog').open")).isEqualTo(true);
    assertThat(browser.text("dialog")).contains("next, previous event");
    Object _ = browser.evaluate("document.querySelector('dialog').close()");
    browser.press("j");
    browser.press("j");
    browser.press("k");
    assertThat(browser.text("[role=row][aria-selected=true] .event")).isEqualTo("syscall");
    browser.press("n");
    assertThat(browser.text("[role=row][aria-selected=true] .lane")).isEqualTo("Host");
    assertThat(browser.text(".details"))
        .contains("Host · report", "AC Pan", "What came of the report");
    String all = browser.text(".interval");
    browser.press("+");
    assertThat(browser.text(".interval")).isNotEqualTo(all);
    browser.press("0");
    assertThat(browser.text(".interval")).isEqualTo(all);
    browser.press("4");
    assertThat(browser.evaluate("document.activeElement.id")).isEqualTo("descriptor");
    browser.press("/");
    assertThat(browser.evaluate("document.activeElement.id")).isEqualTo("filter");
    browser.press("Escape");
    assertThat(browser.evaluate("document.activeElement === document.body")).isEqualTo(true);
    assertThat(browser.complaints()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "REL_HWHEEL|22|.*REL_HWHEEL.*",
        "\"button 7 1\" -host|9|.*Button 7 1.*",
        "no such thing|0|",
      })
  void theFilterLeavesWhatItNames(String words, int least, String pattern) {
    open("wheel");
    String all = browser.text(STATUS);
    Object _ =
        browser.evaluate(
            """
            new Promise(done => {
              const filter = document.getElementById('filter');
              filter.value = %s;
              filter.dispatchEvent(new Event('input'));
              const look = () => document.querySelector(%s).textContent === %s ? setTimeout(look, 10) : done(true);
              look();
            })"""
                .formatted(Chromium.quoted(words), Chromium.quoted(STATUS), Chromium.quoted(all)));
    browser.draw();
    long shown = browser.count(EVENTS);
    assertThat(shown).isGreaterThanOrEqualTo(Math.min(least, 9));
    if (least == 0) {
      assertThat(shown).isZero();
      assertThat(browser.text(".table-empty")).contains("No event");
    } else {
      assertThat(
              list(
                  browser.evaluate(
                      "[...document.querySelectorAll('" + EVENTS + "')].map(r => r.textContent)")))
          .allSatisfy(row -> assertThat((String) row).matches(pattern));
    }
  }

  @Test
  void lanesCanBeHidden() {
    open("wheel");
    Object _ =
        browser.evaluate(
            "[...document.querySelectorAll('.lane-box')].filter(l => l.textContent !== 'Host').forEach(l => l.click())");
    browser.draw();
    assertThat(browser.text(STATUS)).isEqualTo("26 of 119 rows");
    assertThat(
            list(
                browser.evaluate(
                    "[...document.querySelectorAll('"
                        + EVENTS
                        + " .lane')].map(l => l.textContent)")))
        .isNotEmpty()
        .containsOnly("Host");
  }

  @Test
  void darkAndLightFollowTheSystemAndTheSwitch() {
    String background = "getComputedStyle(document.body).backgroundColor";
    Object _ =
        browser.call(
            "Emulation.setEmulatedMedia",
            "{\"features\":[{\"name\":\"prefers-color-scheme\",\"value\":\"dark\"}]}");
    open("wheel");
    Object _ = browser.evaluate("localStorage.clear()");
    open("wheel");
    assertThat(browser.evaluate(background)).isEqualTo("rgb(20, 23, 27)");
    browser.press("d");
    assertThat(browser.evaluate(background)).isEqualTo("rgb(255, 255, 255)");
    browser.press("d");
    assertThat(browser.evaluate(background)).isEqualTo("rgb(20, 23, 27)");
    Object _ = browser.evaluate("localStorage.clear()");
    Object _ =
        browser.call(
            "Emulation.setEmulatedMedia",
            "{\"features\":[{\"name\":\"prefers-color-scheme\",\"value\":\"light\"}]}");
    open("wheel");
    assertThat(browser.evaluate(background)).isEqualTo("rgb(255, 255, 255)");
  }

  /** Contrast of text according to WCAG 2: 4.5 for small text. */
  @ParameterizedTest
  @ValueSource(strings = {"light", "dark"})
  void textHasContrast(String theme) {
    open("wheel");
    Object poor =
        browser.evaluate(
            """
            (() => {
              document.documentElement.dataset.theme = '%s';
              const parse = colour => {
                const canvas = document.createElement('canvas');
                const c = canvas.getContext('2d');
                c.fillStyle = colour;
                c.fillRect(0, 0, 1, 1);
                return [...c.getImageData(0, 0, 1, 1).data];
              };
              const light = ([r, g, b]) => [r, g, b].map(v => v / 255)
                .map(v => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
                .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
              const behind = element => {
                for (let e = element; e; e = e.parentElement) {
                  const colour = parse(getComputedStyle(e).backgroundColor);
                  if (colour[3] === 255) { return colour; }
                }
                return [255, 255, 255, 255];
              };
              const poor = new Set();
              for (const element of document.querySelectorAll('main *')) {
                const own = [...element.childNodes].some(n => n.nodeType === 3 && n.textContent.trim());
                if (!own || element.ariaHidden === 'true' || element.closest('[hidden]')) { continue; }
                const [a, b] = [light(parse(getComputedStyle(element).color)), light(behind(element))];
                const contrast = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
                if (contrast < 4.5) { poor.add(`${element.tagName}.${element.className} ${contrast.toFixed(2)}`); }
              }
              return [...poor].sort();
            })()"""
                .formatted(theme));
    assertThat(list(poor)).isEmpty();
  }

  @Test
  void whatCanBeUsedHasANameAndCanBeReached() {
    open("sixaxis");
    Object nameless =
        browser.evaluate(
            """
            [...document.querySelectorAll('button, a[href], input, select, [tabindex="0"], [role]')]
              .filter(e => !e.textContent.trim() && !e.getAttribute('aria-label') && !e.getAttribute('aria-labelledby')
                && !e.closest('label') && !document.querySelector(`label[for="${e.id}"]`) && !['presentation'].includes(e.role)
                && !e.closest('[hidden]') && e.role !== 'gridcell' && e.role !== 'status' && e.id !== 'tip')
              .map(e => e.outerHTML.slice(0, 120))""");
    assertThat(list(nameless)).isEmpty();
    // A focused bit of a report says what it is.
    Object _ = browser.evaluate("document.querySelector('#reports .seg[tabindex]').focus()");
    assertThat(browser.evaluate("document.getElementById('tip').hidden")).isEqualTo(false);
    assertThat(browser.text("#tip")).contains("Usage", "Where", "Range");
    assertThat(browser.evaluate("document.activeElement.getAttribute('aria-describedby')"))
        .isEqualTo("tip");
  }

  // ---- index, size, paper

  @Test
  void anIndexLeadsToItsRunsAndBack() throws IOException {
    CapturedRun run = ExamplePage.wheel();
    List<String> why = List.of("expected <b>x</b>");
    write(
        "index",
        ExamplePage.page(
            "several",
            List.of(
                new HtmlCase("first", "", "6.12", HtmlCase.Result.PASSED, List.of(), run),
                new HtmlCase("second", "", "6.11", HtmlCase.Result.FAILED, why, run),
                new HtmlCase("second", "", "6.12", HtmlCase.Result.PASSED, List.of(), run),
                new HtmlCase("third", "", "", HtmlCase.Result.SKIPPED, List.of(), null))));
    open("index");
    assertThat(browser.text("header")).contains("1 failed", "1 skipped", "1 passed");
    assertThat(browser.count("#cases tbody tr")).isEqualTo(3);
    assertThat(browser.text("#cases tbody tr"))
        .contains("failed", "second", "6.11", "6.12", "expected <b>x</b>");
    assertThat(browser.count("#cases .case-kernels a")).isEqualTo(3);
    Object _ = browser.evaluate("document.getElementById('failed-only').click()");
    assertThat(browser.count("#cases tbody tr")).isEqualTo(1);
    Object _ =
        browser.evaluate(
            "new Promise(done => { addEventListener('hashchange', () => setTimeout(() => done(true))); document.querySelector('#cases tbody tr a').click(); })");
    browser.draw();
    assertThat(browser.text("h1")).isEqualTo("second");
    assertThat(browser.text("#overview .box")).contains("failed", "expected <b>x</b>");
    Object _ =
        browser.evaluate(
            "new Promise(done => { addEventListener('hashchange', () => setTimeout(() => done(true))); document.querySelector('.back').click(); })");
    assertThat(browser.count("#cases tbody tr")).isEqualTo(3);
    assertThat(browser.complaints()).isEmpty();
  }

  /** Of 10⁵ events only the visible ones have elements; {@link HtmlFramesTest} measures frames. */
  @Test
  void manyEventsAreFewElements() throws IOException {
    write("long", ExamplePage.page(ExamplePage.wheel(ExamplePage.longRecording(100_000, 4))));
    open("long");
    assertThat(browser.complaints()).isEmpty();
    assertThat(browser.count(".row")).isLessThan(40);
    assertThat(browser.count("*")).isLessThan(3_000);
    Object _ = browser.evaluate("document.querySelector('.table-body').scrollTop = 1e9");
    browser.draw();
    browser.draw();
    assertThat(
            (Double)
                browser.evaluate(
                    "Number([...document.querySelectorAll('"
                        + EVENTS
                        + "')].at(-1).children[0].textContent)"))
        .isGreaterThan(790);
    assertThat(browser.complaints()).isEmpty();
  }

  @Test
  void paperHasAllParts() {
    open("wheel");
    Object _ = browser.call("Emulation.setEmulatedMedia", "{\"media\":\"print\"}");
    Object _ = browser.evaluate("dispatchEvent(new Event('beforeprint'))");
    String printed = (String) browser.evaluate("document.body.innerText");
    Object _ = browser.evaluate("dispatchEvent(new Event('afterprint'))");
    Object _ = browser.call("Emulation.setEmulatedMedia", "{\"media\":\"\"}");
    assertThat(printed)
        .contains(
            "Overview",
            "Timeline",
            "Values over time",
            "Report descriptor",
            "Reports",
            "Input devices",
            "Source",
            "1.120000",
            "AC Pan – → 1, Button 7 1 → 0, Wheel 1 → 0",
            "Usage (AC Pan)")
        .doesNotContain("Select an event", "Theme");
    Object pdf = browser.call("Page.printToPDF", "{\"printBackground\":true}");
    byte[] bytes = Base64.getDecoder().decode((String) ParsedJson.at(pdf, "data"));
    assertThat(bytes).startsWith('%', 'P', 'D', 'F').hasSizeGreaterThan(20_000);
    assertThat(browser.count(".printed-events tr")).isZero();
  }

  @Test
  void narrowScreensNeedNoScrollingSideways() {
    Object _ =
        browser.call(
            "Emulation.setDeviceMetricsOverride",
            "{\"width\":420,\"height\":900,\"deviceScaleFactor\":1,\"mobile\":false}");
    try {
      open("wheel");
      assertThat((Long) browser.evaluate("document.documentElement.scrollWidth"))
          .isLessThanOrEqualTo(420);
    } finally {
      Object _ = browser.call("Emulation.clearDeviceMetricsOverride", "{}");
    }
  }
}
