package io.github.hidbpf4j.live.fixes;

import io.github.hidbpf4j.kernel.metadata.FixName;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * Installs objects into a folder and removes them. A file in the folder is always complete: a new
 * one is written beside its place, and renamed when its bytes are on the disk. A daemon that
 * watches the folder notices the change; nobody notifies it.
 */
public final class FixInstaller {
  private final Path folder;

  /** Creates an installer for a folder, which need not exist. */
  public FixInstaller(Path folder) {
    this.folder = folder;
  }

  /** The result of installing. */
  public enum Outcome {
    /** It is new. */
    NEW,
    /** It already existed, with the same bytes. */
    SAME,
    /** It replaced other bytes of the same name. */
    REPLACED
  }

  /**
   * Installs an object, readable by everybody.
   *
   * @param name of the file in the folder
   * @throws FileSystemException if the folder cannot be created or written; nothing has changed
   *     then
   */
  public Outcome install(String name, byte[] contents) throws IOException {
    makeFolder();
    Path target = folder.resolve(name);
    boolean there = Files.exists(target, LinkOption.NOFOLLOW_LINKS);
    if (there && Files.isDirectory(target, LinkOption.NOFOLLOW_LINKS)) {
      throw new FileSystemException(target.toString(), null, "is a folder, expected a file");
    }
    if (Files.isRegularFile(target, LinkOption.NOFOLLOW_LINKS)
        && Files.size(target) == contents.length
        && Arrays.equals(Files.readAllBytes(target), contents)) {
      return Outcome.SAME;
    }
    // Not a name that counts as installed.
    Path part = folder.resolve(".%s.%d.part".formatted(name, ProcessHandle.current().pid()));
    try {
      Files.deleteIfExists(part);
      write(part, contents);
      Files.move(part, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException | RuntimeException e) {
      Files.deleteIfExists(part);
      throw e;
    }
    sync(folder);
    return there ? Outcome.REPLACED : Outcome.NEW;
  }

  private static void write(Path part, byte[] contents) throws IOException {
    try (FileChannel out =
        FileChannel.open(part, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      ByteBuffer bytes = ByteBuffer.wrap(contents);
      while (bytes.hasRemaining()) {
        int _ = out.write(bytes);
      }
      // Regardless of the user's umask: the daemon must be able to read it.
      Files.setPosixFilePermissions(part, PosixFilePermissions.fromString("rw-r--r--"));
      out.force(true);
    }
  }

  private void makeFolder() throws IOException {
    Path missing = folder.toAbsolutePath();
    List<Path> folders = new ArrayList<>();
    while (missing != null && !Files.exists(missing)) {
      folders.addFirst(missing);
      missing = missing.getParent();
    }
    for (Path each : folders) {
      Files.createDirectory(each);
      Files.setPosixFilePermissions(each, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
  }

  /**
   * Makes the system write the folder itself to disk; if it cannot be opened for that, it is
   * written soon anyway.
   */
  private static void sync(Path folder) throws IOException {
    try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    } catch (AccessDeniedException _) {
      // a folder that may be written but not read: its changes are made
    }
  }

  /** Names of the objects in the folder. */
  public List<String> names() throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .map(file -> String.valueOf(file.getFileName()))
          .filter(name -> name.endsWith(FixName.SUFFIX))
          .sorted()
          .toList();
    }
  }

  /**
   * Removes an object.
   *
   * @param name one of {@link #names}
   */
  public void uninstall(String name) throws IOException {
    Files.delete(folder.resolve(name));
    sync(folder);
  }
}
