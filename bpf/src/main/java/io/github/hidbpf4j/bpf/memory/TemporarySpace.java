package io.github.hidbpf4j.bpf.memory;

import java.io.File;
import java.util.function.LongSupplier;

/**
 * Free space in the directory for temporary files. A sparse file is allocated when it is written;
 * if a store to mapped memory finds no space, the system can only kill the process (SIGBUS). So
 * space is checked before memory is handed out. Other processes may take it in between: this makes
 * the case rare, not impossible.
 */
final class TemporarySpace {
  /** Minimum number of bytes to check for, if there are as many: each check is a system call. */
  private static final long STEP = 1 << 18;

  private final String folder;
  private final LongSupplier usable;
  private final long atFirst;
  private long granted;

  /**
   * Creates a view of the directory.
   *
   * @param usable bytes that can be written now
   */
  TemporarySpace(String folder, LongSupplier usable) {
    this.folder = folder;
    this.usable = usable;
    this.atFirst = usable.getAsLong();
  }

  static TemporarySpace ofProcess() {
    File folder = TemporaryFile.folder().toFile();
    return new TemporarySpace(
        folder.getPath(),
        // Some file systems do not report their size.
        () -> folder.getTotalSpace() == 0 ? Long.MAX_VALUE : folder.getUsableSpace());
  }

  /**
   * Ensures that this many bytes of the file can be written.
   *
   * @throws NoSpaceException when there is no space for them
   */
  void require(long bytes) {
    if (bytes <= granted) {
      return;
    }
    long more = bytes - granted;
    long free = usable.getAsLong();
    if (more > free || bytes > atFirst) {
      throw new NoSpaceException(
          "needs %d KiB in %s (java.io.tmpdir), which has room for %d"
              .formatted((bytes + 1023) >> 10, folder, room(free) >> 10));
    }
    granted = Math.min(room(free), Math.max(bytes, granted + STEP));
  }

  private long room(long free) {
    return Math.min(atFirst, free == Long.MAX_VALUE ? free : granted + free);
  }
}
