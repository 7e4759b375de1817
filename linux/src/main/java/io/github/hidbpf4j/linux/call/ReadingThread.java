package io.github.hidbpf4j.linux.call;

import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A thread that waits in read(2), and how others end that: nothing but a signal does. The signal's
 * handler does nothing; as it may come just before the thread waits, it is repeated until the
 * thread is seen to have come back.
 */
final class ReadingThread {
  /** A real-time signal that neither the C library nor the JVM uses. */
  private static final int SIGNAL = 50;

  private static final long AGAIN_NANOS = 1_000_000;

  /** How often at most: a thread that does not come back for so long does not read. */
  private static final int MOST = 2_000;

  private static final boolean POSSIBLE = SystemCalls.useToInterrupt(SIGNAL);

  private final int process;
  private final int number;
  private volatile boolean wanted;
  private volatile boolean gone;

  private ReadingThread(int process, int number) {
    this.process = process;
    this.number = number;
  }

  /** The calling thread; null where reads that wait cannot be ended. */
  static @Nullable ReadingThread current() {
    return POSSIBLE && !Thread.currentThread().isVirtual()
        ? new ReadingThread(Math.toIntExact(ProcessHandle.current().pid()), SystemCalls.thread())
        : null;
  }

  /** Called by the thread itself whenever it comes back. */
  void isBack() {
    if (wanted) {
      wanted = false;
    }
  }

  /** Called by the thread itself when it will not wait any more. */
  void ends() {
    gone = true;
  }

  /** Makes the thread come back, and waits until it has; does nothing if it is the caller. */
  void interrupt() {
    if (gone || SystemCalls.thread() == number) {
      return;
    }
    wanted = true;
    for (int i = 0; i < MOST && wanted && !gone; i++) {
      SystemCalls.signalThread(process, number, SIGNAL);
      LockSupport.parkNanos(AGAIN_NANOS);
    }
  }
}
