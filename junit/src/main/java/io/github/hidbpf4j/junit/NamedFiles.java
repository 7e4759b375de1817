package io.github.hidbpf4j.junit;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;

/** Finds the files that annotations name: below the root folder, or else on the class path. */
final class NamedFiles {
  private final Path root;
  private final Class<?> testClass;

  NamedFiles(Path root, Class<?> testClass) {
    this.root = root;
    this.testClass = testClass;
  }

  /**
   * Reads a file that must exist.
   *
   * @param what what it is, for messages
   */
  byte[] read(String what, String name) {
    byte[] bytes = find(what, name);
    if (bytes == null) {
      throw new ExtensionConfigurationException(
          "%s '%s': no file %s, and no resource %s on the class path"
              .formatted(what, name, path(what, name), resource(name)));
    }
    return bytes;
  }

  /** Reads a file; null if it is in neither place. */
  byte @Nullable [] find(String what, String name) {
    Path file = path(what, name);
    try {
      if (Files.isDirectory(file)) {
        throw new ExtensionConfigurationException(
            "%s '%s': %s is a folder, expected a file".formatted(what, name, file));
      }
      if (Files.exists(file)) {
        return Files.readAllBytes(file);
      }
      try (InputStream in = testClass.getResourceAsStream(resource(name))) {
        return in == null ? null : in.readAllBytes();
      }
    } catch (IOException e) {
      throw new ExtensionConfigurationException(
          "%s '%s': cannot be read: %s".formatted(what, name, e.getMessage()), e);
    }
  }

  private Path path(String what, String name) {
    try {
      return root.resolve(name).toAbsolutePath().normalize();
    } catch (InvalidPathException e) {
      throw new ExtensionConfigurationException(
          "%s '%s': not a valid path: %s".formatted(what, name, e.getReason()), e);
    }
  }

  private static String resource(String name) {
    return name.startsWith("/") ? name : "/" + name;
  }
}
