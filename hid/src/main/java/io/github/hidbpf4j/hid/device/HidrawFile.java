package io.github.hidbpf4j.hid.device;

import io.github.hidbpf4j.hid.descriptor.ReportType;
import io.github.hidbpf4j.time.Completion;
import io.github.hidbpf4j.time.Scheduler;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * An open hidraw file: system calls of a user of {@code /dev/hidrawN}, with the kernel's results
 * (Linux 6.12 {@code drivers/hid/hidraw.c}): bytes or 0, or a negative {@link HidErrno}.
 *
 * <p>Reports queue in a ring of 64 slots of which 63 can be filled; a report that finds it full is
 * lost to this file. One report is read per call, cut to the caller's buffer; the rest of it is
 * lost.
 */
public final class HidrawFile implements AutoCloseable {
  /** {@link #poll}: a report can be read. */
  public static final int POLLIN = 0x001;

  /** {@link #poll}: always, a write never waits. */
  public static final int POLLOUT = 0x004;

  /** {@link #poll}: broken or revoked. */
  public static final int POLLERR = 0x008;

  /** {@link #poll}: broken or revoked. */
  public static final int POLLHUP = 0x010;

  private static final int MASK = HidLimits.HIDRAW_RING_SLOTS - 1;
  private static final byte[] EMPTY = {};

  private final Hidraw node;
  private final HidDevice device;
  private final long source;
  private final HidrawListener listener;
  private final byte[][] slots = new byte[HidLimits.HIDRAW_RING_SLOTS][];
  private final int[] lengths = new int[HidLimits.HIDRAW_RING_SLOTS];

  /*
   * One producer at a time (the holder of the input lock), one consumer at a time (read is synchronized): the slot is written before
   * head moves on and read before tail does, so no lock is needed between the two.
   */
  private volatile int head;
  private volatile int tail;
  private volatile boolean revoked;
  private volatile boolean closed;
  private volatile @Nullable Completion waiter;

  HidrawFile(Hidraw node, long source, HidrawListener listener) {
    this.node = node;
    this.device = node.device();
    this.source = source;
    this.listener = listener;
    Arrays.fill(slots, EMPTY);
  }

  /** The node it was opened on. */
  public Hidraw node() {
    return node;
  }

  /** What hooks see as {@code source} of this file's requests: unique, not 0. */
  public long source() {
    return source;
  }

  // ---- input

  /** False when the ring is full. */
  boolean push(ReportView report) {
    int at = head;
    int next = (at + 1) & MASK;
    if (next == tail) {
      return false;
    }
    int size = report.size();
    if (slots[at].length < size) {
      slots[at] = new byte[(size + 63) & -64];
    }
    report.copyTo(slots[at], 0, size);
    lengths[at] = size;
    head = next;
    return true;
  }

  void notifyReadable() {
    wake();
    listener.readable(this);
  }

  void hangup() {
    wake();
    listener.hangup(this);
  }

  private void wake() {
    Completion waiting = waiter;
    if (waiting != null) {
      waiting.complete();
    }
  }

  /**
   * Reads one report, as from a file opened with O_NONBLOCK.
   *
   * @return its bytes, cut to {@code count}; -EAGAIN when none is queued, -EIO when none is queued
   *     and the node broke, -ENODEV when revoked
   */
  public synchronized int read(byte[] buffer, int offset, int count) {
    if (revoked || closed) {
      return -HidErrno.ENODEV;
    }
    int at = tail;
    if (at == head) {
      return node.exists() ? -HidErrno.EAGAIN : -HidErrno.EIO;
    }
    int length = Math.min(lengths[at], count);
    System.arraycopy(slots[at], 0, buffer, offset, length);
    tail = (at + 1) & MASK;
    return length;
  }

  /** Reads one whole report; null when {@link #read} would give an error. */
  public synchronized byte @Nullable [] read() {
    int at = tail;
    if (revoked || closed || at == head) {
      return null;
    }
    byte[] report = Arrays.copyOf(slots[at], lengths[at]);
    tail = (at + 1) & MASK;
    return report;
  }

  /**
   * Reads one report, waiting for it. Process context; one waiting reader at a time.
   *
   * @param timeout nanoseconds to wait at most
   * @return as {@link #read}; -EAGAIN after the timeout
   */
  public int readWaiting(byte[] buffer, int offset, int count, long timeout) {
    Scheduler scheduler = device.bus().scheduler();
    long start = scheduler.now();
    int ret;
    while (true) {
      Completion completion = scheduler.newCompletion("read of " + node.name());
      waiter = completion;
      ret = read(buffer, offset, count);
      long left = timeout - (scheduler.now() - start);
      if (ret != -HidErrno.EAGAIN || left <= 0) {
        break;
      }
      // The wake-up of a report that was read without waiting may come late and end this wait: wait
      // again.
      completion.await(left);
    }
    waiter = null;
    return ret;
  }

  /** {@link #POLLIN} and its like, of what is so now. */
  public int poll() {
    int events = POLLOUT;
    if (head != tail) {
      events |= POLLIN;
    }
    if (!node.exists() || revoked) {
      events |= POLLERR | POLLHUP;
    }
    return events;
  }

  // ---- output

