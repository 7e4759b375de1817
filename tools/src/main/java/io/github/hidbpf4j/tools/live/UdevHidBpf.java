package io.github.hidbpf4j.tools.live;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** The loader of distributions, and the fixes in its package. */
final class UdevHidBpf {
  /** The program. */
  static final String NAME = "udev-hid-bpf";

  private static final Path FIXES = Path.of("usr/lib/x86_64-linux-gnu/bpf");
  private static final String SUFFIX = ".bpf.o";

  private UdevHidBpf() {}

  /**
   * The objects of the package for kernels since 6.11, by name of the fix.
   *
   * @param root the folder where the package is unpacked
   */
  static Map<String, Path> fixes(Path root) throws IOException {
    Map<String, Path> fixes = new LinkedHashMap<>();
    try (var files = Files.list(root.resolve(FIXES))) {
      for (Path file : (Iterable<Path>) files.sorted()::iterator) {
        String name = String.valueOf(file.getFileName());
        // 0010-X, 0020-X: the higher ones are for later kernels, and those that end with 9 for 6.3
        // to 6.10.
        if (name.matches("\\d\\d\\d0-.*\\.bpf\\.o")) {
          fixes.put(name.substring(5, name.length() - SUFFIX.length()), file);
        }
      }
    }
    return fixes;
  }

  /** Its name for a device. */
  static String device(String id) throws IOException {
    return Path.of("/sys/bus/hid/devices", id).toRealPath().toString();
  }
}
