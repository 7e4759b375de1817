package io.github.hidbpf4j.testing.report;

import io.github.hidbpf4j.kernel.event.EventSink;
import io.github.hidbpf4j.kernel.event.KernelEvent;
import io.github.hidbpf4j.kernel.event.ReplayStart;
import io.github.hidbpf4j.kernel.replay.EvdevView;
import io.github.hidbpf4j.testing.html.CapturedRun;
import io.github.hidbpf4j.testing.html.HtmlCase;
import io.github.hidbpf4j.testing.html.HtmlReport;
import io.github.hidbpf4j.testing.html.RunCapture;
import io.github.hidbpf4j.testing.suite.CaseResult;
import io.github.hidbpf4j.testing.suite.Failure;
import io.github.hidbpf4j.testing.suite.KernelResult;
import io.github.hidbpf4j.testing.suite.RunWatcher;
import io.github.hidbpf4j.testing.suite.Status;
import io.github.hidbpf4j.testing.suite.SuiteListener;
import io.github.hidbpf4j.testing.suite.SuiteResult;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Writes an HTML page: an index of the tests under each kernel, and their runs. For the runs it
 * must also be the suite's {@link RunWatcher}. All runs of failed tests are included; of passed
 * ones as many as there is room for, and the index says which are left out.
 */
public final class HtmlTestReport implements SuiteListener, RunWatcher {
  /** How much the runs of tests that passed may take in the page, in characters. */
  static final long MOST_PASSED = 24 << 20;

  private static final String LEFT_OUT = "its run is not in this page, which has no room for more";

  private final Writer out;
  private final long mostPassed;
  private final Map<Run, Watched> running = new ConcurrentHashMap<>();
  private final List<HtmlCase> cases = new ArrayList<>();
  private long passed;

  private record Run(String test, String kernel) {}

  /** Creates a report that is written after the last test; it does not close the writer. */
  public HtmlTestReport(Writer out) {
    this(out, MOST_PASSED);
  }

  HtmlTestReport(Writer out, long mostPassed) {
    this.out = out;
    this.mostPassed = mostPassed;
  }

  /** A run that is captured for its page. */
  private static final class Watched implements EventSink {
    private final RunCapture capture = new RunCapture();
    private final EvdevView view = new EvdevView(List.of(capture.evdev()));
    private int devices;

    @Override
    public void event(KernelEvent event) {
      devices += event instanceof ReplayStart ? 1 : 0;
      capture.event(event);
      // A view shows one device.
      if (devices <= 1) {
        view.event(event);
      }
    }

    /** The captured run; null if nothing began. */
    @Nullable CapturedRun finish() {
      if (devices == 0) {
        return null;
      }
      view.finish();
      return capture
          .finish()
          .notes(
              devices == 1
                  ? List.of()
                  : List.of("%d devices: shown is the first".formatted(devices)));
    }
  }

  @Override
  public List<EventSink> watch(String test, String kernel) {
    Watched watched = new Watched();
    running.put(new Run(test, kernel), watched);
    return List.of(watched);
  }

  @Override
  public void finished(CaseResult result) {
    for (KernelResult kernel : result.kernels()) {
      Watched watched = running.remove(new Run(result.name(), kernel.kernel()));
      CapturedRun run = watched == null ? null : watched.finish();
      List<String> messages = new ArrayList<>(messages(kernel));
      if (run != null && kernel.status() != Status.FAILED) {
        passed += run.length();
        if (passed > mostPassed) {
          run = null;
          messages.add(LEFT_OUT);
        }
      }
      cases.add(
          new HtmlCase(
              result.name(),
              "",
              kernel.kernel().isEmpty() ? "all" : kernel.kernel(),
              switch (kernel.status()) {
                case PASSED -> HtmlCase.Result.PASSED;
                case FAILED -> HtmlCase.Result.FAILED;
                case UPDATED -> HtmlCase.Result.UPDATED;
                case SKIPPED -> HtmlCase.Result.SKIPPED;
              },
              messages,
              run));
    }
  }

  private static List<String> messages(KernelResult kernel) {
    List<String> lines = new ArrayList<>();
    for (Failure failure : kernel.failures()) {
      lines.add(failure.place() + ": " + failure.message());
      failure.details().forEach(d -> lines.add("  " + d));
    }
    return lines;
  }

  @Override
  public void finished(SuiteResult result) {
    List<HtmlCase> all = new ArrayList<>(cases);
    if (result.notRun() > 0) {
      all.add(
          new HtmlCase(
              "%d more".formatted(result.notRun()),
              "",
              "",
              HtmlCase.Result.SKIPPED,
              List.of("not run after a failure"),
              null));
    }
    try {
      HtmlReport.write(out, "Tests of fixes", "hidbpf test", all);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
