package io.github.hidbpf4j.cli.start;

import io.github.hidbpf4j.cli.Main;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * The training run of the AOT cache: runs what users run, on the examples, so that the cache
 * contains the classes that this needs. A command that fails trains all the same; its output is not
 * read.
 */
public final class Training {
  /** A fix that changes descriptor and events, and one that defers and injects. */
  private static final List<String> EXAMPLES =
      List.of("a4tech-horizontal-wheel", "imperator-macro");

  /** How many rejected objects to verify. */
  private static final int REJECTED = 8;

  private Training() {}

  /**
   * Runs the training. Arguments: the root of the checkout; the file to write the name of the JDK
   * to that this runs on; {@code looks} for the cache of commands that read files, {@code live} for
   * that of the daemon and of {@code attach}, or {@code all} for the other commands.
   */
  public static void main(String[] args) throws IOException {
    Path examples = Path.of(args[0], "examples");
    if (args[2].equals("live")) {
      live(examples);
      return;
    }
    boolean all = args[2].equals("all");
    String object = "no-such-file";
    for (String name : EXAMPLES) {
      Path example = examples.resolve(name);
      List<String> objects = files(example, ".bpf.o");
      look(objects);
      if (all) {
        train(objects, files(example, ".hid"));
      }
      object = objects.getFirst();
    }
    // Rejecting a program needs tables for the explanation that accepting one does not load.
    files(examples.resolve("rejected"), ".bpf.o").stream()
        .limit(REJECTED)
        .forEach(rejected -> run("verify", rejected));
    if (all) {
      run("verify", "no-such-file");
      run("help");
    }
    run("--help");
    run("--version");
    Files.writeString(Path.of(args[1]), System.getProperty("java.home") + "\n");
    // Includes the end of the process.
    Main.main(new String[] {"verify", object});
  }

  /** Exercises a bridge, and a daemon that finds nothing to do; ends the process. */
  public static void live(Path examples) throws IOException {
    for (String name : EXAMPLES) {
      Path example = examples.resolve(name);
      for (String object : files(example, ".bpf.o")) {
        LiveTraining.attachToNothing(Path.of(object));
        for (String recording : files(example, ".hid")) {
          LiveTraining.attach(Path.of(object), Path.of(recording));
        }
      }
    }
    LiveTraining.daemon();
  }

  private static void look(List<String> objects) {
    for (String object : objects) {
      run("verify", object);
      run("inspect", object);
    }
  }

  private static List<String> files(Path directory, String suffix) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.map(Path::toString).filter(name -> name.endsWith(suffix)).sorted().toList();
    }
  }

  private static void train(List<String> objects, List<String> recordings) {
    for (String object : objects) {
      run("verify", "--log-level", "1", object);
      run("disasm", object);
      for (String recording : recordings) {
        run("run", "--device", recording, object);
        run("run", "--device", recording, "--format", "json", object);
      }
    }
    for (String recording : recordings) {
      run("descriptor", recording);
    }
  }

  private static void run(String... args) {
    int _ = Main.execute(args);
  }
}
