package io.github.hidbpf4j.live.bridge;

/**
 * Notices reports that have been queued, because the process stood still: they come sooner one
 * after another than any device sends them. Passed on all at once they would overflow the queues
 * that the kernel keeps for the clone's readers (Linux 6.12 {@code evdev_compute_buffer_size}: 64
 * events at least), which have no chance to read in between; so they are passed on in portions.
 */
final class QueuedReports {
  /** Less than the 125 microseconds between the reports of a high-speed USB device. */
  static final long SOON_NANOS = 50_000;

  /** How many reports are a portion: with up to seven events each they fit the queue. */
  static final int PORTION = 8;

  /** How long to wait after a portion: readers are woken up and read meanwhile. */
  static final long PAUSE_NANOS = 250_000;

  private long ended;
  private int passed;

  /** Whether to wait before the report that has just been read, at this time in nanoseconds. */
  boolean isPauseDue(long nanos) {
    if (nanos - ended >= SOON_NANOS) {
      passed = 0;
      return false;
    }
    passed++;
    return passed % PORTION == 0;
  }

  /** A report has been passed on, at this time. */
  void ended(long nanos) {
    ended = nanos;
  }
}
