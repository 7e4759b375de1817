package io.github.hidbpf4j.linux.host;

import io.github.hidbpf4j.linux.call.OpenFile;
import io.github.hidbpf4j.linux.call.SystemCallException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import org.jspecify.annotations.Nullable;

/**
 * A node, and whether this process can use it: it was opened to find out, since permissions alone
 * do not tell (containers, services).
 *
 * @param path its path
 * @param exists whether it exists
 * @param mode its permissions, {@code rw-rw----}; empty if it does not exist
 * @param owner its owner and group: {@code root:input}; empty if it does not exist
 * @param error why it cannot be opened, with advice; null if it can
 */
public record NodeAccess(
    Path path, boolean exists, String mode, String owner, @Nullable SystemCallException error) {
  /** Examines a node, by opening it for reading, or for both. */
  static NodeAccess look(Path path, boolean writing) {
    SystemCallException error = OpenFile.tryToOpen(path, writing);
    try {
      PosixFileAttributes attributes = Files.readAttributes(path, PosixFileAttributes.class);
      return new NodeAccess(
          path,
          true,
          PosixFilePermissions.toString(attributes.permissions()),
          attributes.owner().getName() + ":" + attributes.group().getName(),
          error);
    } catch (IOException e) {
      return new NodeAccess(path, false, "", "", error);
    }
  }

  /** Whether this process can use it. */
  public boolean isUsable() {
    return error == null;
  }
}
