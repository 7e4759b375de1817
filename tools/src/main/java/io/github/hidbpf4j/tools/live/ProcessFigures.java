package io.github.hidbpf4j.tools.live;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * Statistics of a process in {@code /proc}.
 *
 * @param rssKilobytes resident memory, including that of mapped files
 * @param fileKilobytes the part of it that belongs to files, which the kernel may drop and read
 *     again
 * @param threads number of threads
 * @param files number of open files
 * @param wakeups how often its threads have waited for something so far
 */
record ProcessFigures(long rssKilobytes, long fileKilobytes, int threads, int files, long wakeups) {
  static ProcessFigures of(long pid) throws IOException {
    Path folder = Path.of("/proc", Long.toString(pid));
    List<String> status = Files.readAllLines(folder.resolve("status"));
    long wakeups = 0;
    try (Stream<Path> tasks = Files.list(folder.resolve("task"))) {
      for (Path task : (Iterable<Path>) tasks::iterator) {
        wakeups += number(Files.readAllLines(task.resolve("status")), "voluntary_ctxt_switches:");
      }
    }
    int files;
    try (Stream<Path> open = Files.list(folder.resolve("fd"))) {
      files = (int) open.count();
    }
    return new ProcessFigures(
        number(status, "VmRSS:"),
        number(status, "RssFile:"),
        (int) number(status, "Threads:"),
        files,
        wakeups);
  }

  private static long number(List<String> status, String key) {
    return status.stream()
        .filter(line -> line.startsWith(key))
        .mapToLong(line -> Long.parseLong(line.substring(key.length()).replaceAll("\\D", "")))
        .findFirst()
        .orElse(0);
  }

  @Override
  public String toString() {
    return "%.1f MB (%.1f of them files), %d threads, %d open files"
        .formatted(rssKilobytes / 1e3, fileKilobytes / 1e3, threads, files);
  }
}
