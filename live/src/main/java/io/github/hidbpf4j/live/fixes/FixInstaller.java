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
 * Puts objects into a folder and takes them out again. A file of the folder is always whole: a new
 * one is written beside its place, and takes it when its bytes are on the disk. A daemon that
 * watches the folder notices; nobody tells it.
 */
public final class FixInstaller {
  private final Path folder;

  /** That of a folder, which need not be there yet. */
  public FixInstaller(Path folder) {
    this.folder = folder;
  }

  /** What installing came to. */
  public enum Outcome {
    /** It is there now. */
    NEW,
    /** It was there, with the same bytes. */
    SAME,
    /** Other bytes were there under its name. */
    REPLACED
  }

  /**
   * Installs an object, readable for everybody.
   *
   * @param name of the file in the folder
   * @throws FileSystemException when the folder cannot be made or written; nothing has changed
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
    // Not one of the names that count.
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
      // Whatever the mask of the user is: the daemon has to read it.
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
   * Has the system write the folder itself; where it cannot be opened for that, it does so soon.
   */
  private static void sync(Path folder) throws IOException {
    try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    } catch (AccessDeniedException _) {
      // one that may be written, not read: what was done there is done
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
   * Takes an object away.
   *
   * @param name one of {@link #names}
   */
  public void uninstall(String name) throws IOException {
    Files.delete(folder.resolve(name));
    sync(folder);
  }
}
