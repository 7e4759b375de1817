package io.github.hidbpf4j.tools.live;

import io.github.hidbpf4j.guest.runtime.Initramfs;
import io.github.hidbpf4j.linux.call.FirstProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Removes kernel modules from the guest, until it is closed. */
final class LoadedModules implements AutoCloseable {
  private static final Path LOADED = Path.of("/sys/module");

  private LoadedModules() {}

  /** Removes a module and all that need it. */
  static LoadedModules without(String module) throws IOException {
    remove(module);
    return new LoadedModules();
  }

  private static void remove(String module) throws IOException {
    Path folder = LOADED.resolve(module);
    if (!Files.exists(folder)) {
      return;
    }
    List<Path> users;
    try (Stream<Path> holders = Files.list(folder.resolve("holders"))) {
      users = holders.toList();
    }
    for (Path user : users) {
      remove(user.getFileName().toString());
    }
    int result = FirstProcess.unloadModule(module);
    ScenarioFailure.unless(result == 0, "module %s is not removed: %d".formatted(module, result));
  }

  /** Loads what the guest had loaded when it started. */
  @Override
  public void close() throws IOException {
    for (String file : Files.readAllLines(Path.of(Initramfs.MODULE_LIST))) {
      String module = Path.of(file).getFileName().toString().replace(".ko", "").replace('-', '_');
      if (!Files.exists(LOADED.resolve(module))) {
        int result = FirstProcess.loadModule(Files.readAllBytes(Path.of(file)), "");
        ScenarioFailure.unless(
            result == 0, "module %s is not loaded: %d".formatted(module, result));
      }
    }
  }
}
