package io.github.hidbpf4j.tools.hunt;

import io.github.hidbpf4j.tools.fuzz.RealKernelPrograms;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;

/**
 * What runs came to so far, in the folder of a hunt: {@code runs} counts, {@code findings} has the
 * first programs of each kind of difference.
 */
final class RunReport {
  private static final int EXAMPLES = 5;
  private static final String FILE = "runs";

  private final Path folder;
  private final FindingKinds kinds = new FindingKinds();
  private long compared;
  private long differ;

  RunReport(Path folder) throws IOException {
    this.folder = folder;
    Path file = folder.resolve(FILE);
    if (Files.exists(file)) {
      Properties found = FindingKinds.load(file);
      compared = Long.parseLong(found.getProperty("compared"));
      differ = Long.parseLong(found.getProperty("differ"));
      kinds.read(found);
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
    int number = kinds.count(FindingKinds.name(outcome.kind()));
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
    kinds.write(all);
    FindingKinds.save(folder.resolve(FILE), all);
  }

  /** Counts, as text of several lines. */
  String summary() {
    return "%d programs run: %d differ%n".formatted(compared, differ) + kinds.lines();
  }
}
