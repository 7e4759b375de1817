package io.github.hidbpf4j.cli.file;

import io.github.hidbpf4j.time.Stopwatch;
import io.github.hidbpf4j.time.Ticker;
import java.io.IOException;
import java.io.Writer;
import org.jspecify.annotations.Nullable;

/**
 * Batches text for its reader: a line is passed on at once while lines are rare; frequent ones are
 * passed on together, after 30 ms at the latest. {@link #flush} passes on everything.
 */
public final class LineBatches extends Writer {
  private static final int SIZE = 1 << 15;

  /** A line that comes this long after the last one was passed on is passed on by itself. */
  private static final long SOON_NANOS = 1_000_000;

  private static final long LATE_NANOS = 30_000_000;

  private final Writer next;
  private final char[] buffer = new char[SIZE];
  private int length;
  private Stopwatch sinceLast = Stopwatch.start();

  /** Passes on lines that nothing follows. */
  private @Nullable Ticker late;

  private boolean closed;

  /** An error that could not be thrown to anybody. */
  private @Nullable IOException failure;

  /** Passes text on to this writer, and flushes it. */
  public LineBatches(Writer next) {
    // A lock of its own: a PrintWriter holds its writer's monitor while it closes it, and closing
    // waits for the ticker, which needs the lock.
    super(new Object());
    this.next = next;
  }

  @Override
  public void write(int c) throws IOException {
    synchronized (lock) {
      if (length == SIZE) {
        handOn();
      }
      buffer[length++] = (char) c;
      written();
    }
  }

  @Override
  public void write(char[] text, int offset, int count) throws IOException {
    synchronized (lock) {
      for (int done = 0; done < count; ) {
        int part = room(count - done);
        System.arraycopy(text, offset + done, buffer, length, part);
        length += part;
        done += part;
      }
      written();
    }
  }

  @Override
  public void write(String text, int offset, int count) throws IOException {
    synchronized (lock) {
      for (int done = 0; done < count; ) {
        int part = room(count - done);
        text.getChars(offset + done, offset + done + part, buffer, length);
        length += part;
        done += part;
      }
      written();
    }
  }

  /** How many characters fit, at least one; makes room if there is none. */
  private int room(int wanted) throws IOException {
    if (length == SIZE) {
      handOn();
    }
    return Math.min(wanted, SIZE - length);
  }

  private void written() throws IOException {
    if (length == 0 || buffer[length - 1] != '\n') {
      return;
    }
    if (sinceLast.nanos() >= SOON_NANOS) {
      flush();
    } else if (late == null && !closed) {
      late = new Ticker(LATE_NANOS, LATE_NANOS, this::flushLate);
    }
  }

  private void flushLate() {
    synchronized (lock) {
      if (length > 0) {
        try {
          flush();
        } catch (IOException e) {
          failure = e;
        }
      }
    }
  }

  private void handOn() throws IOException {
    int count = length;
    length = 0;
    if (failure != null) {
      throw failure;
    }
    next.write(buffer, 0, count);
  }

  @Override
  public void flush() throws IOException {
    synchronized (lock) {
      handOn();
      next.flush();
      sinceLast = Stopwatch.start();
    }
  }

  @Override
  public void close() throws IOException {
    Ticker running;
    synchronized (lock) {
      closed = true;
      running = late;
      late = null;
    }
    if (running != null) {
      running.close();
    }
    synchronized (lock) {
      flush();
      next.close();
    }
  }
}
