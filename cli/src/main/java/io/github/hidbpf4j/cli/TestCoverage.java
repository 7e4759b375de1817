package io.github.hidbpf4j.cli;

import io.github.hidbpf4j.bpf.vm.ExecutionCounts;
import io.github.hidbpf4j.cli.file.OutputFiles;
import io.github.hidbpf4j.testing.coverage.CoverageCollector;
import io.github.hidbpf4j.testing.coverage.CoverageJson;
import io.github.hidbpf4j.testing.coverage.CoverageJsonReader;
import io.github.hidbpf4j.testing.coverage.CoverageText;
import io.github.hidbpf4j.testing.coverage.LcovWriter;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.Reader;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options of {@code hidbpf test} for coverage, and what they write, over all its tests. */
final class TestCoverage {
  @Option(
      names = "--coverage",
      description =
          "Show at the end which source lines and branches of the objects the tests reached, those never reached first.")
  boolean shown;

  @Option(
      names = "--coverage-lcov",
      paramLabel = "FILE",
      description = "Write the same as an lcov tracefile, for genhtml and others.")
  @Nullable Path lcov;

  @Option(
      names = "--coverage-json",
      paramLabel = "FILE",
      description = "Write the same as JSON, which --merge adds up.")
  @Nullable Path json;

  private final CoverageCollector collector = new CoverageCollector();

  private boolean isWanted() {
    return shown || lcov != null || json != null;
  }

  /** Who is to be told what was executed; null for nobody. */
  @Nullable Consumer<ExecutionCounts> counts() {
    return isWanted() ? collector : null;
  }

  void addTo(OutputFiles outputs) throws IOException {
    outputs.add("--coverage-lcov", lcov);
    outputs.add("--coverage-json", json);
  }

  /**
   * Adds up those of some files that hold coverage.
   *
   * @return the others
   */
  List<Path> merge(List<Path> files) throws IOException {
    List<Path> others = new ArrayList<>();
    for (Path file : files) {
      if (!isCoverage(file)) {
        others.add(file);
        continue;
      }
      try (Reader in = Files.newBufferedReader(file)) {
        collector.add(CoverageJsonReader.read(file.toString(), in));
      }
    }
    if (isWanted() && others.size() == files.size()) {
      throw new Errors.UsageException(
          "--merge: none of the files holds coverage, expected what the parts wrote by --coverage-json");
    }
    return others;
  }

  private static boolean isCoverage(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      String begin = new String(in.readNBytes(200), StandardCharsets.ISO_8859_1);
      return begin.replaceAll("\\s", "").startsWith("{\"format\":\"" + CoverageJson.FORMAT + '"');
    }
  }

  /** Prints and writes what was asked for. */
  void write(PrintWriter out, OutputFiles outputs) throws IOException {
    if (shown) {
      out.println();
      new CoverageText(line -> out.println(Hex.printable(line))).write(collector.result());
      out.flush();
    }
    if (lcov != null) {
      try (Writer file = outputs.writer(lcov)) {
        LcovWriter.write(collector.result(), file);
      }
    }
    if (json != null) {
      try (Writer file = outputs.writer(json)) {
        CoverageJson.write(collector.result(), file);
      }
    }
  }
}
