package io.github.hidbpf4j.testing.scenario;

import io.github.hidbpf4j.hid.model.ModelException;
import io.github.hidbpf4j.hid.model.ModelWords;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Reads files of scenarios. Everything before the first {@code scenario} line is common to the
 * whole file; a file without such a line is one scenario.
 */
public final class ScenarioFile {
  /** The suffix of scenario files. */
  public static final String SUFFIX = ".scenario";

  private static final int MAX_SIZE = 1 << 20;

  private ScenarioFile() {}

  /**
   * Reads a file in UTF-8.
   *
   * @throws ModelException if it is not a valid scenario; the message has file and line
   * @throws IOException if it cannot be read
   */
  public static List<Scenario> read(Path file) throws IOException {
    byte[] bytes;
    try (var in = Files.newInputStream(file)) {
      bytes = in.readNBytes(MAX_SIZE + 1);
    }
    if (bytes.length > MAX_SIZE) {
      throw new ModelException(
          file.toString(), 1, "more than %d bytes: not a scenario?".formatted(MAX_SIZE));
    }
    return parse(file, new String(bytes, StandardCharsets.UTF_8));
  }

  static List<Scenario> parse(Path file, String text) {
    String source = file.toString();
    ScenarioDraft common = new ScenarioDraft(file, 1, "");
    ScenarioDraft open = common;
    List<ScenarioDraft> drafts = new ArrayList<>();
    Set<String> names = new HashSet<>();
    int number = 0;
    for (String line : text.split("\r?\n", -1)) {
      number++;
      ModelWords words = new ModelWords(source, number, number == 1 ? withoutMark(line) : line);
      if (words.atEnd()) {
        continue;
      }
      if (words.accept("scenario")) {
        String name = words.text();
        words.end();
        if (!names.add(name)) {
          throw words.error("duplicate scenario '%s'".formatted(name));
        }
        open = common.begin(number, name);
        drafts.add(open);
      } else if (!ScenarioHeader.take(words, open)) {
        StepParser.take(words, open);
      }
    }
    if (drafts.isEmpty()) {
      drafts.add(common);
    }
    return drafts.stream().map(ScenarioDraft::finish).toList();
  }

  private static String withoutMark(String line) {
    return line.startsWith("\ufeff") ? line.substring(1) : line;
  }
}
