package io.github.hidbpf4j.cli.start;

import io.github.hidbpf4j.cli.Main;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * The training run of an AOT cache: what users do, on the examples, so that the cache has the
 * classes that it takes. A command that fails trains all the same; nobody reads what they say.
 *
 * <p>There are two caches, as all that is in one is loaded at every start: one for what looks at
 * objects, given no options, and one for all else.
 */
public final class Training {
  private Training() {}

  /** The root of the checkout, and {@code short} for what looks at objects alone. */
  public static void main(String[] args) throws IOException {
    boolean all = args.length < 2 || !args[1].equals("short");
    Path examples = Path.of(args[0], "examples");
    if (Files.isDirectory(examples)) {
      try (Stream<Path> directories = Files.list(examples)) {
        for (Path example : directories.filter(Files::isDirectory).sorted().limit(2).toList()) {
          look(files(example, ".bpf.o"));
          if (all) {
            train(files(example, ".bpf.o"), files(example, ".hid"));
          }
        }
      }
    }
    run("verify", "no-such-file");
    if (all) {
      run("--help");
    }
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
