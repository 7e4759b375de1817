package io.github.hidbpf4j.cli;

import io.github.hidbpf4j.cli.file.OutputFiles;
import io.github.hidbpf4j.testing.coverage.CoverageJson;
import io.github.hidbpf4j.testing.coverage.CoverageJsonReader;
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
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The coverage options of {@code hidbpf test}, and what they write for all its tests together. */
final class TestCoverage extends CoverageOptions {
  @Option(
      names = "--coverage-json",
      paramLabel = "FILE",
      description = "Write the same as JSON, which --merge adds up.")
  @Nullable Path json;

  @Override
  boolean isWanted() {
    return super.isWanted() || json != null;
  }

  void addTo(OutputFiles outputs) throws IOException {
    outputs.add("--coverage-lcov", lcov);
    outputs.add("--coverage-json", json);
  }

  /**
   * Adds up the files that hold coverage.
   *
   * @return the other files
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

  /** Prints and writes what the options ask for. */
  void write(PrintWriter out, OutputFiles outputs) throws IOException {
    if (shown) {
      printText(out);
    }
    writeLcov(outputs);
    if (json != null) {
      try (Writer file = outputs.writer(json)) {
        CoverageJson.write(collector.result(), file);
      }
    }
  }
}
