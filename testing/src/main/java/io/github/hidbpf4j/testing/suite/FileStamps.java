package io.github.hidbpf4j.testing.suite;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The stamps of files at some time. Each is taken once, so what is read later is at least as new.
 */
final class FileStamps {
  /**
   * Identifies a version of a file.
   *
   * @param size in bytes; −1 if the file does not exist
   * @param modified when it was written
   * @param key the file system's key; a file that was renamed to this name has a different one
   */
  record Stamp(long size, FileTime modified, @Nullable Object key) {
    static final Stamp MISSING = new Stamp(-1, FileTime.fromMillis(0), null);

    boolean exists() {
      return size >= 0;
    }
  }

  private final Map<Path, Stamp> stamps = new HashMap<>();

  /** The stamp of a file. */
  Stamp of(Path file) {
    return stamps.computeIfAbsent(file, FileStamps::look);
  }

  /** Takes the stamps of these files now. */
  void take(Collection<Path> files) {
    files.forEach(this::of);
  }

  /** The stamps of some files. */
  Map<Path, Stamp> of(Set<Path> files) {
    Map<Path, Stamp> each = new LinkedHashMap<>();
    files.forEach(file -> each.put(file, of(file)));
    return each;
  }

  private static Stamp look(Path file) {
    try {
      BasicFileAttributes a = Files.readAttributes(file, BasicFileAttributes.class);
      return new Stamp(a.size(), a.lastModifiedTime(), a.fileKey());
    } catch (IOException _) {
      return Stamp.MISSING;
    }
  }
}
