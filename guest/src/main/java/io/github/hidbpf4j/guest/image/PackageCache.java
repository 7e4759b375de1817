package io.github.hidbpf4j.guest.image;

import io.github.hidbpf4j.guest.GuestException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * Unpacked packages of kernels. Debian's 7.x kernels are split: {@code linux-image-V} is empty, the
 * kernel is in {@code linux-binary-V}, its modules in {@code linux-modules-V}.
 */
final class PackageCache {
  private static final List<String> PARTS =
      List.of("linux-image-", "linux-binary-", "linux-modules-");

  private PackageCache() {}

  /** The folder with the contents of a package and of those that belong to it. */
  static Path unpack(Path deb, Path cache) throws IOException {
    List<Path> packages = withParts(deb);
    StringBuilder key = new StringBuilder(stem(deb));
    for (Path part : packages) {
      key.append('-').append(Long.toHexString(Files.size(part)));
      key.append('-').append(Files.getLastModifiedTime(part).toMillis());
    }
    Path folder = cache.resolve("kernels").resolve(key.toString());
    if (Files.isDirectory(folder)) {
      return folder;
    }
    Files.createDirectories(folder.getParent());
    Path work = Files.createTempDirectory(folder.getParent(), "unpack");
    try {
      for (Path part : packages) {
        DebPackage.unpack(part, work, PackageCache::isWanted);
      }
      Files.move(work, folder, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      // Another process may have been quicker.
      if (!Files.isDirectory(folder)) {
        throw e;
      }
    } finally {
      delete(work);
    }
    return folder;
  }

  private static boolean isWanted(String name) {
    return name.startsWith("boot/vmlinuz")
        || name.startsWith("lib/modules/")
        || name.startsWith("usr/lib/modules/");
  }

  private static String stem(Path deb) {
    String name = deb.getFileName().toString();
    return name.substring(0, name.length() - ".deb".length());
  }

  private static List<Path> withParts(Path deb) {
    String name = deb.getFileName().toString();
    List<Path> packages = new ArrayList<>();
    packages.add(deb);
    for (String part : PARTS) {
      if (name.startsWith(part)) {
        String rest = name.substring(part.length());
        for (String other : PARTS) {
          Path sibling = deb.resolveSibling(other + rest);
          if (!other.equals(part) && Files.isRegularFile(sibling)) {
            packages.add(sibling);
          }
        }
      }
    }
    return packages;
  }

  private static void delete(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : (Iterable<Path>) files.sorted(Comparator.reverseOrder())::iterator) {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new GuestException(folder + ": cannot be deleted: " + e.getMessage(), e);
    }
  }
}
