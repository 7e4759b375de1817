package io.github.hidbpf4j.bpf.vm;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A flag that one thread at a time takes and gives back. If the same thread does so many times in a
 * row, it needs no atomic operations or fences.
 *
 * <p>A thread that has taken it often enough in a row becomes its owner, and marks it as taken by
 * plain stores to an object of its own. Another thread that wants the flag, or must know whether it
 * is taken, first revokes the ownership and makes sure that the owner notices: it requests the
 * owner's stack trace, for which HotSpot stops that thread at a safepoint. (The kernel's
 * membarrier() serves the same purpose; Java has nothing else like it.) After storing its mark, the
 * owner checks that it still is the owner. So either it did both before it was stopped, and its
 * mark is visible; or it finds that it is no longer the owner, and takes back the mark, which only
 * it writes. After each revocation it takes twice as long until there is an owner again, so that
 * stack traces cost no more than was saved.
 *
 * <p>Thread-safe; virtual threads do not become owners.
 */
final class BiasedFlag {
  /** How often in a row a thread must take it to become the owner, initially. */
  static final int STREAK = 1024;

  private static final int MOST_DOUBLINGS = 20;
  private static final VarHandle TURN;
  private static final VarHandle OWNER_TURN;

  /** Instead of null, which would have to be compared with at each use: there is no owner. */
  private static final Owner NONE = new Owner(null, 0);

  /** Placeholder for the owner while another thread revokes the ownership. */
  private static final Owner NOBODY = new Owner(null, 0);

  static {
    try {
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      TURN = lookup.findVarHandle(BiasedFlag.class, "turn", int.class);
      OWNER_TURN = lookup.findVarHandle(Owner.class, "turn", int.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private static final class Owner {
    final @Nullable Thread thread;

    /** Number of times that owners took it and gave it back: odd while it is taken. */
    @SuppressWarnings("UnusedVariable") // accessed through a VarHandle
    private int turn;

    Owner(@Nullable Thread thread, int turn) {
      this.thread = thread;
      this.turn = turn;
    }

    int turn() {
      return (int) OWNER_TURN.getAcquire(this);
    }
  }

  /** Whether there must currently be no owner. */
  private final BooleanSupplier forbidden;

  /**
   * Number of times that threads other than the owner took it and gave it back: odd while it is
   * taken.
   */
  private volatile int turn;

  /**
   * The owner, or a placeholder. A thread that is about to change {@link #turn} reads this after
   * it.
   */
  private volatile Owner owner = NONE;

  /** The previous owner, whose mark counts while there is none; changed under the lock. */
  private volatile Owner last = NOBODY;

  // The thread that took it last, and how often in a row; accessed only while holding the flag.
  private @Nullable Thread streaker;
  private int streak;

  /** Number of revocations. */
  private int ends;

  /**
   * Creates a free flag.
   *
   * @param forbidden whether no thread may become the owner; whoever forbids it checks for an owner
   *     afterwards ({@link #settle}), and whoever becomes the owner checks this afterwards
   */
  BiasedFlag(BooleanSupplier forbidden) {
    this.forbidden = forbidden;
  }

  /** Takes it if it is free. */
  boolean tryTake() {
    return tryTakeAsOwner() || tryTakeShared();
  }

  /** Same, if the calling thread is the owner; returns false for others. */
  boolean tryTakeAsOwner() {
    Owner mine = owner;
    if (mine.thread != Thread.currentThread()) {
      return false;
    }
    int now = mine.turn();
    if (isOdd(now)) {
      return false;
    }
    OWNER_TURN.setOpaque(mine, now + 1);
    if (owner == mine) {
      return true;
    }
    OWNER_TURN.setRelease(mine, now + 2);
    return false;
  }

  private boolean tryTakeShared() {
    Thread caller = Thread.currentThread();
    while (true) {
      // The order matters: whoever becomes the owner takes its turn first.
      int now = turn;
      if (isOdd(now)) {
        return false;
      }
      Owner other = owner;
      if (other != NONE) {
        if (other.thread == caller) {
          return false;
        }
        endOwnership(caller);
        continue;
      }
      if (isOdd(last.turn())) {
        return false;
      }
      if (TURN.compareAndSet(this, now, now + 1)) {
        streak = streaker == caller ? streak + 1 : 0;
        streaker = caller;
        return true;
      }
    }
  }

  /**
   * Gives it back, on the thread that took it. If another thread may have found it taken and given
   * up, a full fence follows the store; otherwise others revoke the caller's ownership before they
   * look.
   *
   * @return whether anybody can have settled it ({@link #settle}) since it was taken
   */
  boolean giveBack() {
    Owner mine = owner;
    int marked = mine.turn();
    if (!isOdd(marked)) {
      giveBackShared();
      return true;
    }
    OWNER_TURN.setRelease(mine, marked + 1);
    if (owner == mine) {
      return false;
    }
    VarHandle.fullFence();
    return true;
  }

  private void giveBackShared() {
    int now = turn;
    if (isOdd(now)) {
      if (streak >= STREAK << Math.min(ends, MOST_DOUBLINGS)) {
        becomeOwner(Thread.currentThread());
      }
      turn = now + 1;
    } else {
      Owner mine = last;
      OWNER_TURN.setRelease(mine, mine.turn() + 1);
      VarHandle.fullFence();
    }
  }

  /** Makes the thread that holds it the owner; the flag is free then. */
  private synchronized void becomeOwner(Thread caller) {
    streak = 0;
    if (owner != NONE || caller.isVirtual()) {
      return;
    }
    // Never odd, even while the previous owner takes back a mark.
    owner = new Owner(caller, (last.turn() | 1) + 1);
    if (forbidden.getAsBoolean()) {
      owner = NONE;
    }
  }

  private synchronized void endOwnership(Thread caller) {
    Owner before = owner;
    if (before == NONE) {
      return;
    }
    if (before != NOBODY) {
      // What a thread does to itself takes no stack trace.
      ends += before.thread == caller ? 0 : 1;
      last = before;
      owner = NOBODY;
    }
    // Under the lock, so that others wait for it; repeated if it failed before.
    Thread thread = last.thread;
    if (thread != null && thread != caller && thread.isAlive()) {
      StackTraceElement[] _ = thread.getStackTrace();
    }
    owner = NONE;
  }

  /**
   * Revokes the ownership, the caller's own too; from now on the calling thread sees whether the
   * flag is taken.
   */
  void settle() {
    if (owner != NONE) {
      endOwnership(Thread.currentThread());
    }
  }

  /** The owner whose mark counts: the current or the previous one. */
  private Owner marked() {
    Owner now = owner;
    return now == NONE || now == NOBODY ? last : now;
  }

  /** A number that differs each time it is taken, and while it is free. */
  long turns() {
    return (long) marked().turn() << Integer.SIZE | Integer.toUnsignedLong(turn);
  }

  /** Whether these {@link #turns} mean that it was taken. */
  static boolean isInProgress(long turns) {
    return isOdd((int) turns) || isOdd((int) (turns >>> Integer.SIZE));
  }

  /** Whether it has been taken continuously since these were its {@link #turns}. */
  boolean isStillIn(long turns) {
    int one = (int) turns;
    int other = (int) (turns >>> Integer.SIZE);
    return isOdd(one) && turn == one || isOdd(other) && marked().turn() == other;
  }

  private static boolean isOdd(int turn) {
    return (turn & 1) != 0;
  }
}
