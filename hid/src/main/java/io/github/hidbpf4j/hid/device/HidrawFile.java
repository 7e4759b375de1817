package io.github.hidbpf4j.hid.device;

import io.github.hidbpf4j.hid.ClassRequest;
import io.github.hidbpf4j.hid.descriptor.ReportType;
import io.github.hidbpf4j.hid.report.ReportBytes;
import io.github.hidbpf4j.time.Completion;
import io.github.hidbpf4j.time.Scheduler;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * An open hidraw file: the system calls of a user of {@code /dev/hidrawN}, with the kernel's
 * results (Linux 6.12 {@code drivers/hid/hidraw.c}): bytes or 0, or a negative {@link HidErrno}.
 *
 * <p>Reports queue in a ring of 64 slots of which 63 can be filled; a report that finds it full is
 * lost to this file. Each call reads one report, truncated to the caller's buffer; the rest of it
 * is lost.
 *
 * <p>Thread-safe, but only one reader may wait at a time; reading and polling do not wait unless
 * documented, and may be done by the listener. Requests, {@link #write} and {@link #close} may
 * wait.
 */
public final class HidrawFile implements AutoCloseable {
  /** {@link #poll}: a report can be read. */
  public static final int POLLIN = 0x001;

  /** {@link #poll}: always set, as a write never blocks. */
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
   * Numbers of reports put in and taken out. They keep counting and wrap, so that a tail never
   * returns to a value that a reader still holds. There is one producer at a time, the holder of
   * the input lock. Readers copy a report first and then take it by a compare-and-set of the tail:
   * one of them succeeds, and the others throw their copy away, which the producer may have been
   * overwriting. So no lock is needed, and a full fence only where the tail moves and where a
   * waiting reader must not be missed.
   */
  private volatile int head;
  private final AtomicInteger tail = new AtomicInteger();
  private volatile boolean revoked;
  private final AtomicBoolean closed = new AtomicBoolean();
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

  /** The {@code source} that hooks see for this file's requests: unique, not 0. */
  public long source() {
    return source;
  }

  // ---- input

  /** Offers a report to the listener; returns whether it has taken it. */
  boolean take(ReportView report) {
    return listener.take(report);
  }

  /** Queues a report; returns false when the ring is full. */
  boolean push(ReportView report) {
    int number = head;
    if (number - tail.get() == MASK) {
      return false;
    }
    int at = number & MASK;
    int size = report.size();
    if (slots[at].length < size) {
      slots[at] = new byte[(size + 63) & -64];
    }
    report.copyTo(slots[at], 0, size);
    lengths[at] = size;
    head = number + 1;
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
   * @return number of bytes read, at most {@code count}; -EAGAIN when none is queued, -EIO when
   *     none is queued and the node has vanished, -ENODEV when revoked
   */
  public int read(byte[] buffer, int offset, int count) {
    while (true) {
      if (revoked || closed.get()) {
        return -HidErrno.ENODEV;
      }
      int number = tail.get();
      if (number == head) {
        return node.exists() ? -HidErrno.EAGAIN : -HidErrno.EIO;
      }
      byte[] slot = slots[number & MASK];
      int length = Math.min(lengths[number & MASK], count);
      if (length <= slot.length) {
        ReportBytes.copy(slot, 0, buffer, offset, length);
        if (tail.compareAndSet(number, number + 1)) {
          return length;
        }
      }
    }
  }

  /** Reads one whole report; null when {@link #read} would return an error. */
  public byte @Nullable [] read() {
    while (true) {
      int number = tail.get();
      if (revoked || closed.get() || number == head) {
        return null;
      }
      byte[] slot = slots[number & MASK];
      byte[] report = Arrays.copyOf(slot, lengths[number & MASK]);
      if (tail.compareAndSet(number, number + 1)) {
        return report;
      }
    }
  }

  /**
   * Reads one report, waiting for it. Process context; one waiting reader at a time.
   *
   * @param timeout maximum wait in nanoseconds
   * @return as {@link #read}; -EAGAIN after the timeout
   */
  public int readWithTimeout(byte[] buffer, int offset, int count, long timeout) {
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
      // A late wake-up for a report already read without waiting may end this wait: wait again.
      completion.await(left);
    }
    waiter = null;
    return ret;
  }

  /** {@link #POLLIN} and the like, for the current state. */
  public int poll() {
    int events = POLLOUT;
    if (head != tail.get()) {
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
   * SET_REPORT if it has none.
   *
   * @param report report id first, 0 when there are none; 2 to 16384 bytes
   * @return number of bytes sent, or a hook's result, which may be more
   */
  public int write(byte[] report) {
    return revoked ? -HidErrno.ENODEV : send(report, ReportType.OUTPUT);
  }

  /** HIDIOCSFEATURE, HIDIOCSINPUT, HIDIOCSOUTPUT: like {@link #write}, even for output reports. */
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
   * @param buffer the id of the wanted report in byte 0; receives the report. Its length, 2 to
   *     16384, is the requested length.
   * @return number of bytes stored in the buffer
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
    if (closed.get() || !node.exists()) {
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
    return revoked || closed.get() || !node.exists();
  }

  /** HIDIOCGRDESCSIZE: size of the descriptor in use in bytes. */
  public int descriptorSize() {
    return isGone() ? -HidErrno.ENODEV : device.descriptorInUse().length;
  }

  /**
   * HIDIOCGRDESC.
   *
   * @param size the value of {@code hidraw_report_descriptor.size}, unsigned; above 4095 is
   *     -EINVAL, so that a descriptor of 4096 bytes can't be read whole
   * @return number of bytes stored in {@code value}
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

  /**
   * HIDIOCGRAWNAME: the string with its NUL, truncated to the buffer; returns the number of bytes
   * copied.
   */
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

  /** HIDIOCREVOKE with argument 0: from now on every operation returns -ENODEV. */
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

  /** Closes the file; closing the last file of a node closes the transport. */
  @Override
  public void close() {
    if (!closed.getAndSet(true)) {
      node.release(this);
    }
  }
}
