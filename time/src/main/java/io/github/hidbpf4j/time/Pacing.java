package io.github.hidbpf4j.time;

/**
 * Sees to it that time goes on. Runs take no virtual time by themselves; a timer or work item that
 * a run starts without delay therefore runs at the same instant, and what starts itself again and
 * again would stop time for good, where in Linux it keeps a processor busy while time passes.
 *
 * <p>So runs that others start have a cost, which is owed first. A run owes what its starter owed
 * when it started it, and {@link #COST}, less the delay that it was started with; waiting pays as
 * well. Nobody sees anything of that until a chain of runs owes {@link #MOST_OWED}, for so many in
 * a row, or all chains together have used up what they may do at one instant. From then on each
 * further run of such a chain is put off: one run in {@link #PACE}, whatever the number of chains.
 * Everything else happens at its time.
 *
 * <p>Delays and waits count as they were asked for, not as a processor takes: virtual and real time
 * put off the same runs. Thread-safe.
 */
final class Pacing {
  /** What a run owes that another one started, in nanoseconds: about what one takes in Linux. */
  static final long COST = 1_000;

  /** What may be owed: a thousand runs, each started by the one before. */
  static final long MOST_OWED = 1_000 * COST;

  /** Between two runs of what owes more. */
  static final long PACE = 1_000_000;

  /** Runs in debt that there may be at one instant... */
  private static final long MOST_AT_ONCE = 100_000;

  /** ... and the time after which there may be one more. */
  private static final long REGAINED_AFTER = 20_000;

  private long left = MOST_AT_ONCE;
  private long regainedAt;
  private long lastPut = Long.MIN_VALUE / 2;

  /**
   * What a run will owe.
   *
   * @param starterOwed what the run that starts it owed when it began
   * @param waited how long that one has waited since
   * @param delay with which it is started
   */
  static long owed(long starterOwed, long waited, long delay) {
    return Math.clamp(starterOwed + COST - waited - Math.max(0, delay), 0, MOST_OWED + COST);
  }

  /**
   * When a run may begin that owes so much: when it is due, or later.
   *
   * @param now the time of {@link ClockId#MONOTONIC}
   */
  long release(long now, long due, long owed) {
    return owed == 0 ? due : releaseOwing(now, due, owed);
  }

  private synchronized long releaseOwing(long now, long due, long owed) {
    long regained = (now - regainedAt) / REGAINED_AFTER;
    if (regained > 0) {
      left = Math.min(MOST_AT_ONCE, left + regained);
      regainedAt += regained * REGAINED_AFTER;
    }
    if (owed <= MOST_OWED && left > 0) {
      left--;
      return due;
    }
    lastPut = Math.max(lastPut, now) + PACE;
    return Math.max(due, lastPut);
  }
}
