package io.github.hidbpf4j.guest.runtime;

import io.github.hidbpf4j.guest.GuestException;
import io.github.hidbpf4j.guest.image.ElfImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Finds the host's libraries that programs need, as the host's dynamic linker does. */
final class SharedLibraries {
  /** Their folder in the guest. */
  static final String FOLDER = "lib64";

  private static final List<String> PLACES =
      List.of(
          "/lib/x86_64-linux-gnu",
          "/usr/lib/x86_64-linux-gnu",
          "/lib64",
          "/usr/lib64",
          "/lib",
          "/usr/lib");

  private final List<Path> places;

  SharedLibraries() {
    this(PLACES.stream().map(Path::of).toList());
  }

  /** Creates a search of these folders. */
  SharedLibraries(List<Path> places) {
    this.places = places;
  }

  /**
   * All libraries that these programs and libraries need, and themselves.
   *
   * @param programs files of the host
   * @param more names of libraries that are loaded later, of which missing ones are skipped; or
   *     paths, which appear in the guest under the name by which they are loaded
   * @return files of the host by their names in the guest
   * @throws GuestException if one is missing
   */
  Map<String, Path> closure(Collection<Path> programs, Collection<String> more) throws IOException {
    Set<String> known = new HashSet<>();
    programs.forEach(file -> known.add(file.getFileName().toString()));
    Map<String, Path> found = new TreeMap<>();
    Deque<Path> open = new ArrayDeque<>(programs);
    for (String wanted : more) {
      Path file = find(wanted);
      if (file == null) {
        continue;
      }
      String name = wanted.indexOf('/') < 0 ? wanted : nameOf(file);
      if (known.add(name)) {
        found.put(FOLDER + "/" + name, file);
        open.add(file);
      }
    }
    while (!open.isEmpty()) {
      Path file = open.remove();
      ElfImage image = new ElfImage(file.toString(), Files.readAllBytes(file));
      String interpreter = image.interpreter();
      if (interpreter != null) {
        Path loader = Path.of(interpreter);
        if (!Files.isRegularFile(loader)) {
          throw new GuestException(file + ": needs " + interpreter + ", which was not found");
        }
        found.put(interpreter.substring(1), loader);
        known.add(loader.getFileName().toString());
      }
      for (String name : image.libraries()) {
        if (known.add(name)) {
          Path library = find(name);
          if (library == null) {
            throw new GuestException(
                "%s: needs %s, which is in none of %s".formatted(file, name, places));
          }
          found.put(FOLDER + "/" + name, library);
          open.add(library);
        }
      }
    }
    return found;
  }

  /** Texts that change when one of these libraries, or the choice of its file, changes. */
  List<String> stamps(Collection<String> names) throws IOException {
    List<String> stamps = new ArrayList<>();
    for (String name : names) {
      Path file = find(name);
      stamps.add(file == null ? name : file + " " + Files.getLastModifiedTime(file));
    }
    return stamps;
  }

  private static String nameOf(Path library) throws IOException {
    String name = new ElfImage(library.toString(), Files.readAllBytes(library)).libraryName();
    return name == null ? library.getFileName().toString() : name;
  }

  /**
   * The file of a library.
   *
   * @throws GuestException if it is given as a path that does not exist
   */
  private @Nullable Path find(String name) {
    if (name.indexOf('/') >= 0) {
      Path file = Path.of(name);
      if (!Files.isRegularFile(file)) {
        throw new GuestException(name + ": no such library");
      }
      return file;
    }
    for (Path place : places) {
      Path file = place.resolve(name);
      if (Files.isRegularFile(file)) {
        return file;
      }
    }
    return null;
  }
}
