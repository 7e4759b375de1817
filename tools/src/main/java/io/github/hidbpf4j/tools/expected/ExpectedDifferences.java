package io.github.hidbpf4j.tools.expected;

import io.github.hidbpf4j.cli.file.InputFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Reads a list of expected differences: a name, a space, the reason; {@code #} begins a comment.
 */
public final class ExpectedDifferences {
  private ExpectedDifferences() {}

  /** The reasons by name; empty without a file. */
  public static Map<String, String> read(@Nullable Path file) throws IOException {
    Map<String, String> reasons = new TreeMap<>();
    if (file != null) {
      for (String line : InputFile.lines(file)) {
        String text = line.strip();
        if (!text.isEmpty() && !text.startsWith("#")) {
          String[] parts = text.split("\\s+", 2);
          reasons.put(parts[0], parts.length > 1 ? parts[1] : "no reason given");
        }
      }
    }
    return reasons;
  }
}
