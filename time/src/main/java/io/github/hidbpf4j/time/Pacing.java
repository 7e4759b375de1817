package io.github.hidbpf4j.time;

/**
 * Ensures that time advances. Runs take no virtual time by themselves; a timer or work item that a
 * run starts without delay therefore runs at the same instant, and one that keeps restarting itself
 * would stop time for good, whereas in Linux it keeps a processor busy while time passes.
 *
 * <p>So each run started by another has a cost, which accumulates as debt. The debt of a run is
 * that of its starter at that time plus {@link #COST}, less the delay with which it is started;
 * waiting reduces it as well. This has no visible effect until a chain of runs has a debt of {@link
 * #MOST_OWED}, or all chains together have exhausted what they may do at one instant. From then on
 * each further run of such a chain is throttled: one run per {@link #PACE}, whatever the number of
 * chains. Everything else happens on time.
 *
 * <p>Delays and waits count as requested, not as they really take: virtual and real time throttle
 * the same runs. Thread-safe.
 */
final class Pacing {
  /** Cost of a run started by another one, in nanoseconds: roughly that in Linux. */
  static final long COST = 1_000;

  /** Maximum debt: a thousand runs, each started by the one before. */
  static final long MOST_OWED = 1_000 * COST;

  /** Interval between runs with a greater debt, in nanoseconds. */
  static final long PACE = 1_000_000;

  /** Maximum number of runs with debt at one instant... */
  private static final long MOST_AT_ONCE = 100_000;

  /** ... and the time after which one more is allowed, in nanoseconds. */
  private static final long REGAINED_AFTER = 20_000;

  private long left = MOST_AT_ONCE;
  private long regainedAt;
  private long lastPut = Long.MIN_VALUE / 2;

  /**
   * Computes the debt of a run.
   *
   * @param starterOwed initial debt of the run that starts it
   * @param waited how long that one has waited since
   * @param delay delay with which it is started
   */
  static long owed(long starterOwed, long waited, long delay) {
    return Math.clamp(starterOwed + COST - waited - Math.max(0, delay), 0, MOST_OWED + COST);
  }

  /**
   * When a run with this debt may start: when it is due, or later.
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
