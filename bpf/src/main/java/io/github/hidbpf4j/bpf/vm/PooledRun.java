package io.github.hidbpf4j.bpf.vm;

import io.github.hidbpf4j.bpf.vm.compiler.CompiledRun;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * How a run of the {@link RunPool} is taken and given back, and how {@link GracePeriods} see it.
 * There are two counts: one that any thread changes, by atomic operations, and one that only the
 * owner of the pool's first run changes, by plain stores.
 */
abstract class PooledRun extends CompiledRun {
  private static final VarHandle TURN;
  private static final VarHandle OWNER_TURN;

  static {
    try {
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      TURN = lookup.findVarHandle(PooledRun.class, "turn", int.class);
      OWNER_TURN = lookup.findVarHandle(PooledRun.class, "ownerTurn", int.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  /** How often it was taken and given back: odd while it is; only of those in the pool. */
  private volatile int turn;

  /** The same by the owner of the pool's first run, which alone changes it. */
  @SuppressWarnings("UnusedVariable") // by its handle
  private int ownerTurn;

  /** For {@link Run}. */
  PooledRun() {}

  /** Takes it for a run, unless it is taken; any thread may try. */
  boolean tryTake() {
    int now = (int) TURN.getOpaque(this);
    return !isOdd(now) && !isOdd(ownerTurn()) && TURN.compareAndSet(this, now, now + 1);
  }

  /** The same, for the thread that owns the pool's first run. */
  boolean takeAsOwner() {
    int now = (int) OWNER_TURN.getOpaque(this);
    if (isOdd(now) || isOdd(turn)) {
      return false;
    }
    OWNER_TURN.setOpaque(this, now + 1);
    return true;
  }

  /** Ends what {@link #takeAsOwner} began. */
  void giveBackAsOwner() {
    OWNER_TURN.setRelease(this, (int) OWNER_TURN.getOpaque(this) + 1);
  }

  /** Ends what taking it began, which others see in time; false when it was not taken. */
  boolean giveBack() {
    // Nobody else changes the one that is odd meanwhile.
    int now = (int) TURN.getOpaque(this);
    if (isOdd(now)) {
      TURN.setRelease(this, now + 1);
      return true;
    }
    if (isOdd((int) OWNER_TURN.getOpaque(this))) {
      giveBackAsOwner();
      return true;
    }
    return false;
  }

  private int ownerTurn() {
    return (int) OWNER_TURN.getAcquire(this);
  }

  private static boolean isOdd(int turn) {
    return (turn & 1) != 0;
  }

  /** Differs for each time it is taken, and while it is not: both counts in one number. */
  long turns() {
    return (long) ownerTurn() << Integer.SIZE | Integer.toUnsignedLong(turn);
  }

  /** Whether a run was in progress when these were its {@link #turns}. */
  static boolean isInProgress(long turns) {
    return isOdd((int) turns) || isOdd((int) (turns >>> Integer.SIZE));
  }

  /** Whether the run that was in progress when these were its {@link #turns} still is. */
  boolean isStillIn(long turns) {
    int one = (int) turns;
    int other = (int) (turns >>> Integer.SIZE);
    return isOdd(one) && turn == one || isOdd(other) && ownerTurn() == other;
  }
}
