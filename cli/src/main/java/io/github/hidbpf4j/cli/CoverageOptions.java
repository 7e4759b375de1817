package io.github.hidbpf4j.cli;

import io.github.hidbpf4j.bpf.vm.ExecutionCounts;
import io.github.hidbpf4j.cli.file.OutputFiles;
import io.github.hidbpf4j.testing.coverage.CoverageCollector;
import io.github.hidbpf4j.testing.coverage.CoverageText;
import io.github.hidbpf4j.testing.coverage.LcovWriter;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Options for coverage that several commands share, and what they write. */
abstract class CoverageOptions {
  @Option(
      names = "--coverage",
      description =
          "Show at the end which source lines and branches of the programs were reached, "
              + "starting with those never reached.")
  boolean shown;

  @Option(
      names = "--coverage-lcov",
      paramLabel = "FILE",
      description = "Write the same as an lcov tracefile, for genhtml and others.")
  @Nullable Path lcov;

  /** What was executed in all runs of the command. */
  final CoverageCollector collector = new CoverageCollector();

  /** Whether an option asks for coverage. */
  boolean isWanted() {
    return shown || lcov != null;
  }

  /** Receives what was executed; null if no option asks for coverage. */
  final @Nullable Consumer<ExecutionCounts> counts() {
    return isWanted() ? collector : null;
  }

  final void printText(PrintWriter out) {
    out.println();
    new CoverageText(line -> out.println(Hex.printable(line))).write(collector.result());
    out.flush();
  }

  final void writeLcov(OutputFiles outputs) throws IOException {
    if (lcov != null) {
      try (Writer out = outputs.writer(lcov)) {
        LcovWriter.write(collector.result(), out);
      }
    }
  }
}
