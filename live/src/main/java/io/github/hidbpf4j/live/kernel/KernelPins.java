package io.github.hidbpf4j.live.kernel;

import io.github.hidbpf4j.kernel.metadata.FixName;
import io.github.hidbpf4j.linux.host.BpfFacts;
import io.github.hidbpf4j.linux.sysfs.HostFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What stays in the kernel when nobody has it open: links that are pinned in the BPF file system,
 * in a folder for each device, and in it one for each object. Ours are below {@code
 * /sys/fs/bpf/hidbpf4j}, those of udev-hid-bpf below {@code /sys/fs/bpf/hid}.
 */
public final class KernelPins {
  /** Who has pinned it. */
  public enum Owner {
    /** This product. */
    HIDBPF4J("hidbpf4j", "hidbpf"),
    /** The loader that distributions have. */
    UDEV_HID_BPF("hid", "udev-hid-bpf");

    private final String folder;
    private final String text;

    Owner(String folder, String text) {
      this.folder = folder;
      this.text = text;
    }

    /** As users read it. */
    public String text() {
      return text;
    }
  }

  /**
   * An object that is pinned.
   *
   * @param owner who has pinned it
   * @param device the name of the device's folder: its name in sysfs with {@code _} for colons and
   *     full stops, which names in a BPF file system must not have
   * @param object the name of the object's folder
   */
  public record Pinned(Owner owner, String device, String object) {
    /**
     * Whether this is what a process has left that was killed while it attached an object or took
     * it off, or belongs to one that is just doing so: some of the object may be missing.
     */
    public boolean isUnfinished() {
      return owner == Owner.HIDBPF4J && object.startsWith(UNFINISHED);
    }

    /** As users read it. */
    public String text() {
      return isUnfinished() ? object.substring(UNFINISHED.length()) + " (unfinished)" : object;
    }
  }

  private static final String ROOT = "/sys/fs/bpf";

  /** What the names of folders begin with in which an object is not whole. */
  private static final String UNFINISHED = "~";

  private final HostFiles files;

  /** Those of a system. */
  public KernelPins(HostFiles files) {
    this.files = files;
  }

  private Path folder(Owner owner) {
    return files.path(ROOT).resolve(owner.folder);
  }

  /** The folder of a device's objects of ours. */
  Path folder(String sysfsName) {
    return folder(Owner.HIDBPF4J).resolve(name(sysfsName));
  }

  /** A name as it can be in a BPF file system, and is none of an unfinished object. */
  static String name(String text) {
    String name = text.replace(':', '_').replace('.', '_');
    return name.startsWith(UNFINISHED) ? "_" + name.substring(UNFINISHED.length()) : name;
  }

  /**
   * Where an object's pins are as long as they are not whole. A file system renames a folder at
   * once, so a process that is killed leaves a folder of the object's own name only if all of it is
   * there.
   */
  static Path unfinished(Path folder) {
    return folder.resolveSibling(UNFINISHED + name(folder));
  }

  /** The name of an object's folder. */
  static String objectName(String file) {
    String name =
        file.endsWith(FixName.SUFFIX)
            ? file.substring(0, file.length() - FixName.SUFFIX.length())
            : file;
    return name(name);
  }

  /** What is in the way of pinning anything; empty for nothing. */
  Optional<KernelSupport.Obstacle> obstacle() {
    if (!BpfFacts.hasBpfFs(files)) {
      return Optional.of(
          new KernelSupport.Obstacle(
              ROOT + ": no BPF file system is mounted there, in which links are pinned",
              "mount -t bpf bpf " + ROOT));
    }
    Path own = folder(Owner.HIDBPF4J);
    Path folder = Files.isDirectory(own) ? own : files.path(ROOT);
    return Files.isWritable(folder)
        ? Optional.empty()
        : Optional.of(
            new KernelSupport.Obstacle(
                files.name(folder) + ": this process may not pin anything there",
                "sudo; of the service, docs/install.md says how"));
  }

  /** Whether it can be seen what is pinned: mostly root alone may look. */
  public boolean canBeSeen() {
    Path root = files.path(ROOT);
    return !Files.isDirectory(root)
        || Stream.of(root, folder(Owner.HIDBPF4J), folder(Owner.UDEV_HID_BPF))
            .filter(Files::isDirectory)
            .allMatch(folder -> Files.isReadable(folder) && Files.isExecutable(folder));
  }

  /** All that can be seen. */
  public List<Pinned> all() {
    List<Pinned> found = new ArrayList<>();
    for (Owner owner : Owner.values()) {
      for (Path device : HostFiles.entries(folder(owner), "")) {
        for (Path object : HostFiles.entries(device, "")) {
          found.add(new Pinned(owner, String.valueOf(device.getFileName()), name(object)));
        }
      }
    }
    return found;
  }

  /** The pins themselves, of whoever. */
  List<Path> paths() {
    List<Path> found = new ArrayList<>();
    for (Pinned pinned : all()) {
      Path object = folder(pinned.owner).resolve(pinned.device).resolve(pinned.object);
      // udev-hid-bpf pins links in a folder, or, of objects with one, at its place.
      found.addAll(Files.isDirectory(object) ? HostFiles.entries(object, "") : List.of(object));
    }
    return found;
  }

  private static String name(Path path) {
    return String.valueOf(path.getFileName());
  }

  /** What is pinned for a device. */
  public List<Pinned> of(String sysfsName) {
    return all().stream().filter(pinned -> pinned.device.equals(name(sysfsName))).toList();
  }

  /**
   * Deletes an object's pins: the kernel takes it off its device unless somebody has it open.
   *
   * @throws KernelException if that is not allowed
   */
  public void remove(Pinned pinned) {
    Path device = folder(pinned.owner).resolve(pinned.device);
    Path object = device.resolve(pinned.object);
    try {
      deleteAll(
          pinned.owner == Owner.HIDBPF4J && !pinned.isUnfinished() ? unfinish(object) : object);
      if (HostFiles.entries(device, "").isEmpty()) {
        Files.deleteIfExists(device);
      }
    } catch (IOException e) {
      throw new KernelException(
          "%s: cannot be deleted: %s; run as root".formatted(object, e.getMessage()));
    }
  }

  /** Gives a folder the name of one that is not whole; gives that. */
  static Path unfinish(Path folder) throws IOException {
    Path unfinished = unfinished(folder);
    if (Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
      deleteAll(unfinished);
      Files.move(folder, unfinished, StandardCopyOption.ATOMIC_MOVE);
    }
    return unfinished;
  }

  private static void deleteAll(Path path) throws IOException {
    try (Stream<Path> inside = Files.walk(path)) {
      for (Path each : inside.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(each);
      }
    } catch (NoSuchFileException e) {
      // Somebody else was quicker.
      return;
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  /** Deletes ours of devices that are not there any more. */
  public void removeStale(List<String> sysfsNames) {
    List<String> there = sysfsNames.stream().map(KernelPins::name).toList();
    all().stream()
        .filter(pinned -> pinned.owner == Owner.HIDBPF4J && !there.contains(pinned.device))
        .forEach(this::remove);
  }
}
