package io.github.hidbpf4j.cli;

import io.github.hidbpf4j.testing.suite.CaseResult;
import io.github.hidbpf4j.testing.suite.ComparedVerdict;
import io.github.hidbpf4j.testing.suite.Failure;
import io.github.hidbpf4j.testing.suite.KernelResult;
import io.github.hidbpf4j.testing.suite.Status;
import io.github.hidbpf4j.testing.suite.SuiteListener;
import io.github.hidbpf4j.testing.suite.SuiteResult;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Prints a suite for people: a line for each test, followed by its failures. */
final class TestText implements SuiteListener {
  private final PrintWriter out;
  private final boolean quiet;

  /**
   * Creates a printer.
   *
   * @param quiet whether to only count tests that passed
   */
  TestText(PrintWriter out, boolean quiet) {
    this.out = out;
    this.quiet = quiet;
  }

  @Override
  public void finished(CaseResult result) {
    Status status = result.status();
    if (quiet && (status == Status.PASSED || status == Status.SKIPPED)) {
      return;
    }
    String word =
        switch (status) {
          case PASSED -> Ink.GOOD.on("ok     ");
          case FAILED -> Ink.BAD.on("FAILED ");
          case UPDATED -> Ink.CHANGED.on("updated");
          case SKIPPED -> "skipped";
        };
    out.printf("%s  %s%s%n", word, Hex.printable(result.name()), kernels(result));
    // The same failure under several kernels is reported once.
    Map<Failure, List<String>> byFailure = new LinkedHashMap<>();
    for (KernelResult kernel : result.kernels()) {
      kernel
          .failures()
          .forEach(f -> byFailure.computeIfAbsent(f, _ -> new ArrayList<>()).add(kernel.kernel()));
    }
    byFailure.forEach((failure, kernels) -> print(failure, kernels, result.kernels().size()));
    result.kernels().forEach(this::rejected);
    out.flush();
  }

  private static String kernels(CaseResult result) {
    List<String> names =
        result.kernels().stream().map(KernelResult::kernel).filter(k -> !k.isEmpty()).toList();
    return names.isEmpty() ? "" : "  [" + String.join(", ", names) + "]";
  }

  private void print(Failure failure, List<String> kernels, int all) {
    String where =
        kernels.size() == all || kernels.contains("")
            ? ""
            : "kernel " + String.join(", ", kernels) + ": ";
    out.printf(
        "    %s: %s%s%n", Hex.printable(failure.place()), where, Hex.printable(failure.message()));
    for (String line : failure.details()) {
      out.println("      " + ink(Hex.printable(line)));
    }
  }

  /** Prints the verdicts of a real kernel and of hidbpf; nothing for programs that both accept. */
  private void rejected(KernelResult kernel) {
    for (ComparedVerdict verdict : kernel.verdicts()) {
      if (!verdict.kernel().isEmpty() || !verdict.agrees()) {
        out.printf("    %s: %s%n", kernel.kernel(), Hex.printable(verdict.text()));
      }
    }
  }

  private static String ink(String line) {
    if (line.startsWith("- ")) {
      return Ink.BAD.on(line);
    }
    return line.startsWith("+ ") ? Ink.GOOD.on(line) : line;
  }

  @Override
  public void finished(SuiteResult result) {
    int tests = result.cases().size() + result.notRun();
    out.printf(
        "%d %s in %.1f s: %s%n",
        tests, tests == 1 ? "test" : "tests", result.nanos() / 1e9, counts(result));
    out.flush();
  }

  /** How many tests had which result. */
  static String counts(SuiteResult result) {
    long updated = result.count(Status.UPDATED);
    List<String> parts = new ArrayList<>();
    parts.add(result.count(Status.PASSED) + " passed");
    if (updated > 0) {
      parts.add(updated + " updated");
    }
    parts.add(result.count(Status.FAILED) + " failed");
    if (result.count(Status.SKIPPED) > 0) {
      parts.add(result.count(Status.SKIPPED) + " skipped");
    }
    if (result.notRun() > 0) {
      parts.add(result.notRun() + " not run");
    }
    return String.join(", ", parts);
  }
}
