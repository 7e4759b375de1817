package io.github.hidbpf4j.live.bridge;

import java.io.IOException;
import java.io.OutputStream;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Kills this process when it does not move any more: a process that is stopped or hangs with a grab
 * keeps the device from everybody, and the kernel frees it at once when the process is dead. A
 * shell waits for a sign of life each second, and is gone when the process is.
 *
 * <p>Needs {@code sh}, {@code timeout} and {@code head}; where they are not, nothing watches.
 */
public final class DeadManSwitch implements AutoCloseable {
  /** Seconds without a sign of life; a virtual machine that collects garbage may take some. */
  private static final int SECONDS = 5;

  private static final long BEAT_MILLIS = 1_000;

  private final Process shell;
  private final Thread thread;
  private volatile boolean closed;

  private DeadManSwitch(Process shell, BooleanSupplier moves) {
    this.shell = shell;
    this.thread = Thread.ofPlatform().daemon().name("hidbpf-alive").start(() -> beat(moves));
  }

  /**
   * Begins to watch.
   *
   * @param moves whether all is well; asked each second
   * @return null when that is not possible here
   */
  public static @Nullable DeadManSwitch start(BooleanSupplier moves) {
    return start(ProcessHandle.current().pid(), SECONDS, moves);
  }

  static @Nullable DeadManSwitch start(long pid, int seconds, BooleanSupplier moves) {
    // Status 124: nothing came in time. An end of the file: the process has ended by itself.
    String script =
        """
        trap '' INT HUP TERM TSTP
        while :; do
          beat=$(timeout %d head -c 1)
          if [ $? -eq 124 ]; then kill -KILL %d; exit; fi
          [ -n "$beat" ] || exit
        done
        """
            .formatted(seconds, pid);
    try {
      Process shell =
          new ProcessBuilder("/bin/sh", "-c", script)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      return new DeadManSwitch(shell, moves);
    } catch (IOException e) {
      return null;
    }
  }

  private void beat(BooleanSupplier moves) {
    try (OutputStream signs = shell.getOutputStream()) {
      while (!closed) {
        if (moves.getAsBoolean()) {
          signs.write('.');
          signs.flush();
        }
        Thread.sleep(BEAT_MILLIS);
      }
    } catch (IOException e) {
      // The shell is gone: nobody watches, which is no reason to stop.
      closed = true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Ends the watch. */
  @Override
  public void close() {
    closed = true;
    thread.interrupt();
    shell.destroyForcibly();
  }
}
