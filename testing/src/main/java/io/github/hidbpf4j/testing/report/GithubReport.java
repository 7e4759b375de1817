package io.github.hidbpf4j.testing.report;

import io.github.hidbpf4j.testing.suite.CaseResult;
import io.github.hidbpf4j.testing.suite.Failure;
import io.github.hidbpf4j.testing.suite.KernelResult;
import io.github.hidbpf4j.testing.suite.Status;
import io.github.hidbpf4j.testing.suite.SuiteListener;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Prints GitHub workflow commands that mark failures in the files of a change: {@code ::error …::}.
 */
public final class GithubReport implements SuiteListener {
  private final PrintWriter out;

  /** Creates a report; it does not close the writer. */
  public GithubReport(PrintWriter out) {
    this.out = out;
  }

  @Override
  public void finished(CaseResult result) {
    // The same failure under several kernels is marked once.
    Map<Failure, List<String>> byFailure = new LinkedHashMap<>();
    for (KernelResult kernel : result.kernels()) {
      if (kernel.status() == Status.FAILED) {
        kernel
            .failures()
            .forEach(
                f -> byFailure.computeIfAbsent(f, _ -> new ArrayList<>()).add(kernel.kernel()));
      }
    }
    byFailure.forEach(
        (failure, kernels) -> {
          List<String> named = kernels.stream().filter(k -> !k.isEmpty()).toList();
          String title =
              result.name() + (named.isEmpty() ? "" : ", kernel " + String.join(", ", named));
          List<String> lines = new ArrayList<>(List.of(failure.message()));
          lines.addAll(failure.details());
          out.print(
              "::error file=%s%s,title=%s::%s\n"
                  .formatted(
                      property(failure.file().toString()),
                      failure.line() > 0 ? ",line=" + failure.line() : "",
                      property(title),
                      data(String.join("\n", lines))));
        });
    out.flush();
  }

  private static String data(String text) {
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A");
  }

  private static String property(String text) {
    return data(text).replace(":", "%3A").replace(",", "%2C");
  }
}
