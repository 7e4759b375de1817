package io.github.hidbpf4j.kernel.metadata;

import io.github.hidbpf4j.bpf.BpfException;
import io.github.hidbpf4j.bpf.object.BpfObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Objects that are attached to a device together: a single one, or those of a directory that match
 * the device. In a directory, objects with the same stem are versions of one fix ({@link FixName}):
 * the first of these that loads and whose probe accepts the device is attached.
 *
 * @param name name of the object or directory
 * @param directory whether it is a directory
 * @param fixes the versions of each fix, in the order in which they are tried
 */
public record FixSet(String name, boolean directory, List<List<BpfObject>> fixes) {
  /** Copies. */
  public FixSet {
    fixes = fixes.stream().map(List::copyOf).toList();
  }

  /** A set of one object, attached regardless of its name. */
  public static FixSet of(BpfObject object) {
    return new FixSet(object.name(), false, List.of(List.of(object)));
  }

  /**
   * The object files of a directory, in the order in which versions of a fix are tried.
   *
   * @throws IOException when it cannot be read
   * @throws BpfException when there is none
   */
  public static List<Path> filesIn(Path directory) throws IOException {
    List<Path> found = filesIfAny(directory);
    if (found.isEmpty()) {
      throw new BpfException(
          "%s: no object file in this directory, expected *%s"
              .formatted(directory, FixName.SUFFIX));
    }
    return found;
  }

  /**
   * Same, for a directory that may have none.
   *
   * @throws IOException when it cannot be read
   */
  public static List<Path> filesIfAny(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files
          .filter(file -> String.valueOf(file.getFileName()).endsWith(FixName.SUFFIX))
          .sorted(Comparator.comparing((Path file) -> FixName.of(file)))
          .toList();
    }
  }

  /** The objects of a directory; their names are paths. */
  public static FixSet ofDirectory(String name, List<BpfObject> objects) {
    Map<String, List<BpfObject>> byStem = new TreeMap<>();
    for (BpfObject object : objects) {
      byStem.computeIfAbsent(nameOf(object).stem(), s -> new ArrayList<>()).add(object);
    }
    byStem.values().forEach(versions -> versions.sort(Comparator.comparing(FixSet::nameOf)));
    return new FixSet(name, true, List.copyOf(byStem.values()));
  }

  /** The name that makes an object a version of a fix. */
  public static FixName nameOf(BpfObject object) {
    return FixName.of(fileName(object));
  }

  /** The last part of its path. */
  public static String fileName(BpfObject object) {
    return String.valueOf(Path.of(object.name()).getFileName());
  }

  /** All its objects. */
  public Stream<BpfObject> objects() {
    return fixes.stream().flatMap(List::stream);
  }
}
