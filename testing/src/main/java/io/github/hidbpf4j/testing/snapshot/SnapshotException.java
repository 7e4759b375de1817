package io.github.hidbpf4j.testing.snapshot;

import io.github.hidbpf4j.hid.HidException;
import java.nio.file.Path;

/** A snapshot that cannot be read. The message begins with {@code FILE:LINE: }. */
public final class SnapshotException extends HidException {
  private static final long serialVersionUID = 1L;

  SnapshotException(Path file, int line, String message) {
    super("%s:%d: %s".formatted(file, line, message));
  }
}
