package io.github.hidbpf4j.testing.suite;

import io.github.hidbpf4j.kernel.metadata.FixName;
import io.github.hidbpf4j.testing.scenario.ScenarioFile;
import io.github.hidbpf4j.testing.snapshot.SnapshotFile;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The files of a suite, by folder. Links are followed; a file that can be reached in several ways
 * is included once, under the name by which it was found first.
 */
final class TestFiles {
  private static final String MODEL = ".model";
  private static final List<String> RECORDINGS = List.of(".hid", ".hid-recording", ".yml", ".yaml");

  /** The role of a file in a suite. */
  enum Kind {
    OBJECT,
    RECORDING,
    SCENARIO,
    SNAPSHOT
  }

  /** A folder and its files. */
  static final class Folder {
    final Path path;

    /** Whether the whole folder is tested, or only the named files and what goes with them. */
    boolean whole;

    final Map<Path, Kind> files = new TreeMap<>();
    final Set<Path> named = new HashSet<>();

    Folder(Path path) {
      this.path = path;
    }

    /** The files of a kind, by name. */
    List<Path> all(Kind kind) {
      return files.entrySet().stream()
          .filter(e -> e.getValue() == kind)
          .map(Map.Entry::getKey)
          .toList();
    }

    /** Whether a file was selected for testing. */
    boolean wants(Path file) {
      return whole || named.contains(file);
    }
  }

  private final Map<Path, Folder> byRealPath = new LinkedHashMap<>();
  private final Map<Path, IOException> unreadable = new TreeMap<>();

  /**
   * Looks for files.
   *
   * @param paths folders, which are searched with all below them, and files
   * @throws IOException if one does not exist, or is nothing that can be tested
   */
  static TestFiles of(List<Path> paths) throws IOException {
    TestFiles files = new TestFiles();
    List<Path> single = new ArrayList<>();
    for (Path given : paths) {
      Path path = plain(given);
      if (Files.isDirectory(path)) {
        files.walk(path);
      } else if (Files.exists(path)) {
        single.add(path);
      } else {
        throw new IOException(given + ": no such file or folder");
      }
    }
    for (Path path : single) {
      files.single(path);
    }
    return files;
  }

  /** {@code ./a} and {@code b/../a} are {@code a}, unless links make them something else. */
  private static Path plain(Path path) throws IOException {
    Path plain = path.normalize();
    return Files.exists(path) && Files.exists(plain) && Files.isSameFile(path, plain)
        ? plain
        : path;
  }

  /** The folders in the order of their names. */
  List<Folder> folders() {
    return byRealPath.values().stream().sorted((a, b) -> a.path.compareTo(b.path)).toList();
  }

  /** All files, in any folder. */
  List<Path> all() {
    return byRealPath.values().stream().flatMap(f -> f.files.keySet().stream()).toList();
  }

  /** A folder and its subfolders that are searched. */
  static List<Path> foldersBelow(Path path) {
    TestFiles files = new TestFiles();
    files.walk(path);
    return files.byRealPath.values().stream().map(f -> f.path).toList();
  }

  /** Folders that could not be read, and why. */
  Map<Path, IOException> unreadable() {
    return unreadable;
  }

  private void walk(Path path) {
    try {
      Path real = path.toRealPath();
      if (byRealPath.containsKey(real)) {
        return;
      }
      Folder folder = new Folder(path);
      folder.whole = true;
      byRealPath.put(real, folder);
      List<Path> below = new ArrayList<>();
      try (DirectoryStream<Path> entries = Files.newDirectoryStream(path)) {
        for (Path entry : entries) {
          if (isHidden(entry)) {
            continue;
          }
          if (Files.isDirectory(entry)) {
            below.add(entry);
          } else {
            add(folder, entry);
          }
        }
      }
      below.sort(null);
      below.forEach(this::walk);
    } catch (DirectoryIteratorException e) {
      unreadable.put(path, e.getCause());
    } catch (IOException e) {
      unreadable.put(path, e);
    }
  }

  private static void add(Folder folder, Path file) {
    Kind kind = kind(file);
    // A dangling link is probably a mistake, so it is not skipped.
    if (kind != null && (Files.isRegularFile(file) || Files.isSymbolicLink(file))) {
      folder.files.put(file, kind);
    }
  }

  /** Adds a named file: an object or a recording is tested with the files beside it. */
  private void single(Path file) throws IOException {
    Kind kind = kind(file);
    String name = name(file);
    if (kind == Kind.SNAPSHOT || kind == null && name.endsWith(MODEL)) {
      throw new IOException(
          file + ": not a test by itself: name the recording, the object or the folder");
    }
    if (kind == null) {
      kind = name.endsWith(".o") ? Kind.OBJECT : Kind.RECORDING;
    }
    Path parent = file.getParent() == null ? Path.of("") : file.getParent();
    Folder folder = byRealPath.computeIfAbsent(parent.toRealPath(), _ -> new Folder(parent));
    Path inFolder = folder.path.resolve(file.getFileName());
    folder.files.put(inFolder, kind);
    folder.named.add(inFolder);
    // All of them, since names of snapshots depend on the files beside a recording.
    try (Stream<Path> entries = Files.list(folder.path)) {
      entries
          .filter(entry -> !isHidden(entry))
          .filter(entry -> kind(entry) == Kind.OBJECT || kind(entry) == Kind.RECORDING)
          .forEach(entry -> add(folder, entry));
    }
  }

  private static String name(Path file) {
    return String.valueOf(file.getFileName());
  }

  private static boolean isHidden(Path file) {
    return name(file).startsWith(".");
  }

  private static @Nullable Kind kind(Path file) {
    String name = name(file);
    if (name.endsWith(FixName.SUFFIX)) {
      return Kind.OBJECT;
    }
    if (name.endsWith(ScenarioFile.SUFFIX)) {
      return Kind.SCENARIO;
    }
    if (name.endsWith(SnapshotFile.SUFFIX)) {
      return Kind.SNAPSHOT;
    }
    boolean recording = RECORDINGS.stream().anyMatch(name::endsWith);
    return recording && (!isYaml(name) || isOfLibinput(file)) ? Kind.RECORDING : null;
  }

  private static boolean isYaml(String name) {
    return name.endsWith(".yml") || name.endsWith(".yaml");
  }

  /** Whether a YAML file is a recording of libinput: others are ignored. */
  private static boolean isOfLibinput(Path file) {
    try (Stream<String> lines = Files.lines(file)) {
      return lines.limit(20).anyMatch(l -> l.startsWith("libinput:"));
    } catch (IOException | RuntimeException e) {
      return false;
    }
  }

  /** The name of a recording without its last suffix. */
  static String stem(Path recording) {
    return name(recording).replaceFirst("(?<=.)\\.[^.]+$", "");
  }

  /** The path for the model of a recording's device, which need not exist. */
  static Path modelPlace(Path recording) {
    return recording.resolveSibling(stem(recording) + MODEL);
  }

  /** The model of a recording's device: the file beside it with the same name. */
  static @Nullable Path modelOf(Path recording) {
    Path model = modelPlace(recording);
    return Files.exists(model) ? model : null;
  }
}
