package io.github.hidbpf4j.linux.call;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Pages of files that this process has mapped to read or execute: libraries, Java's AOT cache.
 * Those that only its start needed stay mapped, although the kernel has them in its cache anyway.
 */
public final class FilePages {
  /** The kernel's account of the mappings of this process. */
  private static final Path ACCOUNT = Path.of("/proc/self/smaps");

  private static final Pattern MAPPING =
      Pattern.compile("([0-9a-f]+)-([0-9a-f]+) (r-[x-][ps]) [0-9a-f]+ \\S+ [1-9][0-9]* .*");

  /** Pages that belong to no file: those of a private mapping that were written to. */
  private static final Pattern WRITTEN = Pattern.compile("Anonymous: +([0-9]+) kB");

  private final List<Range> ranges;

  private FilePages(List<Range> ranges) {
    this.ranges = ranges;
  }

  /** A range of addresses. */
  record Range(long address, long size) {}

  /** The ranges. */
  List<Range> ranges() {
    return ranges;
  }

  /**
   * The mappings of files that cannot be written to and have not been, either, before they were
   * protected: dropping their pages loses nothing.
   *
   * @param lines the kernel's account
   */
  static List<Range> unchanged(List<String> lines) {
    List<Range> ranges = new ArrayList<>();
    Range range = null;
    for (String line : lines) {
      if (line.startsWith("Anonymous:")) {
        Matcher written = WRITTEN.matcher(line);
        if (range != null && written.matches() && written.group(1).equals("0")) {
          ranges.add(range);
        }
        range = null;
      } else if (line.indexOf('-') > 0 && Character.digit(line.charAt(0), 16) >= 0) {
        range = range(line);
      }
    }
    return ranges;
  }

  private static @Nullable Range range(String line) {
    Matcher mapping = MAPPING.matcher(line);
    if (!mapping.matches()) {
      return null;
    }
    long from = Long.parseUnsignedLong(mapping.group(1), 16);
    return new Range(from, Long.parseUnsignedLong(mapping.group(2), 16) - from);
  }

  /** What this process has mapped now; nothing if the kernel does not say. */
  public static FilePages ofProcess() {
    try {
      return new FilePages(unchanged(Files.readAllLines(ACCOUNT)));
    } catch (IOException e) {
      return new FilePages(List.of());
    }
  }

  /**
   * Unmaps the pages until they are used again.
   *
   * @return how many mappings that was possible for
   */
  public int drop() {
    int dropped = 0;
    for (Range range : ranges) {
      dropped += SystemCalls.dropPages(range.address, range.size) == 0 ? 1 : 0;
    }
    return dropped;
  }
}
