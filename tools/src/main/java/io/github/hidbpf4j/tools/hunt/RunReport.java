package io.github.hidbpf4j.tools.hunt;

import io.github.hidbpf4j.tools.fuzz.RealKernelPrograms;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;

/**
 * What runs came to so far, in the folder of a hunt: {@code runs} counts, {@code findings} has the
 * first programs of each kind of difference.
 */
final class RunReport {
  private static final int EXAMPLES = 5;
  private static final String FILE = "runs";

  private final Path folder;
  private final Map<String, Integer> kinds = new TreeMap<>();
  private long compared;
  private long differ;

  RunReport(Path folder) throws IOException {
    this.folder = folder;
    Path file = folder.resolve(FILE);
    if (Files.exists(file)) {
      Properties found = new Properties();
      try (var reader = Files.newBufferedReader(file)) {
        found.load(reader);
      }
      compared = Long.parseLong(found.getProperty("compared"));
      differ = Long.parseLong(found.getProperty("differ"));
      for (String key : found.stringPropertyNames()) {
        if (key.startsWith("kind ")) {
          kinds.put(key.substring(5), Integer.parseInt(found.getProperty(key)));
        }
      }
    }
  }

  /** Programs that ran in the kernel. */
  long compared() {
    return compared;
  }

  /** Programs whose runs came to something else there. */
  long differ() {
    return differ;
  }

  /** Counts an outcome; gives whether an example of its kind is wanted. */
  boolean count(RunHunt.Outcome outcome) {
    compared += outcome.compared() ? 1 : 0;
    differ += outcome.differs() ? 1 : 0;
    int number =
        kinds.merge(outcome.kind().replaceAll("0x[0-9a-f]+|-?[0-9]+", "N"), 1, Integer::sum);
    return outcome.differs() && number <= EXAMPLES;
  }

  /** Keeps an example. */
  void example(RunHunt.Outcome found) throws IOException {
    Path file = folder.resolve("findings").resolve("run-%04d.txt".formatted(differ));
    Files.writeString(
        file,
        "%s\n%s, program type %s\nhidbpf4j: %s\nkernel:   %s\n\n%s"
            .formatted(
                found.kind(),
                found.hunted().name(),
                found.hunted().program().type(),
                found.ours(),
                found.theirs(),
                RealKernelPrograms.text(found.hunted().program())));
  }

  /** Writes down how far it has come. */
  void save() throws IOException {
    Properties all = new Properties();
    all.setProperty("compared", String.valueOf(compared));
    all.setProperty("differ", String.valueOf(differ));
    kinds.forEach((kind, n) -> all.setProperty("kind " + kind, String.valueOf(n)));
    Path part = folder.resolve(FILE + ".new");
    try (Writer out = Files.newBufferedWriter(part)) {
      all.store(out, null);
    }
    Path _ =
        Files.move(
            part,
            folder.resolve(FILE),
            StandardCopyOption.ATOMIC_MOVE,
            StandardCopyOption.REPLACE_EXISTING);
  }

  /** Counts, as text of several lines. */
  String summary() {
    StringBuilder out = new StringBuilder();
    out.append("%d programs run: %d differ%n".formatted(compared, differ));
    kinds.entrySet().stream()
        .sorted(Map.Entry.comparingByValue(Comparator.reverseOrder()))
        .forEach(e -> out.append("%8d %s%n".formatted(e.getValue(), e.getKey())));
    return out.toString();
  }
}
