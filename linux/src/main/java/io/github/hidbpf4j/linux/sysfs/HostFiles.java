package io.github.hidbpf4j.linux.sysfs;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Files of the system that may vanish at any time: a file that cannot be read is treated as
 * missing. All paths are below one folder, {@code /} except in tests.
 */
public final class HostFiles {
  /** The files of the running system. */
  public static final HostFiles SYSTEM = new HostFiles(Path.of("/"));

  private final Path root;

  /** Creates it for files below another folder. */
  public HostFiles(Path root) {
    this.root = root;
  }

  /** The path of a file of the system: {@code /dev/uhid}. */
  public Path path(String absolute) {
    return root.resolve(absolute.substring(1));
  }

  /** The name in the system of a path. */
  public String name(Path path) {
    return "/" + root.relativize(path);
  }

  /** The contents of a file, up to a number of bytes; empty if it cannot be read. */
  public static Optional<byte[]> bytes(Path file, int most) {
    try (InputStream in = Files.newInputStream(file)) {
      return Optional.of(in.readNBytes(most));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** An attribute of sysfs without the line break at its end; empty if it cannot be read. */
  public static Optional<String> attribute(Path file) {
    return bytes(file, 4096)
        .map(bytes -> new String(bytes, StandardCharsets.UTF_8))
        .map(text -> text.endsWith("\n") ? text.substring(0, text.length() - 1) : text);
  }

  /**
   * The entries of a folder whose names have this prefix, sorted by name; empty if there are none.
   */
  public static List<Path> entries(Path folder, String prefix) {
    List<Path> entries = new ArrayList<>();
    try (DirectoryStream<Path> stream = Files.newDirectoryStream(folder)) {
      for (Path entry : stream) {
        if (entry.getFileName().toString().startsWith(prefix)) {
          entries.add(entry);
        }
      }
    } catch (IOException | DirectoryIteratorException e) {
      // The entries read until it vanished are good enough.
    }
    entries.sort(
        Comparator.comparingInt((Path p) -> p.getFileName().toString().length())
            .thenComparing(Comparator.naturalOrder()));
    return entries;
  }

  /** The name of a link's target; null if there is no link. */
  public static @Nullable String linkedName(Path link) {
    try {
      Path name = Files.readSymbolicLink(link).getFileName();
      return name == null ? null : name.toString();
    } catch (IOException | UnsupportedOperationException e) {
      return null;
    }
  }

  /** The real path of a folder; null if it does not exist. */
  public static @Nullable Path real(Path path) {
    try {
      return path.toRealPath();
    } catch (IOException | UncheckedIOException e) {
      return null;
    }
  }
}
