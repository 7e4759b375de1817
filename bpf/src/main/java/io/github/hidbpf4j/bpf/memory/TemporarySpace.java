package io.github.hidbpf4j.bpf.memory;

import java.io.File;
import java.util.function.LongSupplier;

/**
 * Room in the folder of temporary files. A sparse file takes its room when it is written to; where
 * that is a store to mapped memory, the system can only stop the process (SIGBUS). So room is asked
 * for before memory is handed out. Others may take it meanwhile: this makes the case rare, not
 * impossible.
 */
final class TemporarySpace {
  /** Bytes to ask for at least, where there are so many: asking is a system call. */
  private static final long STEP = 1 << 18;

  private final String folder;
  private final LongSupplier usable;
  private final long atFirst;
  private long granted;

  /**
   * The folder as it is now.
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
        // Some file systems do not know their size.
        () -> folder.getTotalSpace() == 0 ? Long.MAX_VALUE : folder.getUsableSpace());
  }

  /**
   * Sees to it that so many bytes of the file can be filled.
   *
   * @throws NoSpaceException when there is no room for them
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
