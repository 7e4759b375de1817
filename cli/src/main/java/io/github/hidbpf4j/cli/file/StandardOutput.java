package io.github.hidbpf4j.cli.file;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The process's standard output; remembers why it could not be written, since text writers do not
 * say.
 */
public final class StandardOutput extends OutputStream {
  private static final int TYPE_OF_FILE = 0170000;
  private static final int FIFO = 0010000;
  private static final int SOCKET = 0140000;

  private final OutputStream out;
  private final boolean isOfProcess;
  private final Runnable whenItFails;
  private volatile @Nullable IOException failure;

  /** The process's own; the action runs once, when the first write fails. */
  public StandardOutput(Runnable whenItFails) {
    this(new FileOutputStream(FileDescriptor.out), true, whenItFails);
  }

  /** One that writes to another stream. */
  public StandardOutput(OutputStream out, Runnable whenItFails) {
    this(out, false, whenItFails);
  }

  private StandardOutput(OutputStream out, boolean isOfProcess, Runnable whenItFails) {
    this.out = out;
    this.isOfProcess = isOfProcess;
    this.whenItFails = whenItFails;
  }

  @Override
  public void write(int b) throws IOException {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    IOException before = failure;
    if (before != null) {
      throw before;
    }
    try {
      out.write(bytes, offset, length);
    } catch (IOException e) {
      failure = e;
      whenItFails.run();
      throw e;
    }
  }

  /** The first error; null if there was none. */
  public @Nullable IOException failure() {
    return failure;
  }

  /** Whether a write failed because a pipe or socket has no reader any more. */
  public boolean isClosedPipe() {
    if (failure == null || !isOfProcess) {
      return false;
    }
    try {
      int mode = (int) Files.getAttribute(Path.of("/proc/self/fd/1"), "unix:mode");
      return (mode & TYPE_OF_FILE) == FIFO || (mode & TYPE_OF_FILE) == SOCKET;
    } catch (IOException | UnsupportedOperationException | IllegalArgumentException _) {
      return false;
    }
  }
}
