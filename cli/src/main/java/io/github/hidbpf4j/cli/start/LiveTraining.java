package io.github.hidbpf4j.cli.start;

import io.github.hidbpf4j.bpf.object.BpfObject;
import io.github.hidbpf4j.cli.AttachTraining;
import io.github.hidbpf4j.cli.Main;
import io.github.hidbpf4j.live.daemon.ControlClient;
import io.github.hidbpf4j.live.kernel.KernelTraining;
import io.github.hidbpf4j.time.Workers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;

/** Runs what the daemon and {@code attach} do, without a device. */
final class LiveTraining {
  private static final long MOST_MILLIS = 60_000;

  /** Name of a device. */
  private static final String NOBODY = "0003:0000:0000.FFFFFF";

  private LiveTraining() {}

  /** Attaches an object to a device that does not exist, with events shown and without. */
  static void attach(Path object, Path recording) throws IOException {
    for (boolean quiet : new boolean[] {true, false}) {
      Path folder = Files.createTempDirectory("hidbpf-training");
      try {
        int _ = AttachTraining.run(object, recording, folder, quiet);
      } finally {
        delete(folder);
      }
    }
  }

  /**
   * How {@code attach} reads its arguments, what it says if there is no such device, and what it
   * asks the kernel for.
   */
  static void attachToNothing(Path file) throws IOException {
    KernelTraining.run(BpfObject.open(file.toString(), Files.readAllBytes(file)));
    int _ =
        Main.execute(
            new String[] {"attach", "--quiet", "--mode", "bridge", file.toString(), NOBODY});
    int _ =
        Main.execute(
            new String[] {"attach", "--mode", "kernel", "--keep", file.toString(), NOBODY});
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : (Iterable<Path>) files.sorted(Comparator.reverseOrder())::iterator) {
        Files.delete(file);
      }
    }
  }

  /** Runs a daemon without fixes, which touches no device; ends the process, as a signal does. */
  static void daemon() throws IOException {
    Path folder = Files.createTempDirectory("hidbpf-training");
    Path run = folder.resolve("run");
    AtomicBoolean over = new AtomicBoolean();
    String[] command = {
      "daemon",
      "--mode",
      "bridge",
      "--folder",
      folder.resolve("fixes").toString(),
      "--run",
      run.toString()
    };
    Workers.start(
        "training",
        () -> {
          // If it cannot run, the cache contains less.
          int _ = Main.execute(command);
          over.set(true);
        });
    if (ControlClient.awaitThere(run, over::get, MOST_MILLIS)) {
      int _ = Main.execute(new String[] {"status", "--run", run.toString()});
      int _ = Main.execute(new String[] {"detach", NOBODY, "--run", run.toString()});
    }
    Runtime.getRuntime().exit(0);
  }
}
