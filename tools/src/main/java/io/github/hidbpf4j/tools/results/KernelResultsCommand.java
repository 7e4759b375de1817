package io.github.hidbpf4j.tools.results;

import io.github.hidbpf4j.hid.HidException;
import io.github.hidbpf4j.testing.report.JsonLinesReader;
import io.github.hidbpf4j.testing.suite.ComparedVerdict;
import io.github.hidbpf4j.testing.suite.KernelResult;
import io.github.hidbpf4j.testing.suite.Status;
import io.github.hidbpf4j.testing.suite.SuiteResult;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code scripts/kernel-results}. */
@Command(
    name = "kernel-results",
    mixinStandardHelpOptions = true,
    description = {
      "Makes the tables of docs/kernel-compatibility.md from testdata/kernel-results.txt; without options, says whether they are so.",
      "Exits with 1 if they are not.",
    })
public final class KernelResultsCommand implements Callable<Integer> {
  static final String RESULTS = "testdata/kernel-results.txt";
  static final String PAGE = "docs/kernel-compatibility.md";

  private static final String ON_KERNEL = "on-kernel";

  @Spec CommandSpec spec;

  @Option(
      names = "--root",
      paramLabel = "DIR",
      defaultValue = ".",
      description = "The project's folder.")
  Path root;

  @Option(names = "--write", description = "Write the tables into the page.")
  boolean write;

  @Option(
      names = "--add",
      paramLabel = "TABLE",
      description =
          "Add a result to this table: CELL is what stands in its columns; of on-kernel only what the tests are, with --on-kernel.")
  @Nullable String add;

  @Option(
      names = "--day",
      paramLabel = "DAY",
      description = "With --add: the day of the run, as 2026-11-30.")
  @Nullable String day;

  @Option(
      names = "--on-kernel",
      paramLabel = "FILE",
      description =
          "With --add on-kernel: what `hidbpf test --on-kernel … --json-lines FILE` wrote.")
  @Nullable Path onKernel;

  @Parameters(arity = "0..*", paramLabel = "CELL", description = "With --add.")
  List<String> cells = List.of();

  @Override
  public Integer call() throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    Path file = root.resolve(RESULTS);
    if (add != null) {
      List<String> lines = added(add);
      Files.write(file, lines, StandardOpenOption.APPEND);
      lines.forEach(out::println);
    }
    Path page = root.resolve(PAGE);
    List<String> before = Files.readAllLines(page);
    List<String> made = KernelResults.parse(RESULTS, Files.readAllLines(file)).page(PAGE, before);
    if (write || add != null) {
      Files.write(page, made);
    } else if (!made.equals(before)) {
      out.println(PAGE + ": is not made of " + RESULTS + ": run scripts/kernel-results --write");
      out.flush();
      return 1;
    }
    out.flush();
    return 0;
  }

  private List<String> added(String table) throws IOException {
    String ran = day;
    Path wrote = onKernel;
    if (ran == null) {
      throw new HidException("--add: --day is missing");
    }
    if (wrote == null) {
      List<String> all = new ArrayList<>(cells);
      all.add(ran);
      return List.of(KernelResults.line(table, all));
    }
    if (!table.equals(ON_KERNEL) || cells.size() != 1) {
      throw new HidException(
          "--on-kernel requires --add on-kernel and one CELL: what the tests are");
    }
    return onKernel(JsonLinesReader.read(List.of(wrote)), cells.getFirst(), ran);
  }

  /** The result lines, one per kernel. */
  static List<String> onKernel(SuiteResult suite, String tests, String day) {
    Map<String, List<KernelResult>> kernels = new LinkedHashMap<>();
    suite.cases().stream()
        .flatMap(test -> test.kernels().stream())
        .forEach(
            result -> kernels.computeIfAbsent(result.kernel(), _ -> new ArrayList<>()).add(result));
    List<String> lines = new ArrayList<>();
    kernels.forEach(
        (kernel, results) -> {
          long skipped = count(results, Status.SKIPPED);
          List<ComparedVerdict> verdicts =
              results.stream().flatMap(each -> each.verdicts().stream()).distinct().toList();
          lines.add(
              KernelResults.line(
                  ON_KERNEL,
                  List.of(
                      kernel.endsWith(" bridge")
                          ? kernel.replace(" bridge", ", by the bridge")
                          : kernel + ", in the kernel",
                      tests,
                      "%d of %d".formatted(count(results, Status.PASSED), results.size() - skipped),
                      verdicts.isEmpty()
                          ? "–"
                          : "%d of %d"
                              .formatted(
                                  verdicts.stream().filter(ComparedVerdict::agrees).count(),
                                  verdicts.size()),
                      String.valueOf(skipped),
                      day)));
        });
    return lines;
  }

  private static long count(List<KernelResult> results, Status status) {
    return results.stream().filter(each -> each.status() == status).count();
  }
}
