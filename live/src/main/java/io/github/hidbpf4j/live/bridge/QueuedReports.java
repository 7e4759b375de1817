package io.github.hidbpf4j.live.bridge;

/**
 * Notices reports that have been queued, because the process stood still: they come faster than any
 * device sends them. Passed on all at once they would overflow the queues that the kernel keeps for
 * the clone's readers (Linux 6.12 {@code evdev_compute_buffer_size}: 64 events at least), which
 * have no chance to read in between; so they are passed on in portions.
 */
final class QueuedReports {
  /** How many reports are a portion: with up to seven events each they fit the queue. */
  static final int PORTION = 8;

  /**
   * How long a device needs for a portion at least, with some tolerance: a high-speed USB device
   * may send a report every 125 microseconds.
   */
  static final long PORTION_NANOS = PORTION * 110_000;

  /** How long to wait after a portion: readers are woken up and read meanwhile. */
  static final long PAUSE_NANOS = 250_000;

  private long began;
  private int passed;

  /** Begins when nothing has come yet; times are in nanoseconds. */
  QueuedReports(long nanos) {
    began = nanos - PORTION_NANOS;
  }

  /** Whether to wait before the report that has just been read, at this time. */
  boolean isPauseDue(long nanos) {
    if (nanos - began < PORTION_NANOS && passed < PORTION) {
      passed++;
      return false;
    }
    boolean soon = nanos - began < PORTION_NANOS;
    began = soon ? nanos + PAUSE_NANOS : nanos;
    passed = 1;
    return soon;
  }
}
