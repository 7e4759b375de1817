package io.github.hidbpf4j.cli;

import static org.assertj.core.api.Assertions.fail;

import java.util.List;
import java.util.Map;

/**
 * Compares a block of a document without a language, which is output, with what the commands above
 * it print. A line {@code …} stands for any lines; one that ends in {@code …} for any line that
 * begins so. Other text below a command has the language {@code text}.
 */
final class ShownOutput {
  private ShownOutput() {}

  /** Asserts that one of the outputs is the one shown. */
  static void assertShows(
      MarkdownFile file, MarkdownFile.Block block, Map<String, String> printed) {
    if (printed.isEmpty()) {
      fail(
          "%s: no command above is run that could have printed this block; if it is no output, give it the language 'text'",
          file.at(block.line()));
    }
    String nearest = "";
    long most = -1;
    for (Map.Entry<String, String> output : printed.entrySet()) {
      List<String> lines = output.getValue().lines().toList();
      if (matching(block.lines(), lines) == block.lines().size()) {
        return;
      }
      long common = block.lines().stream().filter(lines::contains).count();
      if (common > most) {
        most = common;
        nearest = output.getKey();
      }
    }
    String out = printed.getOrDefault(nearest, "");
    int best = matching(block.lines(), out.lines().toList());
    fail(
        "%s: not what `%s` prints (if this block is no output, give it the language 'text'; a line … stands for lines left out)%nshown here: %s%nprinted:%n%s",
        file.at(block.line() + 1 + best), nearest, block.lines().get(best), out);
  }

  /** How many of the shown lines were found, in order. */
  static int matching(List<String> shown, List<String> output) {
    int at = 0;
    boolean anywhere = false;
    for (int i = 0; i < shown.size(); i++) {
      String line = shown.get(i);
      if (line.strip().equals("…")) {
        anywhere = true;
        continue;
      }
      int found = at;
      while (found < output.size() && !matches(line, output.get(found))) {
        if (!anywhere) {
          return i;
        }
        found++;
      }
      if (found == output.size()) {
        return i;
      }
      at = found + 1;
      anywhere = false;
    }
    return at == output.size() || anywhere ? shown.size() : shown.size() - 1;
  }

  private static boolean matches(String shown, String printed) {
    return shown.endsWith("…")
        ? printed.startsWith(shown.substring(0, shown.length() - 1).stripTrailing())
        : printed.stripTrailing().equals(shown);
  }
}
