package io.github.hidbpf4j.linux.host;

import io.github.hidbpf4j.linux.sysfs.HostFiles;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Finds which processes have BPF links open: what such a process has attached ends with it, unless
 * it is pinned. Only root sees those of other users.
 */
public final class LinkHolders {
  private static final int MOST_BYTES = 4096;
  private static final String LINK = "link_id:";

  private LinkHolders() {}

  /** Processes, as {@code name (process 12)}, by link id. */
  public static Map<Integer, List<String>> of(HostFiles files) {
    Map<Integer, List<String>> found = new HashMap<>();
    for (Path process : HostFiles.entries(files.path("/proc"), "")) {
      String pid = process.getFileName().toString();
      if (!pid.chars().allMatch(Character::isDigit)) {
        continue;
      }
      for (Path file : HostFiles.entries(process.resolve("fdinfo"), "")) {
        int link = link(file);
        if (link > 0) {
          String name = HostFiles.attribute(process.resolve("comm")).orElse("?");
          found
              .computeIfAbsent(link, _ -> new ArrayList<>())
              .add("%s (process %s)".formatted(name, pid));
        }
      }
    }
    return found;
  }

  private static int link(Path file) {
    return HostFiles.bytes(file, MOST_BYTES)
        .map(bytes -> new String(bytes, StandardCharsets.UTF_8))
        .orElse("")
        .lines()
        .filter(line -> line.startsWith(LINK))
        .map(line -> line.substring(LINK.length()).strip())
        .filter(number -> number.matches("\\d{1,9}"))
        .mapToInt(Integer::parseInt)
        .findFirst()
        .orElse(0);
  }
}