  /**
   * Sends an output report, {@code write()}: through the transport's interrupt channel, or by
   * SET_REPORT where it has none.
   *
   * @param report report id first, 0 when there are none; 2 to 16384 bytes
   * @return bytes sent, or what a hook said, be it more
   */
  public int write(byte[] report) {
    return revoked ? -HidErrno.ENODEV : send(report, ReportType.OUTPUT);
  }

  /** HIDIOCSFEATURE, HIDIOCSINPUT, HIDIOCSOUTPUT: as {@link #write}, output reports alike. */
  public int setReport(ReportType type, byte[] report) {
    return revoked ? -HidErrno.ENODEV : send(report, type);
  }

  private int send(byte[] report, ReportType type) {
    int ret = check(report.length);
    if (ret < 0) {
      return ret;
    }
    byte[] copy = report.clone();
    MemorySegment data = MemorySegment.ofArray(copy);
    if (type == ReportType.OUTPUT) {
      ret = device.hwOutputReport(data, 0, copy.length, source, false);
      if (ret != -HidErrno.ENOSYS) {
        return ret;
      }
    }
    return device.hwRawRequest(
        copy[0] & 0xff, data, 0, copy.length, type, ClassRequest.SET_REPORT, source, false);
  }

  /**
   * HIDIOCGFEATURE, HIDIOCGINPUT, HIDIOCGOUTPUT.
   *
   * @param buffer the id of the wanted report in byte 0; takes the report. Its length, 2 to 16384,
   *     is what is asked for.
   * @return bytes put into the buffer
   */
  public int getReport(ReportType type, byte[] buffer) {
    int ret = revoked ? -HidErrno.ENODEV : check(buffer.length);
    if (ret < 0) {
      return ret;
    }
    byte[] data = new byte[buffer.length];
    Arrays.fill(data, device.bus().uninitializedFill());
    ret =
        device.hwRawRequest(
            buffer[0] & 0xff,
            MemorySegment.ofArray(data),
            0,
            data.length,
            type,
            ClassRequest.GET_REPORT,
            source,
            false);
    if (ret < 0) {
      return ret;
    }
    int length = Math.min(ret, buffer.length);
    System.arraycopy(data, 0, buffer, 0, length);
    return length;
  }

  private int check(int count) {
    if (closed || !node.exists()) {
      return -HidErrno.ENODEV;
    }
    if (count > HidLimits.MAX_BUFFER_SIZE) {
      device.log("hidraw user passed too large report");
      return -HidErrno.EINVAL;
    }
    if (count < 2) {
      device.log("hidraw user passed too short report");
      return -HidErrno.EINVAL;
    }
    return 0;
  }

  // ---- information

  private boolean isGone() {
    return revoked || closed || !node.exists();
  }

  /** HIDIOCGRDESCSIZE: bytes of the descriptor in use. */
  public int descriptorSize() {
    return isGone() ? -HidErrno.ENODEV : device.descriptorInUse().length;
  }

  /**
   * HIDIOCGRDESC.
   *
   * @param size what the caller puts into {@code hidraw_report_descriptor.size}, unsigned; above
   *     4095 is -EINVAL, so that a descriptor of 4096 bytes can't be read whole
   * @return bytes put into {@code value}
   */
  public int descriptor(byte[] value, int size) {
    if (isGone()) {
      return -HidErrno.ENODEV;
    }
    if (size < 0 || size > HidLimits.MAX_DESCRIPTOR_SIZE - 1) {
      return -HidErrno.EINVAL;
    }
    byte[] rdesc = device.descriptorInUse();
    int length = Math.min(rdesc.length, size);
    System.arraycopy(rdesc, 0, value, 0, length);
    return length;
  }

  /** HIDIOCGRAWINFO: bus, vendor and product (the latter two 16 bits); null when gone. */
  public @Nullable RawInfo rawInfo() {
    HidDeviceInfo info = device.info();
    return isGone() ? null : new RawInfo(info.bus(), (short) info.vendor(), (short) info.product());
  }

  /** {@code struct hidraw_devinfo}. */
  public record RawInfo(int bustype, short vendor, short product) {}

  /** HIDIOCGRAWNAME: the string with its NUL, cut to the buffer; returns bytes copied. */
  public int rawName(byte[] buffer) {
    return isGone() ? -HidErrno.ENODEV : device.copyName(buffer);
  }

  /** HIDIOCGRAWPHYS, as {@link #rawName}. */
  public int rawPhys(byte[] buffer) {
    return isGone() ? -HidErrno.ENODEV : device.copyPhys(buffer);
  }

  /** HIDIOCGRAWUNIQ, as {@link #rawName}. */
  public int rawUniq(byte[] buffer) {
    return isGone() ? -HidErrno.ENODEV : device.copyUniq(buffer);
  }

  /** HIDIOCREVOKE with argument 0: from now on everything is -ENODEV. */
  public int revoke() {
    if (isGone()) {
      return -HidErrno.ENODEV;
    }
    revoked = true;
    hangup();
    return 0;
  }

  /** Whether it was revoked. */
  public boolean isRevoked() {
    return revoked;
  }

  /** The last file of a node to close closes the transport. */
  @Override
  public void close() {
    if (!closed) {
      closed = true;
      node.release(this);
    }
  }
}
