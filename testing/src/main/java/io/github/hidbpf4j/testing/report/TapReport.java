package io.github.hidbpf4j.testing.report;

import io.github.hidbpf4j.testing.suite.CaseResult;
import io.github.hidbpf4j.testing.suite.ComparedVerdict;
import io.github.hidbpf4j.testing.suite.Failure;
import io.github.hidbpf4j.testing.suite.KernelResult;
import io.github.hidbpf4j.testing.suite.Status;
import io.github.hidbpf4j.testing.suite.SuiteListener;
import io.github.hidbpf4j.testing.suite.SuiteResult;
import java.io.PrintWriter;
import java.util.List;

/**
 * Writes the Test Anything Protocol, version 14: a test point for each test, with a subtest for
 * each kernel. Failures are in a YAML block.
 */
public final class TapReport implements SuiteListener {
  private final PrintWriter out;
  private int number;

  /** Creates a report; it does not close the writer. */
  public TapReport(PrintWriter out) {
    this.out = out;
  }

  @Override
  public void started(int tests) {
    line("TAP version 14");
    line("1.." + tests);
  }

  @Override
  public void finished(CaseResult result) {
    number++;
    line("# Subtest: " + escaped(result.name()));
    line("    1.." + result.kernels().size());
    for (int i = 0; i < result.kernels().size(); i++) {
      KernelResult kernel = result.kernels().get(i);
      String what = kernel.kernel().isEmpty() ? "all kernels" : "kernel " + kernel.kernel();
      line("    %s %d - %s%s".formatted(word(kernel.status()), i + 1, what, directive(kernel)));
      diagnosis(
          kernel.status() == Status.SKIPPED ? List.of() : kernel.failures(), kernel.verdicts());
    }
    line(
        "%s %d - %s%s"
            .formatted(
                word(result.status()),
                number,
                escaped(result.name()),
                result.status() == Status.SKIPPED ? " # SKIP" : ""));
    out.flush();
  }

  private static String word(Status status) {
    return status == Status.FAILED ? "not ok" : "ok";
  }

  private static String directive(KernelResult kernel) {
    if (kernel.status() != Status.SKIPPED) {
      return "";
    }
    return " # SKIP"
        + (kernel.failures().isEmpty()
            ? ""
            : " " + escaped(kernel.failures().getFirst().message()));
  }

  /** Writes a literal block for each: whatever it contains is text. */
  private void diagnosis(List<Failure> failures, List<ComparedVerdict> verdicts) {
    if (failures.isEmpty() && verdicts.isEmpty()) {
      return;
    }
    line("      ---");
    if (!verdicts.isEmpty()) {
      line("      verdicts:");
      verdicts.forEach(verdict -> line("        - " + quoted(verdict.text())));
    }
    if (!failures.isEmpty()) {
      line("      failures:");
    }
    for (Failure failure : failures) {
      line("        - at: " + quoted(failure.place()));
      line("          message: " + quoted(failure.message()));
      if (!failure.details().isEmpty()) {
        line("          details: |2");
        failure.details().forEach(d -> line("            " + clean(d)));
      }
    }
    line("      ...");
  }

  private static String quoted(String text) {
    return "\"" + clean(text).replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
  }

  /** Escapes a description, in which # begins a directive. */
  private static String escaped(String text) {
    return clean(text).replace("\\", "\\\\").replace("#", "\\#");
  }

  private static String clean(String text) {
    StringBuilder clean = new StringBuilder();
    text.codePoints()
        .forEach(c -> clean.appendCodePoint(Character.isISOControl(c) && c != '\t' ? '?' : c));
    return clean.toString();
  }

  @Override
  public void finished(SuiteResult result) {
    if (result.notRun() > 0) {
      line("Bail out! %d tests were not run after a failure".formatted(result.notRun()));
    }
    out.flush();
  }

  private void line(String text) {
    out.print(text);
    out.print('\n');
  }
}
