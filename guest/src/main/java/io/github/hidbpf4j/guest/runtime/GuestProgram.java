package io.github.hidbpf4j.guest.runtime;

import io.github.hidbpf4j.guest.GuestException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;

/**
 * The Java program that is the guest's first process, and stays it: it mounts file systems, loads
 * modules, and serves the channel.
 *
 * @param main its class
 * @param classPath jar files, or folders of classes
 * @param modules of the JDK that it needs
 * @param libraries of the host that it loads if they are there, by name ({@code libbpf.so.1}), or
 *     by path
 * @param training arguments with which it ends by itself after having been through what it does
 *     first, on the host: from that an AOT cache is made, which makes it start quicker; none: no
 *     cache
 */
public record GuestProgram(
    String main,
    List<Path> classPath,
    Set<String> modules,
    Set<String> libraries,
    List<String> training) {

  /** Copies the collections. */
  public GuestProgram {
    classPath = List.copyOf(classPath);
    modules = Set.copyOf(modules);
    libraries = Set.copyOf(libraries);
    training = List.copyOf(training);
  }

  /**
   * Where classes were loaded from, each place once.
   *
   * @throws GuestException if one is neither in a jar file nor in a folder
   */
  public static List<Path> placesOf(Collection<Class<?>> classes) {
    List<Path> places = new ArrayList<>();
    for (Class<?> type : classes) {
      CodeSource source = type.getProtectionDomain().getCodeSource();
      if (source == null || source.getLocation() == null) {
        throw new GuestException(type.getName() + ": does not say where it was loaded from");
      }
      try {
        URI location = source.getLocation().toURI();
        if (!location.getScheme().equals("file")) {
          throw new GuestException(
              "%s: loaded from %s; expected a jar file or a folder"
                  .formatted(type.getName(), location));
        }
        Path place = Path.of(location);
        if (!places.contains(place)) {
          places.add(place);
        }
      } catch (URISyntaxException e) {
        throw new GuestException(type.getName() + ": loaded from " + source.getLocation(), e);
      }
    }
    return places;
  }
}
