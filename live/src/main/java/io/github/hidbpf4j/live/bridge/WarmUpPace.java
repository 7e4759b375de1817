package io.github.hidbpf4j.live.bridge;

/**
 * Decides when the path of a report is fast enough for a device: it gets faster as the JVM compiles
 * it, which goes on afterwards, so that the last report of a warm-up need not be as fast as it can
 * be. On a machine that is never that fast, there is an end after {@link #MOST}.
 */
final class WarmUpPace {
  /** Reports whose time is looked at together. */
  static final int BATCH = 64;

  /**
   * How many reports at least: HotSpot looks at a method's calls when it has had 128 and 256 of
   * them, and then compiles it; programs are compiled after 64.
   */
  static final int FEWEST = 8 * BATCH;

  /** How many at most. */
  static final int MOST = 80 * BATCH;

  /**
   * How long one may take: half of the time between reports at 4 kHz. Until the compiler is done,
   * the kernel's ring (63 reports) takes what comes in between.
   */
  static final long ENOUGH_NANOS = 125_000;

  private int reports;
  private long began;

  /** Begins at this time, in nanoseconds. */
  WarmUpPace(long nanos) {
    began = nanos;
  }

  /** Whether it is enough with the report that has just been processed, at this time. */
  boolean isEnough(long nanos) {
    reports++;
    if (reports % BATCH != 0) {
      return false;
    }
    long took = nanos - began;
    began = nanos;
    return reports >= MOST || reports >= FEWEST && took <= BATCH * ENOUGH_NANOS;
  }
}
