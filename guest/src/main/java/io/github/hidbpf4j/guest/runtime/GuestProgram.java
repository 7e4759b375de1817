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
 * The Java program that is the guest's first and only process: it mounts file systems, loads
 * modules, and serves the channel.
 *
 * @param main its main class
 * @param classes where they are
 * @param modules of the JDK that it needs
 * @param libraries libraries of the host to include if they exist, by name ({@code libbpf.so.1}),
 *     or by path
 * @param training arguments with which it exercises its startup on the host and ends; this produces
 *     an AOT cache, which makes it start faster; empty for no cache
 */
public record GuestProgram(
    String main,
    Classes classes,
    Set<String> modules,
    Set<String> libraries,
    List<String> training) {

  /** Copies the collections. */
  public GuestProgram {
    modules = Set.copyOf(modules);
    libraries = Set.copyOf(libraries);
    training = List.copyOf(training);
  }

  /** Where a program's classes are. */
  public sealed interface Classes {}

  /**
   * In jar files or folders: they are copied into the guest beside a Java runtime that is linked
   * for it.
   *
   * @param places jar files, or folders of classes
   */
  public record OnPath(List<Path> places) implements Classes {
    /** Copies the list. */
    public OnPath {
      places = List.copyOf(places);
    }
  }

  /**
   * In the running Java runtime, which was linked with them: it is copied into the guest as it is.
   *
   * @param module that the main class is in
   * @param nativeModule the module that calls native code
   */
  public record InRuntime(String module, String nativeModule) implements Classes {}

  /**
   * Finds where classes were loaded from.
   *
   * @param main the main class
   * @param caller a class of the module that calls native code
   * @param others one class from each further place
   * @throws GuestException if one is neither in a jar file, nor in a folder, nor in the runtime
   */
  public static Classes classesOf(Class<?> main, Class<?> caller, Collection<Class<?>> others) {
    if (isInRuntime(main)) {
      return new InRuntime(main.getModule().getName(), caller.getModule().getName());
    }
    List<Class<?>> all = new ArrayList<>(others);
    all.add(caller);
    all.add(main);
    return new OnPath(placesOf(all));
  }

  private static boolean isInRuntime(Class<?> type) {
    Module module = type.getModule();
    return module.isNamed()
        && ModuleLayer.boot()
            .configuration()
            .findModule(module.getName())
            .flatMap(resolved -> resolved.reference().location())
            .filter(location -> "jrt".equals(location.getScheme()))
            .isPresent();
  }

  /**
   * The jar files and folders that classes were loaded from, each once.
   *
   * @throws GuestException if one is in neither
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
