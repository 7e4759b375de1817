package io.github.hidbpf4j.tools.hunt;

import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;

/** How often each kind of finding came, and the files that keep such counts. */
final class FindingKinds {
  private static final String KEY = "kind ";

  private final Map<String, Integer> counts = new TreeMap<>();

  /** A kind's name: a text without its numbers. */
  static String name(String text) {
    return text.replaceAll("0x[0-9a-f]+|-?[0-9]+", "N");
  }

  /** Counts a finding; returns how many of its kind there are now. */
  int count(String name) {
    return counts.merge(name, 1, Integer::sum);
  }

  Set<String> names() {
    return counts.keySet();
  }

  void read(Properties from) {
    for (String key : from.stringPropertyNames()) {
      if (key.startsWith(KEY)) {
        counts.put(key.substring(KEY.length()), Integer.parseInt(from.getProperty(key)));
      }
    }
  }

  void write(Properties to) {
    counts.forEach((name, n) -> to.setProperty(KEY + name, String.valueOf(n)));
  }

  /** A line for each kind, the commonest first. */
  String lines() {
    StringBuilder out = new StringBuilder();
    counts.entrySet().stream()
        .sorted(Map.Entry.<String, Integer>comparingByValue().reversed())
        .forEach(e -> out.append("%8d %s%n".formatted(e.getValue(), e.getKey())));
    return out.toString();
  }

  /** Reads a file of counts. */
  static Properties load(Path file) throws IOException {
    Properties found = new Properties();
    try (var reader = Files.newBufferedReader(file)) {
      found.load(reader);
    }
    return found;
  }

  /** Replaces a file of counts; the old one stays whole until the new one is. */
  static void save(Path file, Properties all) throws IOException {
    Path part = file.resolveSibling(file.getFileName() + ".new");
    try (Writer out = Files.newBufferedWriter(part)) {
      all.store(out, null);
    }
    Path _ =
        Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }
}
