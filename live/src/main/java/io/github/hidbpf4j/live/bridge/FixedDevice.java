package io.github.hidbpf4j.live.bridge;

import io.github.hidbpf4j.hid.descriptor.ReportDescriptor;
import io.github.hidbpf4j.hid.descriptor.ReportType;
import io.github.hidbpf4j.hid.device.DriverTable;
import io.github.hidbpf4j.hid.device.HidDevice;
import io.github.hidbpf4j.hid.device.HidErrno;
import io.github.hidbpf4j.hid.device.HidLimits;
import io.github.hidbpf4j.hid.device.HidTransport;
import io.github.hidbpf4j.hid.device.Hidraw;
import io.github.hidbpf4j.hid.device.HidrawFile;
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
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A device with its programs, in a kernel of its own: programs reach this device and nothing else.
 * Reports go in by {@link #input} and come out at {@link Host#report}, requests go the other way.
 */
final class FixedDevice implements AutoCloseable {
  /** Tries of a report that finds the device's input lock taken, by a program that injects one. */
  private static final int MOST_TRIES = 20_000;

  /** What gets the reports that the programs let through or send. */
  interface Host {
    /**
     * A report for the host, as long as the descriptor in use says or longer; never at once two.
     */
    void report(byte[] buffer, int size);
  }

  private final SystemClock clock = new SystemClock(System.nanoTime());
  private final FailureGuard guard = new FailureGuard(clock);
  private final Kernel kernel;
  private final HidDevice device;
  private final List<LoadedObject> objects = new ArrayList<>();
  private final ReplayStart start;
  private final ReplayEvents events;
  private final Host host;
  private final byte[] out = new byte[HidLimits.MAX_BUFFER_SIZE];
  private @Nullable HidrawFile file;

  /**
   * Loads the objects and attaches them to the device.
   *
   * @param transport carries requests to the device
   * @throws io.github.hidbpf4j.bpf.BpfException when one is malformed or refused
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
    file = node == null ? null : node.open(this::readable);
  }

  /** Begins to tell of what happens, from time 0. */
  void begin() {
    kernel.events().emit(start);
    kernel.events().countFrom(clock.now());
  }

  /** What became of the objects. */
  ReplayStart start() {
    return start;
  }

  /** Has somebody told when something of ours goes wrong in a timer or work item. */
  void onFailure(Runnable told) {
    guard.onFailure(told);
  }

  /** Throws what went wrong. */
  void rethrow() {
    guard.rethrow();
  }

  /** The parsed descriptor in use; null when it does not parse. */
  @Nullable ReportDescriptor reports() {
    return device.reports();
  }

  /** The descriptor in use: what the host is to see. */
  byte[] descriptor() {
    return device.descriptor();
  }

  // ---- input

  /**
   * A report of the device. One that comes while a program injects another waits for that, which
   * the kernel would lose.
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
    int ret = device.inputReport(ReportType.INPUT, report, 0, bufferSize, size);
    for (int i = 0; ret == -HidErrno.EBUSY && i < MOST_TRIES; i++) {
      Thread.onSpinWait();
      ret = device.inputReport(ReportType.INPUT, report, 0, bufferSize, size);
    }
    return ret;
  }

  private void readable(HidrawFile from) {
    int size = from.read(out, 0, out.length);
    if (size <= 0) {
      return;
    }
    int id = device.isNumbered(ReportType.INPUT) ? out[0] & 0xff : 0;
    int declared = device.reportLength(ReportType.INPUT, id);
    if (size < declared) {
      Arrays.fill(out, size, declared, (byte) 0);
      size = declared;
    }
    host.report(out, size);
  }

  // ---- requests

  /** A request of a user, or of the kernel; gives it with its result. May block. */
  RecordedRequest perform(RecordedRequest request) {
    return HostRequests.perform(events, file, request);
  }

  /** Takes the programs off and ends all that they have started. */
  @Override
  public void close() {
    kernel.events().close();
    objects.forEach(LoadedObject::close);
    objects.clear();
    int _ = device.destroy();
    clock.close();
  }
}
