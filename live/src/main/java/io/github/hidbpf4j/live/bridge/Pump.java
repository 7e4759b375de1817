package io.github.hidbpf4j.live.bridge;

import io.github.hidbpf4j.hid.device.HidErrno;
import io.github.hidbpf4j.hid.device.HidLimits;
import io.github.hidbpf4j.linux.node.DeviceNode;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Moves reports from the original to the programs, one after the other, as fast as they come: the
 * kernel keeps 63 of them, and loses the rest without a word.
 */
final class Pump {
  private static final int SIZE = HidLimits.MAX_BUFFER_SIZE;

  /** Reports in the ring of an open hidraw node (Linux 6.12 {@code HIDRAW_BUFFER_SIZE}). */
  private static final int MOST_KEPT = 64;

  private final DeviceNode node;
  private final FixedDevice device;
  private final LatencyHistogram latency;
  private final MemorySegment buffer = Arena.ofAuto().allocate(SIZE);
  private volatile boolean stopping;

  /** When the report that is at work now was read; 0 between reports. */
  private volatile long busySince;

  private final AtomicLong reports = new AtomicLong();
  private final AtomicLong busy = new AtomicLong();

  Pump(DeviceNode node, FixedDevice device, LatencyHistogram latency) {
    this.node = node;
    this.device = device;
    this.latency = latency;
  }

  /**
   * Moves reports until somebody stops it or the original is gone; returns whether it is gone. One
   * report at a time: a device that sends the next one a millisecond later would be asked for it in
   * vain, which costs more than asking once for each report whether there is one.
   */
  boolean run() {
    while (!stopping) {
      int ready = node.await(-1);
      if ((ready & DeviceNode.GONE) != 0) {
        drain();
        return !stopping;
      }
      if ((ready & DeviceNode.READABLE) != 0) {
        boolean _ = step();
      }
    }
    drain();
    return false;
  }

  /** Moves what is there, as far as the kernel keeps reports: a flood has no end. */
  private void drain() {
    for (int i = 0; i < MOST_KEPT && step(); i++) {
      // The next one.
    }
  }

  /** Moves one report; false when there is none. */
  boolean step() {
    int size = node.read(buffer, 0, SIZE);
    if (size <= 0) {
      return false;
    }
    long begin = System.nanoTime();
    busySince = begin;
    int ret = device.input(buffer, SIZE, size);
    busySince = 0;
    latency.add(System.nanoTime() - begin);
    long _ = reports.incrementAndGet();
    if (ret == -HidErrno.EBUSY) {
      long _ = busy.incrementAndGet();
    }
    return true;
  }

  /** Reads what is there and throws it away: others have had it. */
  void discard() {
    while (node.read(buffer, 0, SIZE) > 0) {
      // The next one.
    }
  }

  /** Reports that came. */
  long reports() {
    return reports.get();
  }

  /** Reports that were lost because a program held the device for too long. */
  long busy() {
    return busy.get();
  }

  /** Whether one report has been at work for so long. */
  boolean isBusyFor(long nanos) {
    long since = busySince;
    return since != 0 && System.nanoTime() - since > nanos;
  }

  void stop() {
    stopping = true;
    node.wake();
  }
}
