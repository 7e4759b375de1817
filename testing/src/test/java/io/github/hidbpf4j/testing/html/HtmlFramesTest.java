package io.github.hidbpf4j.testing.html;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Measures how long a page takes for a frame while the user scrolls, zooms and drags, and prints a
 * table: {@code scripts/benchmark-page}. Times are the CPU time of the browser's main thread, which
 * other load on the machine hardly changes, and the time between frames of a continuous gesture,
 * which it does change. Without {@code -Dhidbpf4j.frames=EVENTS} the page is small, and nothing is
 * measured. Skipped if no Chromium is installed.
 */
class HtmlFramesTest {
  private static final int EVENTS = Integer.getInteger("hidbpf4j.frames", 0);
  private static final int STEPS = EVENTS == 0 ? 5 : 240;

  /** A gesture of the user: a name, and a script for step {@code i} of {@code n}. */
  private record Gesture(String name, String step) {}

  private static final List<Gesture> GESTURES =
      List.of(
          new Gesture("scroll the table by a few rows", "table.scrollTop += 66"),
          new Gesture(
              "drag its scroll bar", "table.scrollTop = (i * 7919 % n) / n * table.scrollHeight"),
          new Gesture("zoom in, then out", "wheel({deltaY: i < n / 2 ? -40 : 40})"),
          new Gesture("move through half of the run", "wheel({deltaX: i < n / 2 ? 5 : -5})"),
          new Gesture("move through a few events", "wheel({deltaX: i < n / 2 ? 30 : -30})"),
          new Gesture("next event by key", "key('j')"),
          new Gesture("point at the timeline", "point(i / n)"));

  /** CPU milliseconds of the main thread. */
  private record Spent(double script, double layout, double all) {
    Spent minus(Spent before) {
      return new Spent(script - before.script, layout - before.layout, all - before.all);
    }
  }

  @Test
  void framesAreShort(@TempDir Path folder) throws IOException, InterruptedException {
    Path program = Chromium.installed();
    Assumptions.assumeTrue(program != null, "Chromium is not installed");
    int events = EVENTS == 0 ? 500 : EVENTS;
    Path page = folder.resolve("page.html");
    Path _ =
        Files.writeString(
            page, ExamplePage.page(ExamplePage.wheel(ExamplePage.longRecording(events, 4))));
    try (Chromium browser = Chromium.start(program, folder.resolve("profile"))) {
      Object _ = browser.call("Performance.enable", "{\"timeDomain\":\"threadTicks\"}");
      browser.open(page);
      Object _ =
          browser.evaluate(
              """
              (() => {
                const canvas = document.querySelector('.timeline-canvas');
                const box = canvas.getBoundingClientRect();
                const at = share => ({clientX: box.left + 140 + share * (box.width - 150), clientY: box.top + 60});
                window.table = document.querySelector('.table-body');
                window.wheel = how => canvas.dispatchEvent(new WheelEvent('wheel', {...at(0.6), ...how, cancelable: true}));
                window.point = share => canvas.dispatchEvent(new PointerEvent('pointermove', at(share)));
                window.key = key => document.body.dispatchEvent(new KeyboardEvent('keydown', {key, bubbles: true}));
                window.frame = () => new Promise(done => requestAnimationFrame(() => setTimeout(done)));
                canvas.focus();
              })()""");
      if (EVENTS > 0) {
        System.out.printf(
            Locale.ROOT,
            "%n| %,d events: milliseconds a frame, median and 95 %% | scripts | layout | main thread | between frames |%n|---|---|---|---|---|%n",
            events);
      }
      for (Gesture gesture : GESTURES) {
        int zoom =
            switch (gesture.name()) {
              case "move through half of the run" -> 5;
              case "move through a few events" -> 60;
              default -> 0;
            };
        Object _ =
            browser.evaluate(
                "(async () => { for (let i = 0; i < %d; i++) { wheel({deltaY: -40}); await frame(); } })()"
                    .formatted(zoom));
        play(browser, gesture);
      }
      assertThat(browser.complaints()).isEmpty();
    }
  }

  private static void play(Chromium browser, Gesture gesture) {
    double[][] times = new double[4][STEPS];
    for (int i = -3; i < STEPS; i++) {
      Spent before = spent(browser);
      Object _ =
          browser.evaluate(
              """
              (async () => {
                const [i, n] = [%d, %d];
                await frame();
                %s;
                await frame();
              })()"""
                  .formatted(Math.max(i, 0), STEPS, gesture.step()));
      Spent spent = spent(browser).minus(before);
      // During the first ones the browser compiles the scripts.
      if (i >= 0) {
        times[0][i] = spent.script();
        times[1][i] = spent.layout();
        times[2][i] = spent.all();
      }
    }
    List<?> between =
        (List<?>)
            browser.evaluate(
                """
                (async () => {
                  const n = %d;
                  const next = () => new Promise(requestAnimationFrame);
                  let last = await next();
                  const between = [];
                  for (let i = 0; i < n; i++) {
                    %s;
                    const now = await next();
                    between.push(now - last);
                    last = now;
                  }
                  return between;
                })()"""
                    .formatted(STEPS, gesture.step()));
    for (int i = 0; i < STEPS; i++) {
      times[3][i] = ((Number) between.get(i)).doubleValue();
    }
    StringBuilder line = new StringBuilder("| " + gesture.name());
    for (double[] each : times) {
      Arrays.sort(each);
      line.append(
          String.format(Locale.ROOT, " | %.1f, %.1f", each[STEPS / 2], each[(int) (STEPS * 0.95)]));
    }
    if (EVENTS > 0) {
      System.out.println(line + " |");
    }
  }

  private static Spent spent(Chromium browser) {
    double script = 0;
    double layout = 0;
    double all = 0;
    Object metrics = ParsedJson.at(browser.call("Performance.getMetrics", "{}"), "metrics");
    for (Object metric : (List<?>) metrics) {
      double value = ((Number) ParsedJson.at(metric, "value")).doubleValue() * 1_000;
      switch (String.valueOf(ParsedJson.at(metric, "name"))) {
        case "ScriptDuration" -> script = value;
        case "LayoutDuration", "RecalcStyleDuration" -> layout += value;
        case "TaskDuration" -> all = value;
        default -> {}
      }
    }
    return new Spent(script, layout, all);
  }
}
