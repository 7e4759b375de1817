package io.github.hidbpf4j.cli;

import io.github.hidbpf4j.time.Ticker;
import java.io.PrintStream;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * A line on the terminal that says how far something is that takes more than a second; wiped out at
 * the end. Only where standard error is a terminal and standard output, which it would get mixed up
 * with, is none: the start script says so by the property {@value #PROPERTY}.
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
   * Begins.
   *
   * @param what of what things there are several, such as "recordings"
   * @param of how many there are
   */
  static Progress of(String what, long of) {
    return new Progress(System.err, what, of, Boolean.getBoolean(PROPERTY));
  }

  Progress(PrintStream terminal, String what, long of, boolean show) {
    this.terminal = terminal;
    this.what = what;
    this.of = of;
    this.ticker = show ? new Ticker(DELAY, INTERVAL, this::show) : null;
  }

  /** One more of the things is done. */
  void done() {
    done.incrementAndGet();
  }

  /** One more event went through. */
  void event() {
    events.increment();
  }

  void show() {
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
    Ticker running = ticker;
    if (running != null) {
      running.close();
    }
    if (shown) {
      terminal.print(WIPE);
      terminal.flush();
    }
  }
}
