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
 * Pins, which keep things in the kernel that no process has open: links in the BPF file system,
 * with a folder for each device, and in it one for each object. Ours are below {@code
 * /sys/fs/bpf/hidbpf4j}, those of udev-hid-bpf below {@code /sys/fs/bpf/hid}.
 */
public final class KernelPins {
  /** Who has pinned an object. */
  public enum Owner {
    /** This product. */
    HIDBPF4J("hidbpf4j", "hidbpf"),
    /** The loader of distributions. */
    UDEV_HID_BPF("hid", "udev-hid-bpf");

    private final String folder;
    private final String text;

    Owner(String folder, String text) {
      this.folder = folder;
      this.text = text;
    }

    /** The text for users. */
    public String text() {
      return text;
    }
  }

  /**
   * A pinned object.
   *
   * @param owner who has pinned it
   * @param device name of the device's folder: its name in sysfs with {@code _} for colons and full
   *     stops, which names in a BPF file system must not contain
   * @param object name of the object's folder
   */
  public record Pinned(Owner owner, String device, String object) {
    /**
     * Whether some of the object may be missing: it is left from a process that was killed while
     * attaching or removing an object, or belongs to one that is doing so now.
     */
    public boolean isUnfinished() {
      return owner == Owner.HIDBPF4J && object.startsWith(UNFINISHED);
    }

    /** Whether it belongs to the device with this name in sysfs. */
    public boolean isOf(String sysfsName) {
      return device.equals(KernelPins.name(sysfsName));
    }

    /** The text for users. */
    public String text() {
      return isUnfinished() ? object.substring(UNFINISHED.length()) + " (unfinished)" : object;
    }
  }

  private static final String ROOT = "/sys/fs/bpf";

  /** Prefix of the names of folders of incomplete objects. */
  private static final String UNFINISHED = "~";

  private final HostFiles files;

  /** Creates it for a system's files. */
  public KernelPins(HostFiles files) {
    this.files = files;
  }

  private Path folder(Owner owner) {
    return files.path(ROOT).resolve(owner.folder);
  }

  /** The folder of our objects for a device. */
  Path folder(String sysfsName) {
    return folder(Owner.HIDBPF4J).resolve(name(sysfsName));
  }

  /**
   * Converts a name to one that is allowed in a BPF file system, and is not that of an unfinished
   * object.
   */
  static String name(String text) {
    String name = text.replace(':', '_').replace('.', '_');
    return name.startsWith(UNFINISHED) ? "_" + name.substring(UNFINISHED.length()) : name;
  }

  /**
   * The folder for an object's pins until they are complete. Renaming a folder is atomic, so a
   * process that is killed leaves a folder with the object's own name only if it is complete.
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

  /** What prevents pinning; empty if nothing does. */
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

  /** Whether pins can be seen: usually only root may look. */
  public boolean canBeSeen() {
    Path root = files.path(ROOT);
    return !Files.isDirectory(root)
        || Stream.of(root, folder(Owner.HIDBPF4J), folder(Owner.UDEV_HID_BPF))
            .filter(Files::isDirectory)
            .allMatch(folder -> Files.isReadable(folder) && Files.isExecutable(folder));
  }

  /** All pinned objects that can be seen. */
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

  /** The pins themselves, of any owner. */
  List<Path> paths() {
    List<Path> found = new ArrayList<>();
    for (Pinned pinned : all()) {
      Path object = folder(pinned.owner).resolve(pinned.device).resolve(pinned.object);
      // udev-hid-bpf pins links in a folder, or, for an object with one link, in the folder's
      // place.
      found.addAll(Files.isDirectory(object) ? HostFiles.entries(object, "") : List.of(object));
    }
    return found;
  }

  private static String name(Path path) {
    return String.valueOf(path.getFileName());
  }

  /** The objects pinned for a device. */
  public List<Pinned> of(String sysfsName) {
    return all().stream().filter(pinned -> pinned.isOf(sysfsName)).toList();
  }

  /**
   * Deletes an object's pins: the kernel removes it from its device unless somebody has it open.
   *
   * @throws KernelException if that is not permitted
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

  /** Renames a folder to mark it as incomplete; returns the new path. */
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
      // Another process was quicker.
      return;
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  /**
   * Deletes our pins for devices that do not exist any more, and their empty folders, which a
   * process leaves if it is killed before it pins anything or after it has deleted everything.
   */
  public void removeStale(List<String> sysfsNames) {
    List<String> there = sysfsNames.stream().map(KernelPins::name).toList();
    all().stream()
        .filter(pinned -> pinned.owner == Owner.HIDBPF4J && !there.contains(pinned.device))
        .forEach(this::remove);
    for (Path device : HostFiles.entries(folder(Owner.HIDBPF4J), "")) {
      if (!there.contains(name(device)) && HostFiles.entries(device, "").isEmpty()) {
        removeEmpty(device);
      }
    }
  }

  private static void removeEmpty(Path folder) {
    try {
      Files.deleteIfExists(folder);
    } catch (IOException e) {
      // Something came in meanwhile, or it is not ours to delete: it costs nothing.
      return;
    }
  }
}
