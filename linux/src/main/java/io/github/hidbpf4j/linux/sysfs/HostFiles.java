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
 * Files of the system that may vanish at any time: what cannot be read is not there. All paths are
 * below one folder, {@code /} but in tests.
 */
public final class HostFiles {
  /** The system this runs on. */
  public static final HostFiles SYSTEM = new HostFiles(Path.of("/"));

  private final Path root;

  /** Those below another folder. */
  public HostFiles(Path root) {
    this.root = root;
  }

  /** Where a file of the system is: {@code /dev/uhid}. */
  public Path path(String absolute) {
    return root.resolve(absolute.substring(1));
  }

  /** The same, the other way round. */
  public String name(Path path) {
    return "/" + root.relativize(path);
  }

  /** What is in a file, at most so many bytes; empty when it cannot be read. */
  public static Optional<byte[]> bytes(Path file, int most) {
    try (InputStream in = Files.newInputStream(file)) {
      return Optional.of(in.readNBytes(most));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** An attribute of sysfs without the line break at its end; empty when it cannot be read. */
  public static Optional<String> attribute(Path file) {
    return bytes(file, 4096)
        .map(bytes -> new String(bytes, StandardCharsets.UTF_8))
        .map(text -> text.endsWith("\n") ? text.substring(0, text.length() - 1) : text);
  }

  /** What is in a folder and has a name with this beginning, by name; empty when there is none. */
  public static List<Path> entries(Path folder, String prefix) {
    List<Path> entries = new ArrayList<>();
    try (DirectoryStream<Path> stream = Files.newDirectoryStream(folder)) {
      for (Path entry : stream) {
        if (entry.getFileName().toString().startsWith(prefix)) {
          entries.add(entry);
        }
      }
    } catch (IOException | DirectoryIteratorException e) {
      // What was read until it vanished will do.
    }
    entries.sort(
        Comparator.comparingInt((Path p) -> p.getFileName().toString().length())
            .thenComparing(Comparator.naturalOrder()));
    return entries;
  }

  /** The name of what a link points to; null when there is no link. */
  public static @Nullable String linkedName(Path link) {
    try {
      Path name = Files.readSymbolicLink(link).getFileName();
      return name == null ? null : name.toString();
    } catch (IOException | UnsupportedOperationException e) {
      return null;
    }
  }

  /** Where a folder really is; null when it is not there. */
  public static @Nullable Path real(Path path) {
    try {
      return path.toRealPath();
    } catch (IOException | UncheckedIOException e) {
      return null;
    }
  }
}
