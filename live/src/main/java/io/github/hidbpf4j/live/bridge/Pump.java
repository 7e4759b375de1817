package io.github.hidbpf4j.live.bridge;

import io.github.hidbpf4j.hid.device.HidErrno;
import io.github.hidbpf4j.linux.node.DeviceNode;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Moves reports from the original to the programs, one after another, as fast as they come: the
 * kernel keeps 63 of them, and silently loses the rest.
 */
final class Pump {
  /** Size of the ring of an open hidraw node (Linux 6.12 {@code HIDRAW_BUFFER_SIZE}). */
  private static final int MOST_KEPT = 64;

  private final DeviceNode node;
  private final FixedDevice device;
  private final LatencyHistogram latency;
  private final ReportBuffer buffer = new ReportBuffer();
  private final QueuedReports queued = new QueuedReports(System.nanoTime());
  private volatile boolean stopping;

  /** When the report in progress was read; 0 between reports. */
  private volatile long busySince;

  private final AtomicLong reports = new AtomicLong();
  private final AtomicLong busy = new AtomicLong();

  Pump(DeviceNode node, FixedDevice device, LatencyHistogram latency) {
    this.node = node;
    this.device = device;
    this.latency = latency;
  }

  /**
   * Moves reports until it is stopped or the original is gone; returns whether it is gone. Waits in
   * reading where the node can do so, otherwise before it: trying to read a second report from a
   * device that sends it a millisecond later would fail, which costs more than one poll per report.
   */
  boolean run() {
    boolean inRead = node.waitInRead(true);
    try {
      while (inRead ? readTurn() : pollTurn()) {
        // Methods of their own are compiled sooner than a loop.
      }
    } finally {
      boolean _ = node.waitInRead(false);
    }
    drain();
    return !stopping;
  }

  /** Waits in reading, and moves the report; false at the end. */
  private boolean readTurn() {
    if (stopping) {
      return false;
    }
    int size = passOn();
    return size > 0 || size == -HidErrno.EAGAIN;
  }

  /** Waits, and moves a report; false at the end. */
  private boolean pollTurn() {
    if (stopping) {
      return false;
    }
    int ready = node.await(-1);
    if ((ready & DeviceNode.GONE) != 0) {
      return false;
    }
    if ((ready & DeviceNode.READABLE) != 0) {
      int _ = passOn();
    }
    return true;
  }

  /** Moves the pending reports, up to what the kernel keeps: a flood might never end. */
  private void drain() {
    for (int i = 0; i < MOST_KEPT && passOn() > 0; i++) {
      // Continue with the next one.
    }
  }

  /** Moves one report of many that are queued; returns what reading it did. */
  private int passOn() {
    int size = buffer.read(node);
    if (size > 0) {
      move(size, pace());
    }
    return size;
  }

  /** Moves one report at once; false if there is none. */
  boolean step() {
    int size = buffer.read(node);
    if (size <= 0) {
      return false;
    }
    move(size, System.nanoTime());
    return true;
  }

  /** Waits if queued reports come too fast for the clone's readers; returns the time then. */
  private long pace() {
    long now = System.nanoTime();
    if (!queued.isPauseDue(now)) {
      return now;
    }
    LockSupport.parkNanos(QueuedReports.PAUSE_NANOS);
    return System.nanoTime();
  }

  /** Moves the report in the buffer; takes the time at which that begins. */
  private void move(int size, long begin) {
    busySince = begin;
    int ret = device.input(buffer.memory(), ReportBuffer.SIZE, size);
    busySince = 0;
    latency.add(System.nanoTime() - begin);
    long _ = reports.incrementAndGet();
    if (ret == -HidErrno.EBUSY) {
      long _ = busy.incrementAndGet();
    }
  }

  /** Reads and discards pending reports: the original's users have had them. */
  void discard() {
    while (buffer.read(node) > 0) {
      // Continue with the next one.
    }
  }

  /** The number of reports that came. */
  long reports() {
    return reports.get();
  }

  /** The number of reports that were lost because a program held the device for too long. */
  long busy() {
    return busy.get();
  }

  /** Whether one report has been in progress for this long. */
  boolean isBusyFor(long nanos) {
    long since = busySince;
    return since != 0 && System.nanoTime() - since > nanos;
  }

  void stop() {
    stopping = true;
    node.wake();
  }
}
