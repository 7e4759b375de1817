package io.github.hidbpf4j.time;

/** Measures real time. Immutable: each instance has its own start. */
public final class Stopwatch {
  private final long begin = System.nanoTime();

  private Stopwatch() {}

  /**
   * Starts a stopwatch.
   *
   * @return a stopwatch that starts now
   */
  public static Stopwatch start() {
    return new Stopwatch();
  }

  /** {@return nanoseconds of real time since the start} */
  public long nanos() {
    return System.nanoTime() - begin;
  }
}
