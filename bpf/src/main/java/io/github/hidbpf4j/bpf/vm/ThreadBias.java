package io.github.hidbpf4j.bpf.vm;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * A run that one thread begins and ends without atomic operations, which cost more than a short
 * program does. Most machines are used by one thread.
 *
 * <p>Whoever waits for runs to end must know of those that begin, and none may miss that something
 * waits for its end: two threads that each write one place and read the other. The owner of the
 * bias pays nothing for the order of the two; the other thread, which is rarely there, makes the
 * owner pass a safepoint ({@link #passSafepoint}). What the owner wrote before is visible then, and
 * what it reads afterwards is not older.
 */
final class ThreadBias {
  private static final VarHandle BUSY;

  static {
    try {
      BUSY = MethodHandles.lookup().findVarHandle(ThreadBias.class, "busy", int.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final Thread thread = Thread.currentThread();

  /** The thread; null once the bias is revoked. */
  private volatile @Nullable Thread owner = thread;

  private final Run run;
  private volatile int busy;

  /** For the current thread. */
  ThreadBias(Run run) {
    this.run = run;
  }

  /** Whether it was made for the current thread. */
  boolean isMine() {
    return thread == Thread.currentThread();
  }

  Run run() {
    return run;
  }

  /** Begins the run; false on other threads, when it is in progress or the bias gone. */
  boolean begin() {
    Thread now = Thread.currentThread();
    if (owner != now || (int) BUSY.get(this) != 0) {
      return false;
    }
    BUSY.setRelease(this, 1);
    if (owner != now) {
      // Revoked in between: whoever did that may not have seen the run begin.
      busy = 0;
      return false;
    }
    return true;
  }

  /** Ends the run. */
  void end() {
    BUSY.setRelease(this, 0);
  }

  /** Whether the run is in progress: what the owner did last may not be known. */
  boolean isBusy() {
    return busy != 0;
  }

  /** Whether it begins no more runs. */
  boolean isRevoked() {
    return owner == null;
  }

  /**
   * Returns after the owner has been at a safepoint: for a stack trace, HotSpot has a thread run an
   * operation between two instructions, or runs it itself while the thread is blocked, with full
   * fences (a handshake, JEP 312).
   */
  void passSafepoint() {
    VarHandle.fullFence();
    StackTraceElement[] _ = thread.getStackTrace();
    VarHandle.fullFence();
  }

  /** Makes it begin no more runs; whether none is in progress. */
  boolean revoke() {
    owner = null;
    passSafepoint();
    return busy == 0;
  }
}
