package io.github.hidbpf4j.guest.runtime;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * The folder for what takes long to make: {@code $XDG_CACHE_HOME/hidbpf4j} or {@code
 * ~/.cache/hidbpf4j}. It may be deleted whenever no guest runs. Its contents are complete:
 * everything is renamed to its final name when it is finished.
 */
public final class CacheFolder {
  private final Path root;

  /** Creates a cache in this folder. */
  public CacheFolder(Path root) {
    this.root = root;
  }

  /** The user's cache. */
  public static CacheFolder ofUser(Map<String, String> environment, String home) {
    String cache = environment.getOrDefault("XDG_CACHE_HOME", "");
    Path base = cache.startsWith("/") ? Path.of(cache) : Path.of(home, ".cache");
    return new CacheFolder(base.resolve("hidbpf4j"));
  }

  /** Its folder. */
  public Path root() {
    return root;
  }

  /** Creates a folder's contents. */
  interface Maker {
    void make(Path folder) throws IOException;
  }

  /**
   * A part of a folder in the cache, which is created if it does not exist.
   *
   * @param part the path of the wanted part within the folder
   */
  Path folder(String name, Maker maker, UnaryOperator<Path> part) throws IOException {
    Path folder = root.resolve(name);
    if (!Files.isDirectory(folder)) {
      Files.createDirectories(root);
      Path work = Files.createTempDirectory(root, "making");
      try {
        maker.make(work);
        Files.move(work, folder, StandardCopyOption.ATOMIC_MOVE);
      } catch (IOException e) {
        // Another process may have been quicker.
        if (!Files.isDirectory(folder)) {
          throw e;
        }
      } finally {
        delete(work);
      }
    }
    return part.apply(folder);
  }

  private static void delete(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : (Iterable<Path>) files.sorted(Comparator.reverseOrder())::iterator) {
        Files.delete(file);
      }
    }
  }

  /** A short name for the inputs that something is made from. */
  static String key(List<String> parts) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      for (String part : parts) {
        digest.update((part + "\0").getBytes(StandardCharsets.UTF_8));
      }
      return HexFormat.of().formatHex(digest.digest(), 0, 8);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("SHA-256 is in every JDK", e);
    }
  }
}
