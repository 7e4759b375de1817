package io.github.hidbpf4j.live.bridge;

import io.github.hidbpf4j.hid.descriptor.ReportDescriptor;
import io.github.hidbpf4j.hid.descriptor.ReportType;
import io.github.hidbpf4j.hid.device.DriverTable;
import io.github.hidbpf4j.hid.device.HidDevice;
import io.github.hidbpf4j.hid.device.HidErrno;
import io.github.hidbpf4j.hid.device.HidTransport;
import io.github.hidbpf4j.hid.device.Hidraw;
import io.github.hidbpf4j.hid.device.HidrawFile;
import io.github.hidbpf4j.hid.device.HidrawListener;
import io.github.hidbpf4j.hid.device.ReportView;
import io.github.hidbpf4j.hid.recording.RecordedDevice;
import io.github.hidbpf4j.hid.recording.RecordedRequest;
import io.github.hidbpf4j.kernel.Kernel;
import io.github.hidbpf4j.kernel.KnownObjects;
import io.github.hidbpf4j.kernel.LoadedObject;
import io.github.hidbpf4j.kernel.emit.ReplayEvents;
import io.github.hidbpf4j.kernel.event.EventSink;
import io.github.hidbpf4j.kernel.event.ReplayStart;
import io.github.hidbpf4j.kernel.replay.FailureGuard;
import io.github.hidbpf4j.kernel.replay.FindingsOnce;
import io.github.hidbpf4j.kernel.replay.HostRequests;
import io.github.hidbpf4j.kernel.replay.ObjectAttacher;
import io.github.hidbpf4j.kernel.replay.ReplaySetup;
import io.github.hidbpf4j.time.SystemClock;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A device with its programs, in a kernel of its own: programs can reach only this device. Reports
 * go in by {@link #input} and come out at {@link Host#report}; requests go the other way.
 */
final class FixedDevice implements AutoCloseable {
  /** How often to retry a report while a program that injects one holds the device's input lock. */
  private static final int MOST_TRIES = 20_000;

  /** Receives the reports that the programs pass on or send. */
  interface Host {
    /**
     * Receives a report; never two at a time.
     *
     * @param size as the descriptor in use says, or longer: if the report is shorter, zeros are
     *     missing
     */
    void report(ReportView report, int size);
  }

  private final SystemClock clock = new SystemClock(System.nanoTime());
  private final FailureGuard guard = new FailureGuard(clock);
  private final Kernel kernel;
  private final HidDevice device;
  private final List<LoadedObject> objects = new ArrayList<>();
  private final ReplayStart start;
  private final ReplayEvents events;
  private final Host host;
  private @Nullable HidrawFile file;

  /**
   * Loads the objects and attaches them to the device.
   *
   * @param transport carries requests to the device
   * @throws io.github.hidbpf4j.bpf.BpfException if one is malformed or rejected
   */
  FixedDevice(
      BridgeSetup setup,
      LiveDevice live,
      HidTransport transport,
      Host host,
      List<EventSink> sinks,
      KnownObjects known) {
    this.host = host;
    ReplaySetup replay = setup.forDevice(live);
    Kernel.Builder builder = Kernel.builder(setup.profile(), replay.types()).known(known);
    if (!sinks.isEmpty()) {
      builder.sink(new FindingsOnce(sinks));
    }
    kernel = builder.build(guard);
    kernel.bus().setDrivers(DriverTable.FORWARDING);
    RecordedDevice recorded = live.recorded();
    events = new ReplayEvents(kernel.events(), ReportDescriptor.parseOrNull(recorded.descriptor()));
    device = kernel.bus().add(live.info(), recorded.descriptor(), transport);
    boolean done = false;
    try {
      start = attach(replay, live);
      open();
      done = true;
    } finally {
      if (!done) {
        close();
      }
    }
  }

  private ReplayStart attach(ReplaySetup setup, LiveDevice live) {
    RecordedDevice recorded = setup.device();
    List<ReplayStart.Attachment> attachments = new ArrayList<>();
    ObjectAttacher attacher = new ObjectAttacher(setup, kernel, device, objects);
    setup.fixes().forEach(fixes -> attachments.addAll(attacher.attach(fixes)));
    byte[] after = device.descriptor();
    return new ReplayStart(
        kernel.events().stamp(),
        setup.profile().name(),
        recorded,
        live.sysfsName(),
        live.driver(),
        live.driver(),
        attachments,
        recorded.descriptor(),
        after,
        ReportDescriptor.parseOrNull(recorded.descriptor()),
        after.length == 0 ? null : ReportDescriptor.parseOrNull(after));
  }

  private void open() {
    Hidraw node = device.hidraw();
    file = node == null ? null : node.open(new Reader());
  }

  /** Starts reporting events, from time 0. */
  void begin() {
    kernel.events().emit(start);
    kernel.events().countFrom(clock.now());
  }

  /** Which objects were attached. */
  ReplayStart start() {
    return start;
  }

  /** Sets what is called on internal errors in a timer or work item. */
  void onFailure(Runnable told) {
    guard.onFailure(told);
  }

  /** Throws an earlier internal error, if there was one. */
  void rethrow() {
    guard.rethrow();
  }

  /** The parsed descriptor in use; null if it does not parse. */
  @Nullable ReportDescriptor reports() {
    return device.reports();
  }

  /** The descriptor in use, which the host is to see. */
  byte[] descriptor() {
    return device.descriptor();
  }

  // ---- input

  /**
   * Processes a report of the device, after which the buffer is zero. If a program is injecting a
   * report, this waits, whereas the kernel would lose the report.
   *
   * @return as {@link HidDevice#inputReport}
   */
  int input(MemorySegment report, int bufferSize, int size) {
    if (!kernel.events().isOn()) {
      return enter(report, bufferSize, size);
    }
    byte[] copy = report.asSlice(0, size).toArray(ValueLayout.JAVA_BYTE);
    boolean begun = events.sendingBegins(device.id(), copy, 0, size);
    try {
      return enter(report, bufferSize, size);
    } finally {
      events.sendingEnds(begun);
    }
  }

  private int enter(MemorySegment report, int bufferSize, int size) {
    int ret = device.paddedInputReport(ReportType.INPUT, report, 0, bufferSize, size);
    for (int i = 0; ret == -HidErrno.EBUSY && i < MOST_TRIES; i++) {
      Thread.onSpinWait();
      ret = device.paddedInputReport(ReportType.INPUT, report, 0, bufferSize, size);
    }
    return ret;
  }

  /** Takes reports where they are, so that they need not be queued. */
  private final class Reader implements HidrawListener {
    @Override
    public boolean take(ReportView report) {
      int id = device.isNumbered(ReportType.INPUT) ? report.get(0) : 0;
      host.report(report, Math.max(report.size(), device.reportLength(ReportType.INPUT, id)));
      return true;
    }

    @Override
    public void readable(HidrawFile file) {
      // None is queued.
    }
  }

  // ---- requests

  /** Performs a request of a user or of the kernel; returns it with its result. May block. */
  RecordedRequest perform(RecordedRequest request) {
    return HostRequests.perform(events, file, request);
  }

  /** Detaches the programs and ends everything that they started. */
  @Override
  public void close() {
    kernel.events().close();
    objects.forEach(LoadedObject::close);
    objects.clear();
    int _ = device.destroy();
    clock.close();
  }
}
