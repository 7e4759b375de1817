package io.github.hidbpf4j.testing.suite;

import io.github.hidbpf4j.hid.HidException;
import io.github.hidbpf4j.kernel.KnownObjects;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The objects of a folder, and others that its scenarios name, each opened once. */
final class ObjectFolder {
  private final List<FixObject> own = new ArrayList<>();
  private final Map<Path, FixObject> opened = new HashMap<>();
  private final Set<Path> tested = new HashSet<>();
  private final KnownObjects known = new KnownObjects();

  /** Verified programs of the objects, shared by all that load them. */
  KnownObjects known() {
    return known;
  }

  /** Adds an object of the folder. */
  void add(FixObject object) {
    own.add(object);
    opened.put(key(object.file()), object);
  }

  private static Path key(Path file) {
    return file.toAbsolutePath().normalize();
  }

  /** The objects of the folder, by name. */
  List<FixObject> all() {
    return own;
  }

  /** The object in this file, which need not be in the folder. */
  synchronized FixObject object(Path file) throws IOException {
    FixObject known = opened.get(key(file));
    if (known == null) {
      if (!Files.exists(file)) {
        throw new HidException("no file %s".formatted(file));
      }
      known = FixObject.open(file);
      opened.put(key(file), known);
    }
    return known;
  }

  /** Notes that there is a test for the object in this file, or for all objects in this folder. */
  void isTested(Path file) {
    tested.add(key(file));
  }

  /** Objects of the folder without a test. */
  List<FixObject> untested() {
    return own.stream()
        .filter(o -> !tested.contains(key(o.file())) && !tested.contains(key(o.file()).getParent()))
        .toList();
  }
}
