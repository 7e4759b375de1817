package io.github.hidbpf4j.testing.snapshot;

import io.github.hidbpf4j.hid.HidException;
import java.nio.file.Path;

/** Thrown when a snapshot cannot be read. The message begins with {@code FILE:LINE: }. */
public final class SnapshotException extends HidException {
  private static final long serialVersionUID = 1L;

  private final boolean snapshot;

  SnapshotException(Path file, int line, boolean snapshot, String message) {
    super("%s:%d: %s".formatted(file, line, message));
    this.snapshot = snapshot;
  }

  /**
   * {@return whether the file is a snapshot nevertheless, of another version or damaged, and so may
   * be overwritten}
   */
  public boolean isSnapshot() {
    return snapshot;
  }
}
