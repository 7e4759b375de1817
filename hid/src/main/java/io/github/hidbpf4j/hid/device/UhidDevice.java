package io.github.hidbpf4j.hid.device;

import io.github.hidbpf4j.hid.TransportCall;
import io.github.hidbpf4j.hid.descriptor.ReportType;
import io.github.hidbpf4j.hid.device.DeviceResponder.Answer;
import io.github.hidbpf4j.time.BinarySemaphore;
import io.github.hidbpf4j.time.Completion;
import io.github.hidbpf4j.time.Scheduler;
import io.github.hidbpf4j.time.Work;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * A virtual device with the behaviour of {@code /dev/uhid} (Linux 6.12 {@code drivers/hid/uhid.c}):
 * created from a descriptor, fed with input, answering through a {@link DeviceResponder}.
 *
 * <p>Only one GET_REPORT or SET_REPORT is in progress at a time, waits at most five seconds, and
 * fails with -EIO for any error of the device. Output reports are sent without an answer. Results
 * are those of {@code write()} on the file: 0 or a negative {@link HidErrno}.
 *
 * <p>Thread-safe; {@link #destroy} waits for an event or probe in progress. A device destroyed
 * while it is being added is removed as soon as it is on the bus.
 */
public final class UhidDevice implements HidTransport {
  /** How long a request waits for its answer, in nanoseconds. */
  public static final long REPLY_TIMEOUT = 5_000_000_000L;

  private final HidBus bus;
  private final HidDeviceInfo info;
  private final byte[] descriptor;
  private final DeviceResponder responder;
  private final BinarySemaphore reportLock;

  /** From create to destroy; null before and after. */
  private final AtomicReference<@Nullable Session> session = new AtomicReference<>();

  private volatile @Nullable Completion pending;

  /** One life of the device, from create to destroy. */
  private final class Session {
    final Work adder;
    final AtomicBoolean running = new AtomicBoolean(true);
    volatile @Nullable HidDevice added;

    Session() {
      adder = bus.scheduler().newWork("uhid add of " + info.name(), this::add);
    }

    private void add() {
      if (running.get()) {
        HidDevice device = bus.add(info, descriptor, UhidDevice.this, early -> added = early);
        if (!running.get()) {
          // It was destroyed before it was on the bus.
          int _ = device.destroy();
        }
      }
    }
  }

  /** Creates a device in the state after opening {@code /dev/uhid}, before UHID_CREATE2. */
  public UhidDevice(HidBus bus, HidDeviceInfo info, byte[] descriptor, DeviceResponder responder) {
    this.bus = bus;
    this.info = info;
    this.descriptor = descriptor.clone();
    this.responder = responder;
    Scheduler scheduler = bus.scheduler();
    this.reportLock = scheduler.newSemaphore("uhid report_lock of " + info.name());
  }

  /**
   * UHID_CREATE2: queues a work item that adds the device to the bus.
   *
   * @return -EALREADY when it exists, -EINVAL for a descriptor that is empty or over 4096 bytes
   */
  public int create() {
    if (session.get() != null) {
      return -HidErrno.EALREADY;
    }
    if (descriptor.length < 1 || descriptor.length > HidLimits.MAX_DESCRIPTOR_SIZE) {
      return -HidErrno.EINVAL;
    }
    Session fresh = new Session();
    if (!session.compareAndSet(null, fresh)) {
      return -HidErrno.EALREADY;
    }
    fresh.adder.queue();
    return 0;
  }

  private boolean isRunning() {
    Session now = session.get();
    return now != null && now.running.get();
  }

  /**
   * UHID_INPUT2: a report from the device.
   *
   * @return 0, also when the HID core refused or dropped it; -EINVAL when the device does not exist
   */
  public int input(byte[] report) {
    return input(report, 0, report.length);
  }

  /** Like {@link #input(byte[])}, for part of an array, truncated to 4096 bytes. */
  public int input(byte[] report, int offset, int size) {
    Session now = session.get();
    if (now == null || !now.running.get()) {
      return -HidErrno.EINVAL;
    }
    HidDevice added = now.added;
    if (added != null) {
      int max = HidLimits.UHID_DATA_MAX;
      added.inputReport(ReportType.INPUT, report, offset, max, Math.min(size, max));
    }
    return 0;
  }

  /**
   * UHID_DESTROY, or the file closed: ends a waiting request, and removes the device from the bus.
   * Process context. Afterwards the device can be created again, with a new id.
   *
   * @return -EINVAL when it does not exist
   */
  public int destroy() {
    Session old = session.get();
    if (old == null || !old.running.getAndSet(false)) {
      return -HidErrno.EINVAL;
    }
    Completion waiting = pending;
    if (waiting != null) {
      waiting.complete();
    }
    old.adder.cancel();
    HidDevice added = old.added;
    if (added != null) {
      added.destroy();
    }
    session.set(null);
    return 0;
  }

  /** The device on the bus; null before it is added and after it is destroyed. */
  public @Nullable HidDevice device() {
    Session now = session.get();
    return now == null ? null : now.added;
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
    if (!isRunning()) {
      return -HidErrno.EIO;
    }
    if (!reportLock.acquire()) {
      return -HidErrno.EDEADLK;
    }
    try {
      // Released by destroy, a request waiting for its turn finds the device gone.
      if (!isRunning()) {
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

  /**
   * Waits for the answer; returns whether the device still exists when it is due, and it is due in
   * time.
   */
  private boolean await(long delay) {
    Scheduler scheduler = bus.scheduler();
    if (delay <= 0) {
      scheduler.preemptionPoint();
      return isRunning();
    }
    Completion completion = scheduler.newCompletion("reply of " + info.name());
    pending = completion;
    // A thread that destroys it after this check sees the completion.
    if (isRunning()) {
      completion.await(Math.min(delay, REPLY_TIMEOUT));
    }
    pending = null;
    return isRunning() && delay < REPLY_TIMEOUT;
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
