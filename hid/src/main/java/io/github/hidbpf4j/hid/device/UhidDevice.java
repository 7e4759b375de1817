package io.github.hidbpf4j.hid.device;

import io.github.hidbpf4j.hid.descriptor.ReportType;
import io.github.hidbpf4j.hid.device.DeviceResponder.Answer;
import io.github.hidbpf4j.time.BinarySemaphore;
import io.github.hidbpf4j.time.Completion;
import io.github.hidbpf4j.time.Scheduler;
import io.github.hidbpf4j.time.Work;
import org.jspecify.annotations.Nullable;

/**
 * A virtual device with the behaviour of {@code /dev/uhid} (Linux 6.12 {@code drivers/hid/uhid.c}):
 * created from a descriptor, fed with input, answering through a {@link DeviceResponder}.
 *
 * <p>One GET_REPORT or SET_REPORT is under way at a time, waits at most five seconds, and fails
 * with -EIO whatever the device's error. Output reports are sent without an answer. Results are
 * those of {@code write()} on the file: 0 or a negative {@link HidErrno}.
 */
public final class UhidDevice implements HidTransport {
  /** How long a request waits for its answer, in nanoseconds. */
  public static final long REPLY_TIMEOUT = 5_000_000_000L;

  private final HidBus bus;
  private final HidDeviceInfo info;
  private final byte[] descriptor;
  private final DeviceResponder responder;
  private final BinarySemaphore reportLock;
  private final Work adder;

  private volatile boolean running;
  private volatile boolean created;
  private volatile @Nullable HidDevice device;
  private volatile @Nullable Completion pending;

  /** A device not yet created: {@code /dev/uhid} opened. */
  public UhidDevice(HidBus bus, HidDeviceInfo info, byte[] descriptor, DeviceResponder responder) {
    this.bus = bus;
    this.info = info;
    this.descriptor = descriptor.clone();
    this.responder = responder;
    Scheduler scheduler = bus.scheduler();
    this.reportLock = scheduler.newSemaphore("uhid report_lock of " + info.name());
    this.adder = scheduler.newWork("uhid add of " + info.name(), this::add);
  }

  /**
   * UHID_CREATE2: queues a work item that adds the device to the bus.
   *
   * @return -EALREADY when it exists, -EINVAL for a descriptor that is empty or over 4096 bytes
   */
  public int create() {
    if (created) {
      return -HidErrno.EALREADY;
    }
    if (descriptor.length < 1 || descriptor.length > HidLimits.MAX_DESCRIPTOR_SIZE) {
      return -HidErrno.EINVAL;
    }
    created = true;
    running = true;
    adder.queue();
    return 0;
  }

  private void add() {
    if (running) {
      bus.add(info, descriptor, this, added -> device = added);
    }
  }

  /**
   * UHID_INPUT2: a report from the device.
   *
   * @return 0, also when the HID core refused or dropped it; -EINVAL when the device isn't there
   */
  public int input(byte[] report) {
    return input(report, 0, report.length);
  }

  /** As {@link #input(byte[])}, of a part of an array, which is cut to 4096 bytes. */
  public int input(byte[] report, int offset, int size) {
    if (!running) {
      return -HidErrno.EINVAL;
    }
    HidDevice added = device;
    if (added != null) {
      added.inputReport(ReportType.INPUT, report, offset, Math.min(size, HidLimits.UHID_DATA_MAX));
    }
    return 0;
  }

  /**
   * UHID_DESTROY, or the file closed: ends a request that waits, and takes the device off the bus.
   * Process context. Afterwards the device can be created anew, with a new id.
   *
   * @return -EINVAL when it isn't there
   */
  public int destroy() {
    if (!created) {
      return -HidErrno.EINVAL;
    }
    running = false;
    Completion waiting = pending;
    if (waiting != null) {
      waiting.complete();
    }
    adder.cancel();
    HidDevice added = device;
    if (added != null) {
      added.destroy();
    }
    device = null;
    created = false;
    return 0;
  }

  /** The device on the bus; null before it is added and after it is destroyed. */
  public @Nullable HidDevice device() {
    return device;
  }

  @Override
  public int start(HidDevice hid) {
    responder.lifecycle(TransportCall.START);
    return 0;
  }

  /** UHID_START's {@code dev_flags}: bit 0 feature, 1 output, 2 input reports are numbered. */
  public static int startFlags(HidDevice hid) {
    int flags = 0;
    for (ReportType type : ReportType.values()) {
      if (hid.isNumbered(type)) {
        flags |= 1 << type.uhidNumber();
      }
    }
    return flags;
  }

  @Override
  public void stop(HidDevice hid) {
    responder.lifecycle(TransportCall.STOP);
  }

  @Override
  public int open(HidDevice hid) {
    responder.lifecycle(TransportCall.OPEN);
    return 0;
  }

  @Override
  public void close(HidDevice hid) {
    responder.lifecycle(TransportCall.CLOSE);
  }

  @Override
  public int getReport(HidDevice hid, int reportnum, ReportType type, ReportView data) {
    return request(
        () -> responder.getReport(reportnum, type, data.size()),
        reply -> {
          int count = Math.min(Math.min(data.size(), reply.length), HidLimits.UHID_DATA_MAX);
          data.copyFrom(reply, 0, count);
          return count;
        });
  }

  @Override
  public int setReport(HidDevice hid, int reportnum, ReportType type, ReportView data) {
    if (data.size() > HidLimits.UHID_DATA_MAX) {
      return -HidErrno.EIO;
    }
    byte[] report = data.toByteArray();
    return request(() -> responder.setReport(reportnum, type, report), reply -> report.length);
  }

  @FunctionalInterface
  private interface Asker {
    Answer ask();
  }

  @FunctionalInterface
  private interface Taker {
    int take(byte[] reply);
  }

  private int request(Asker asker, Taker taker) {
    if (!running) {
      return -HidErrno.EIO;
    }
    if (!reportLock.acquire()) {
      return -HidErrno.EDEADLK;
    }
    try {
      // Released by destroy, a request that waited for its turn finds the device gone.
      if (!running) {
        return -HidErrno.EIO;
      }
      Answer answer = asker.ask();
      long delay =
          switch (answer) {
            case Answer.Data data -> data.delay();
            case Answer.Failure failure -> failure.delay();
            case Answer.Silence _ -> Long.MAX_VALUE;
          };
      return await(delay) && answer instanceof Answer.Data data
          ? taker.take(data.report())
          : -HidErrno.EIO;
    } finally {
      reportLock.release();
    }
  }

  /** Whether the device is still there when its answer is due, and it is due in time. */
  private boolean await(long delay) {
    Scheduler scheduler = bus.scheduler();
    if (delay <= 0) {
      scheduler.preemptionPoint();
      return running;
    }
    Completion completion = scheduler.newCompletion("reply of " + info.name());
    pending = completion;
    completion.await(Math.min(delay, REPLY_TIMEOUT));
    pending = null;
    return running && delay < REPLY_TIMEOUT;
  }

  @Override
  public int outputReport(HidDevice hid, ReportView data) {
    if (data.size() < 1 || data.size() > HidLimits.UHID_DATA_MAX) {
      return -HidErrno.EINVAL;
    }
    responder.output(data.toByteArray());
    return data.size();
  }

  @Override
  public int maxBufferSize() {
    return HidLimits.UHID_DATA_MAX;
  }
}
