package io.github.hidbpf4j.time;

/** Measures real time. Immutable: each has its own start. */
public final class Stopwatch {
  private final long begin = System.nanoTime();

  private Stopwatch() {}

  /**
   * Starts one.
   *
   * @return a watch that runs from now on
   */
  public static Stopwatch start() {
    return new Stopwatch();
  }

  /** {@return nanoseconds of real time since the start} */
  public long nanos() {
    return System.nanoTime() - begin;
  }
}
