package io.github.hidbpf4j.bpf.vm;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Something that one thread at a time takes and gives back, in most cases the same one many times
 * in a row: then it does so without atomic operations and fences.
 *
 * <p>A thread that has taken it often enough in a row becomes its owner, and marks it as taken by
 * plain stores in an object of its own. Another thread that wants it, or has to know whether it is
 * taken, ends that first, and makes sure that the owner knows: it asks for the owner's stack trace,
 * for which HotSpot stops that thread at a safepoint. (The kernel's membarrier() serves for the
 * same; Java has nothing else like it.) The owner looks whether it still is the owner after it has
 * stored its mark. So it has either done both before it was stopped, and its mark is seen; or it
 * finds that it is the owner no more, and takes the mark back, which nobody else writes. Each time
 * that this happens it takes twice as long until there is an owner again, so that stack traces cost
 * no more than was saved.
 *
 * <p>From any thread; virtual threads do not become owners.
 */
final class BiasedFlag {
  /** Times in a row that make an owner, at first. */
  static final int STREAK = 1024;

  private static final int MOST_DOUBLINGS = 20;
  private static final VarHandle TURN;
  private static final VarHandle OWNER_TURN;

  /** Stands for the owner while another thread ends the ownership. */
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

    /** How often it was taken and given back so, by all owners: odd while it is taken. */
    @SuppressWarnings("UnusedVariable") // by its handle
    private int turn;

    Owner(@Nullable Thread thread, int turn) {
      this.thread = thread;
      this.turn = turn;
    }

    int turn() {
      return (int) OWNER_TURN.getAcquire(this);
    }
  }

  /** Whether there must be no owner now. */
  private final BooleanSupplier forbidden;

  /** How often it was taken and given back by others than the owner: odd while it is taken. */
  private volatile int turn;

  /** Null without owner. Read after {@link #turn} by who is about to change that. */
  private volatile @Nullable Owner owner;

  /** The owner before, whose mark counts while there is none; changed under the lock. */
  private volatile Owner last = NOBODY;

  // Of who has it: who took it the last times, how often in a row.
  private @Nullable Thread streaker;
  private int streak;

  /** Times that somebody was the owner no longer. */
  private int ends;

  /**
   * One that nobody has taken.
   *
   * @param forbidden whether nobody must become the owner; who makes it so looks for an owner
   *     afterwards ({@link #settle}), who becomes the owner asks this afterwards
   */
  BiasedFlag(BooleanSupplier forbidden) {
    this.forbidden = forbidden;
  }

  /** Takes it unless it is taken. */
  boolean tryTake() {
    return tryTakeAsOwner() || tryTakeShared();
  }

  /** The same if the calling thread is the owner; false for others. */
  boolean tryTakeAsOwner() {
    Owner mine = owner;
    if (mine == null || mine.thread != Thread.currentThread()) {
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
      // In this order: whoever becomes the owner takes its turn first.
      int now = turn;
      if (isOdd(now)) {
        return false;
      }
      Owner other = owner;
      if (other != null) {
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
   * Gives it back, on the thread that took it. Where another thread may have found it taken and
   * left it at that, a full fence follows the store; otherwise others end the caller's ownership
   * before they look.
   */
  void giveBack() {
    Owner mine = owner;
    int marked = mine == null ? 0 : mine.turn();
    if (mine == null || !isOdd(marked)) {
      giveBackShared();
      return;
    }
    OWNER_TURN.setRelease(mine, marked + 1);
    if (owner != mine) {
      VarHandle.fullFence();
    }
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

  /** Who has it becomes the owner of what is free then. */
  private synchronized void becomeOwner(Thread caller) {
    streak = 0;
    if (owner != null || caller.isVirtual()) {
      return;
    }
    // Never odd, also while the owner before takes a mark back.
    owner = new Owner(caller, (last.turn() | 1) + 1);
    if (forbidden.getAsBoolean()) {
      owner = null;
    }
  }

  private synchronized void endOwnership(Thread caller) {
    Owner before = owner;
    if (before == null || before.thread == caller) {
      return;
    }
    if (before != NOBODY) {
      ends++;
      last = before;
      owner = NOBODY;
    }
    // With the lock, so that others wait for it; again if it ended with an error before.
    Thread thread = last.thread;
    if (thread != null && thread != caller && thread.isAlive()) {
      StackTraceElement[] _ = thread.getStackTrace();
    }
    owner = null;
  }

  /** From now on the calling thread sees whether it is taken; another owner is one no longer. */
  void settle() {
    if (owner != null) {
      endOwnership(Thread.currentThread());
    }
  }

  /** The owner, whose mark counts, or the one before. */
  private Owner marked() {
    Owner now = owner;
    return now == null || now == NOBODY ? last : now;
  }

  /** Differs for each time it is taken, and while it is not. */
  long turns() {
    return (long) marked().turn() << Integer.SIZE | Integer.toUnsignedLong(turn);
  }

  /** Whether it was taken when these were its {@link #turns}. */
  static boolean isInProgress(long turns) {
    return isOdd((int) turns) || isOdd((int) (turns >>> Integer.SIZE));
  }

  /** Whether who had taken it when these were its {@link #turns} still has it. */
  boolean isStillIn(long turns) {
    int one = (int) turns;
    int other = (int) (turns >>> Integer.SIZE);
    return isOdd(one) && turn == one || isOdd(other) && marked().turn() == other;
  }

  private static boolean isOdd(int turn) {
    return (turn & 1) != 0;
  }
}
