package io.github.hidbpf4j.guest.image;

import io.github.hidbpf4j.guest.GuestException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * The modules of one kernel. Dependencies come from the modules themselves, so that packages
 * suffice, which have no {@code modules.dep} until they are installed.
 */
public final class ModuleTree {
  private final Path folder;
  private final Map<String, Path> files = new TreeMap<>();
  private final Set<String> builtIn = new TreeSet<>();

  /**
   * A module to load.
   *
   * @param name as the kernel spells it, {@code hid_generic}
   * @param image its bytes, decompressed
   */
  public record Module(String name, byte[] image) {}

  private ModuleTree(Path folder) {
    this.folder = folder;
  }

  /**
   * Finds modules below a folder: {@code lib/modules/RELEASE}, or any other one with {@code .ko}
   * files.
   */
  public static ModuleTree of(Path folder) throws IOException {
    ModuleTree tree = new ModuleTree(folder);
    if (Files.isDirectory(folder)) {
      try (Stream<Path> entries = Files.walk(folder)) {
        for (Path file : (Iterable<Path>) entries.sorted()::iterator) {
          String name = file.getFileName().toString();
          String plain = Compression.of(name).strip(name);
          if (plain.endsWith(".ko")) {
            tree.files.putIfAbsent(ModuleInfo.normal(plain.substring(0, plain.length() - 3)), file);
          }
        }
      }
      Path list = folder.resolve("modules.builtin");
      if (Files.isRegularFile(list)) {
        for (String line : Files.readAllLines(list)) {
          String name = line.substring(line.lastIndexOf('/') + 1).strip();
          if (name.endsWith(".ko")) {
            tree.builtIn.add(ModuleInfo.normal(name.substring(0, name.length() - 3)));
          }
        }
      }
    }
    return tree;
  }

  /** No modules at all. */
  static ModuleTree none() {
    return new ModuleTree(Path.of(""));
  }

  /** The folder. */
  public Path folder() {
    return folder;
  }

  /** Whether there is a file of this module. */
  public boolean has(String name) {
    return files.containsKey(ModuleInfo.normal(name));
  }

  /** Whether the kernel lists this module as built in; also false if it has no list. */
  public boolean isBuiltIn(String name) {
    return builtIn.contains(ModuleInfo.normal(name));
  }

  /**
   * The wanted modules and their dependencies, each after those it depends on. Wanted modules that
   * do not exist are left out: the kernel has them built in, or not at all.
   *
   * @throws GuestException if a module is damaged, or depends on itself or on one that does not
   *     exist
   */
  public List<Module> closure(Collection<String> wanted) {
    Map<String, Module> ordered = new LinkedHashMap<>();
    for (String name : wanted) {
      if (has(name)) {
        add(ModuleInfo.normal(name), ordered, new HashSet<>());
      }
    }
    return List.copyOf(ordered.values());
  }

  private void add(String name, Map<String, Module> ordered, Set<String> above) {
    if (ordered.containsKey(name)) {
      return;
    }
    Path file = files.get(name);
    if (!above.add(name) || file == null) {
      throw new GuestException("%s: module %s depends on itself".formatted(folder, name));
    }
    byte[] image = read(file);
    for (String needed : ModuleInfo.of(file.toString(), image).depends()) {
      if (has(needed)) {
        add(needed, ordered, above);
      } else if (!isBuiltIn(needed) && !builtIn.isEmpty()) {
        throw new GuestException(
            "%s: depends on %s, which is neither below %s nor built in"
                .formatted(file, needed, folder));
      }
    }
    above.remove(name);
    ordered.put(name, new Module(name, image));
  }

  private static byte[] read(Path file) {
    try {
      byte[] bytes = Files.readAllBytes(file);
      return Compression.of(file.getFileName().toString()).decompress(file.toString(), bytes);
    } catch (IOException e) {
      throw new GuestException(file + ": " + e.getMessage(), e);
    }
  }
}
