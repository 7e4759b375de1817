package io.github.hidbpf4j.cli.file;

import io.github.hidbpf4j.time.Stopwatch;
import io.github.hidbpf4j.time.Workers;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Copies a stream to a file as data arrives, on a thread of its own. Any number of readers read the
 * copy, and wait for more where it ends. The amount that nobody has read yet is bounded.
 */
final class GrowingCopy {
  /** How many bytes the copy may be ahead of the fastest reader. */
  private static final long MOST_AHEAD = 8L << 20;

  /** A stream that has not ended by then, and is slow, is taken to be live. */
  private static final long LIVE_MILLIS = 1_000;

  /** Bytes per second that no input device sends: a slower stream may be live. */
  private static final long FAST = 2_000_000;

  private final String name;
  private final Path copy;
  private final long most;
  private final Stopwatch watch = Stopwatch.start();
  private long length;
  private long read;
  private boolean complete;
  private boolean closed;
  private @Nullable IOException failure;

  /**
   * Starts copying.
   *
   * @param name the stream's name in messages
   * @param copy file to copy to
   * @param most limit of the bytes copied
   */
  GrowingCopy(String name, InputStream in, Path copy, long most) {
    this.name = name;
    this.copy = copy;
    this.most = most;
    Workers.start("input", () -> copyAll(in));
  }

  private void copyAll(InputStream in) {
    IOException problem = null;
    try (in;
        OutputStream to = Files.newOutputStream(copy)) {
      byte[] buffer = new byte[1 << 16];
      for (int count = in.read(buffer); count >= 0 && isWanted(); count = in.read(buffer)) {
        write(to, buffer, count);
        if (!grow(count)) {
          throw new FileSystemException(
              name, null, "more than " + most + " bytes from what is not a regular file");
        }
      }
    } catch (IOException e) {
      problem = e;
    }
    synchronized (this) {
      failure = problem;
      complete = true;
      notifyAll();
    }
  }

  private void write(OutputStream to, byte[] buffer, int count) throws FileSystemException {
    try {
      to.write(buffer, 0, count);
    } catch (IOException e) {
      throw new FileSystemException(
          copy + ", the copy of " + name, null, e.getMessage() + " (java.io.tmpdir says where)");
    }
  }

  private synchronized boolean grow(int count) {
    length += count;
    notifyAll();
    return length <= most;
  }

  /** Waits until readers need more; false if they never will. */
  private synchronized boolean isWanted() {
    while (!closed && length - read > MOST_AHEAD) {
      waitFor(0);
    }
    return !closed;
  }

  @SuppressWarnings("WaitNotInLoop") // callers check again
  private void waitFor(long millis) {
    try {
      wait(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      closed = true;
    }
  }

  /** Stops copying; nobody reads what is still to come. */
  synchronized void close() {
    closed = true;
    notifyAll();
  }

  /**
   * Waits until the copy is longer than a position.
   *
   * @param mayEnd asked while the stream is live: whether the reader may end here; its answer may
   *     change as it reads
   * @return the copy's length; -1 at the end
   */
  private synchronized long await(long position, @Nullable BooleanSupplier mayEnd)
      throws IOException {
    read = Math.max(read, position);
    notifyAll();
    while (length <= position && !complete && !closed) {
      long left = LIVE_MILLIS - watch.nanos() / 1_000_000;
      if (mayEnd == null) {
        waitFor(0);
      } else if (left > 0) {
        waitFor(left);
      } else if (length < FAST * (watch.nanos() / 1e9) && mayEnd.getAsBoolean()) {
        return -1;
      } else {
        waitFor(LIVE_MILLIS);
      }
    }
    if (length > position && length <= most) {
      return length;
    }
    IOException problem = failure;
    if (complete && problem != null) {
      throw problem;
    }
    return length > position && !complete ? awaitFailure() : -1;
  }

  /** Waits for the failure: the stream is too long, which the copying thread is about to report. */
  private long awaitFailure() throws IOException {
    while (!complete && !closed) {
      waitFor(0);
    }
    IOException problem = failure;
    if (problem != null) {
      throw problem;
    }
    return -1;
  }

  /** Opens the copy from its start; reading waits where there is no more yet. */
  InputStream open(@Nullable BooleanSupplier mayEnd) throws IOException {
    return new Reader(Files.newInputStream(copy), mayEnd);
  }

  private final class Reader extends InputStream {
    private final InputStream in;
    private final @Nullable BooleanSupplier mayEnd;
    private long position;
    private byte last = '\n';

    Reader(InputStream in, @Nullable BooleanSupplier mayEnd) {
      this.in = in;
      this.mayEnd = mayEnd;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int offset, int count) throws IOException {
      if (count == 0) {
        return 0;
      }
      BooleanSupplier end = mayEnd;
      long there = await(position, end == null ? null : () -> last == '\n' && end.getAsBoolean());
      if (there < 0) {
        return -1;
      }
      int got = in.read(into, offset, (int) Math.min(count, there - position));
      if (got > 0) {
        position += got;
        last = into[offset + got - 1];
      }
      return got;
    }

    @Override
    public void close() throws IOException {
      in.close();
    }
  }
}
