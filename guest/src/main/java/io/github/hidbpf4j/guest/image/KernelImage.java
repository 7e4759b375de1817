package io.github.hidbpf4j.guest.image;

import io.github.hidbpf4j.guest.GuestException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * A kernel that can be booted.
 *
 * @param release {@code uname -r}
 * @param boot its boot image, {@code vmlinuz}, or its program
 * @param modules its modules
 * @param isProcess whether it is a User-Mode Linux, which runs as a process of the host
 */
public record KernelImage(String release, Path boot, ModuleTree modules, boolean isProcess) {

  /**
   * Opens a kernel.
   *
   * @param path a Debian package ({@code linux-image-*.deb}; other packages of a split kernel are
   *     looked for beside it), a folder (a root with {@code boot} and {@code lib/modules} or {@code
   *     usr/lib/modules}, the unpacked content of packages, {@code lib/modules/RELEASE} with {@code
   *     vmlinuz} in it, or {@code vmlinuz} beside {@code modules}), a {@code vmlinuz} whose modules
   *     are at one of these places, or a User-Mode Linux that needs no modules
   * @param cache folder below which packages are unpacked, once
   * @throws GuestException if there is no kernel, or more than one
   */
  public static KernelImage open(Path path, Path cache) {
    try {
      if (Files.isDirectory(path)) {
        return inFolder(path);
      }
      if (!Files.isRegularFile(path)) {
        throw new GuestException(
            path + ": not found; expected a kernel: a .deb, a folder, or a vmlinuz");
      }
      if (path.toString().endsWith(".deb")) {
        return inFolder(PackageCache.unpack(path, cache));
      }
      return UserModeLinux.is(path)
          ? new KernelImage(UserModeLinux.release(path), path, ModuleTree.none(), true)
          : ofBoot(path);
    } catch (IOException e) {
      throw new GuestException(path + ": " + e.getMessage(), e);
    }
  }

  private static KernelImage inFolder(Path folder) throws IOException {
    List<Path> found = new ArrayList<>();
    for (String place :
        List.of(
            "", "boot", "lib/modules", "usr/lib/modules", "lib/modules/*", "usr/lib/modules/*")) {
      boolean each = place.endsWith("/*");
      Path below = folder.resolve(each ? place.substring(0, place.length() - 2) : place);
      for (Path candidate : each ? list(below) : List.of(below)) {
        for (Path file : list(candidate)) {
          String name = file.getFileName().toString();
          if (name.startsWith("vmlinuz") && Files.isRegularFile(file)) {
            found.add(file.toRealPath());
          }
        }
      }
    }
    List<Path> distinct = found.stream().distinct().toList();
    if (distinct.isEmpty()) {
      throw new GuestException(
          folder + ": no vmlinuz in it, in boot, or in lib/modules/*: expected a kernel");
    }
    if (distinct.size() > 1) {
      throw new GuestException(
          "%s: %d kernels: name one of them: %s".formatted(folder, distinct.size(), distinct));
    }
    return ofBoot(distinct.getFirst());
  }

  private static List<Path> list(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.sorted().toList();
    }
  }

  private static KernelImage ofBoot(Path boot) throws IOException {
    String release = BootImage.release(boot);
    Path folder = Objects.requireNonNullElse(boot.toAbsolutePath().getParent(), boot);
    List<Path> places = new ArrayList<>();
    for (Path root = folder; root != null && places.size() < 12; root = root.getParent()) {
      places.add(root.resolve("lib/modules").resolve(release));
      places.add(root.resolve("usr/lib/modules").resolve(release));
    }
    places.add(folder.resolve("modules").resolve(release));
    places.add(folder.resolve("modules"));
    if (Files.isDirectory(folder.resolve("kernel"))) {
      places.addFirst(folder);
    }
    for (Path place : places) {
      if (Files.isDirectory(place)) {
        return new KernelImage(release, boot, ModuleTree.of(place), false);
      }
    }
    throw new GuestException(
        "%s: kernel %s: no folder with its modules, neither lib/modules/%s above nor modules beside it"
            .formatted(boot, release, release));
  }
}
