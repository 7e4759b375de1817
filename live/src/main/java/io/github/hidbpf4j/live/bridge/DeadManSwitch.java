package io.github.hidbpf4j.live.bridge;

import java.io.IOException;
import java.io.OutputStream;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Kills this process when it stops working: a process that is stopped or hangs during a grab
 * withholds the device from everybody; once it is dead, the kernel releases the device at once. A
 * shell waits for a sign of life each second, and exits when the process does.
 *
 * <p>Needs {@code sh}, {@code timeout} and {@code head}; without them, nothing watches.
 */
public final class DeadManSwitch implements AutoCloseable {
  /** Seconds without a sign of life; a JVM that collects garbage may need some. */
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
   * Starts watching.
   *
   * @param moves whether all is well; called each second
   * @return the switch; null if that is not possible here
   */
  public static @Nullable DeadManSwitch start(BooleanSupplier moves) {
    return start(ProcessHandle.current().pid(), SECONDS, moves);
  }

  static @Nullable DeadManSwitch start(long pid, int seconds, BooleanSupplier moves) {
    // Status 124: nothing came in time. End of file: the process has ended by itself.
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
      // The shell is gone, so nobody watches; that is no reason to stop.
      closed = true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Stops watching. */
  @Override
  public void close() {
    closed = true;
    thread.interrupt();
    shell.destroyForcibly();
  }
}
