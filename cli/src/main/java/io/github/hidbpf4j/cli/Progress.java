package io.github.hidbpf4j.cli;

import io.github.hidbpf4j.hid.recording.EntryCursor;
import io.github.hidbpf4j.hid.recording.RecordedRequest;
import io.github.hidbpf4j.time.Ticker;
import java.io.FilterWriter;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * A line on the terminal that shows the progress of something that takes more than a second; erased
 * at the end. Only if standard error is a terminal; if standard output is one too, the line would
 * mix with what is printed there, unless that is only printed at the end ({@link #before}). The
 * start script sets the property {@value #PROPERTY} accordingly: {@code true}, {@code shared} or
 * {@code false}.
 */
final class Progress implements AutoCloseable {
  static final String PROPERTY = "hidbpf4j.progress";

  private static final long DELAY = 1_000_000_000L;
  private static final long INTERVAL = 200_000_000L;
  private static final String WIPE = "\r\033[K";

  private final PrintStream terminal;
  private final String what;
  private final long of;
  private final AtomicLong done = new AtomicLong();
  private final LongAdder events = new LongAdder();
  private final @Nullable Ticker ticker;
  private boolean shown;

  /**
   * Starts the display.
   *
   * @param what name of the things that are counted, such as "recordings"
   * @param of how many there are
   * @param silent whether little is printed meanwhile, and only through {@link #before}
   */
  static Progress of(String what, long of, boolean silent) {
    String terminals = System.getProperty(PROPERTY, "");
    boolean show = terminals.equals("true") || silent && terminals.equals("shared");
    return new Progress(System.err, what, of, show);
  }

  /** Whether standard output is a terminal, as far as the start script knows. */
  static boolean isShared() {
    return System.getProperty(PROPERTY, "").equals("shared");
  }

  /** A writer that erases the line before it prints. */
  PrintWriter before(PrintWriter out) {
    return new PrintWriter(
        new FilterWriter(out) {
          // Flush before the line is shown again.
          @Override
          public void write(int c) throws IOException {
            clearLine();
            super.write(c);
            super.flush();
          }

          @Override
          public void write(char[] c, int offset, int length) throws IOException {
            clearLine();
            super.write(c, offset, length);
            super.flush();
          }

          @Override
          public void write(String s, int offset, int length) throws IOException {
            clearLine();
            super.write(s, offset, length);
            super.flush();
          }
        });
  }

  private synchronized void clearLine() {
    if (shown) {
      shown = false;
      terminal.print(WIPE);
      terminal.flush();
    }
  }

  /** Shows nothing from now on. */
  void end() {
    Ticker running = ticker;
    if (running != null) {
      running.close();
    }
    clearLine();
  }

  Progress(PrintStream terminal, String what, long of, boolean show) {
    this.terminal = terminal;
    this.what = what;
    this.of = of;
    this.ticker = show ? new Ticker(DELAY, INTERVAL, this::show) : null;
  }

  /** Whether only one thing is counted. */
  boolean isSingle() {
    return of == 1;
  }

  /** Counts a thing as done. */
  void done() {
    done.incrementAndGet();
  }

  /** Counts the entries that are read; returns the cursor itself if nothing is shown. */
  EntryCursor counting(EntryCursor entries) {
    return ticker == null ? entries : new Counted(entries);
  }

  /** Counts events. */
  private final class Counted implements EntryCursor {
    private final EntryCursor entries;

    Counted(EntryCursor entries) {
      this.entries = entries;
    }

    @Override
    public boolean next() throws IOException {
      boolean more = entries.next();
      if (more) {
        event();
      }
      return more;
    }

    @Override
    public long micros() {
      return entries.micros();
    }

    @Override
    public @Nullable RecordedRequest request() {
      return entries.request();
    }

    @Override
    public byte[] bytes() {
      return entries.bytes();
    }

    @Override
    public int offset() {
      return entries.offset();
    }

    @Override
    public int length() {
      return entries.length();
    }
  }

  /** Counts an event. */
  void event() {
    events.increment();
  }

  synchronized void show() {
    shown = true;
    terminal.print(WIPE + line());
    terminal.flush();
  }

  String line() {
    String progress = String.format(Locale.ROOT, "hidbpf: %,d events", events.sum());
    return of == 1
        ? progress
        : String.format(Locale.ROOT, "%s, %,d of %,d %s done", progress, done.get(), of, what);
  }

  @Override
  public void close() {
    end();
  }
}
