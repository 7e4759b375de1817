package io.github.hidbpf4j.hid.device;

import io.github.hidbpf4j.hid.descriptor.DescriptorParser;
import io.github.hidbpf4j.hid.descriptor.DeviceGroup;
import io.github.hidbpf4j.hid.descriptor.ReportDescriptor;
import io.github.hidbpf4j.hid.descriptor.ReportLayout;
import io.github.hidbpf4j.hid.descriptor.ReportType;
import io.github.hidbpf4j.hid.HidException;
import io.github.hidbpf4j.time.BinarySemaphore;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A HID device as the HID core has it ({@code struct hid_device}, Linux 6.12 {@code
 * drivers/hid/hid-core.c}): identity, descriptors, driver, and the ways of reports through it.
 *
 * <p>{@link HidBus#add} binds it to a driver: the hooks may rewrite the descriptor, the result is
 * parsed, the transport starts, a {@link Hidraw} node appears. Where the descriptor does not parse
 * there is no driver: no hidraw, and input vanishes. {@link #reprobe} does it anew, from the
 * original descriptor; {@link #destroy} ends it.
 *
 * <p>Results are 0, bytes, or a negative {@link HidErrno}, as in the kernel.
 */
public final class HidDevice {
  private final HidBus bus;
  private final int id;
  private final HidDeviceInfo info;
  private final HidTransport transport;
  private final byte[] originalDescriptor;
  private final DeviceGroup group;
  private final byte[] name = new byte[HidLimits.NAME_SIZE];
  private final byte[] phys = new byte[HidLimits.PHYS_SIZE];
  private final byte[] uniq = new byte[HidLimits.PHYS_SIZE];
  private final BinarySemaphore inputLock;
  private final BinarySemaphore deviceLock;
  private final InputPath input;
  private final RequestPath requests;

  private volatile byte[] descriptor = new byte[0];
  private volatile @Nullable ReportDescriptor reports;
  private volatile @Nullable HidDriver driver;
  private volatile @Nullable Hidraw hidraw;
  private volatile boolean destroyed;
  private volatile boolean reprobed;
  private int openCount;

  HidDevice(
      HidBus bus,
      int id,
      HidDeviceInfo info,
      byte[] descriptor,
      DeviceGroup group,
      HidTransport transport) {
    this.bus = bus;
    this.id = id;
    this.info = info;
    this.transport = transport;
    this.originalDescriptor = descriptor.clone();
    this.group = group;
    putString(name, info.name());
    putString(phys, info.phys());
    putString(uniq, info.uniq());
    this.inputLock = bus.scheduler().newSemaphore("driver_input_lock of hid " + id);
    this.deviceLock = bus.scheduler().newSemaphore("device lock of hid " + id);
    this.input = new InputPath(this, inputLock);
    this.requests = new RequestPath(this);
  }

  // ---- identity

  /** The bus it is on. */
  public HidBus bus() {
    return bus;
  }

  /** {@code hid_id}: unique on the bus, from 1, kept over re-probes, new at replug. */
  public int id() {
    return id;
  }

  /** What it was created as. */
  public HidDeviceInfo info() {
    return info;
  }

  /** Its group, found in the original descriptor, as Linux 6.12 does. */
  public DeviceGroup group() {
    return group;
  }

  /** What carries its reports. */
  public HidTransport transport() {
    return transport;
  }

  /** Its directory in {@code /sys/bus/hid/devices}: {@code BBBB:VVVV:PPPP.IIII}. */
  public String sysfsName() {
    return String.format(
        Locale.ROOT, "%04X:%04X:%04X.%04X", info.bus(), info.vendor(), info.product(), id);
  }

  /** {@code MODALIAS} of its uevents. */
  public String modalias() {
    return String.format(
        Locale.ROOT,
        "hid:b%04Xg%04Xv%08Xp%08X",
        info.bus(),
        group.number(),
        info.vendor(),
        info.product());
  }

  /** Its name now: a descriptor fixup may have changed it. */
  public String name() {
    return string(name);
  }

  /** Its physical path. */
  public String phys() {
    return string(phys);
  }

  /** Its unique string, mostly a serial number. */
  public String uniq() {
    return string(uniq);
  }

  /** The field {@code name}, 128 bytes, NUL-terminated: a copy. */
  public byte[] nameField() {
    return name.clone();
  }

  /** The field {@code phys}, 64 bytes: a copy. */
  public byte[] physField() {
    return phys.clone();
  }

  /** The field {@code uniq}, 64 bytes: a copy. */
  public byte[] uniqField() {
    return uniq.clone();
  }

  /** Overwrites the field {@code name}; what is too long is cut, the last byte stays NUL. */
  public void setNameField(byte[] bytes) {
    putBytes(name, bytes);
  }

  /** Overwrites the field {@code phys}, as {@link #setNameField}. */
  public void setPhysField(byte[] bytes) {
    putBytes(phys, bytes);
  }

  /** Overwrites the field {@code uniq}, as {@link #setNameField}. */
  public void setUniqField(byte[] bytes) {
    putBytes(uniq, bytes);
  }

  private static void putString(byte[] field, String value) {
    putBytes(field, value.getBytes(StandardCharsets.UTF_8));
  }

  private static void putBytes(byte[] field, byte[] bytes) {
    Arrays.fill(field, (byte) 0);
    System.arraycopy(bytes, 0, field, 0, Math.min(bytes.length, field.length - 1));
  }

  private static String string(byte[] field) {
    return new String(field, 0, stringLength(field), StandardCharsets.UTF_8);
  }

  static int stringLength(byte[] field) {
    int length = 0;
    while (length < field.length && field[length] != 0) {
      length++;
    }
    return length;
  }

  // ---- descriptors and reports

  /** The descriptor that the device itself gave, before any fixup: a copy. */
  public byte[] originalDescriptor() {
    return originalDescriptor.clone();
  }

  /** The descriptor in use, as sysfs shows it: a copy; empty while no driver is bound. */
  public byte[] descriptor() {
    return descriptor.clone();
  }

  byte[] descriptorInUse() {
    return descriptor;
  }

  /**
   * Bytes of a report, its id included ({@code hid_report_len}); -1 when the descriptor has none
   * with this id, or no driver is bound.
   */
  public int reportLength(ReportType type, int reportId) {
    ReportDescriptor parsed = reports;
    ReportLayout report = parsed == null ? null : parsed.report(type, reportId);
    return report == null ? -1 : report.length();
  }

  /** Whether reports of this type start with their id. */
  public boolean isNumbered(ReportType type) {
    ReportDescriptor parsed = reports;
    return parsed != null && parsed.isNumbered(type);
  }

  /** Bytes of the longest report of any type, its id included; 0 without reports. */
  public int maxReportLength() {
    ReportDescriptor parsed = reports;
    return parsed == null ? 0 : parsed.maxReportLength();
  }

  /** The parsed descriptor in use; null while no driver is bound. */
  public @Nullable ReportDescriptor reports() {
    return reports;
  }

  // ---- state

  /** Name of the bound driver; empty when there is none. */
  public String driver() {
    HidDriver bound = driver;
    return bound == null ? "" : bound.name();
  }

  /** Whether a driver is bound. */
  public boolean isBound() {
    return driver != null;
  }

  /** Whether {@link #destroy} was called. */
  public boolean isDestroyed() {
    return destroyed;
  }

  /** Its hidraw node; null while no driver is bound. */
  public @Nullable Hidraw hidraw() {
    return hidraw;
  }

  // ---- binding

  /** First probe, from {@link HidBus#add}. */
  void probeFirst() {
    if (!lockDevice("probe")) {
      return;
    }
    try {
      probe();
    } finally {
      deviceLock.release();
    }
  }

  /**
   * Unbinds the driver, runs the descriptor fixup on the original descriptor again, parses, binds:
   * {@code hid_bpf_reconnect}. Process context. Asked for again before the next probe has begun, it
   * does nothing. Files open on hidraw break; a new node appears.
   *
   * @return 0, also when the descriptor did not parse; -EDEADLK when called while the calling run
   *     holds the input lock
   */
  public int reprobe() {
    if (reprobed || destroyed) {
      return 0;
    }
    reprobed = true;
    if (!lockDevice("reprobe")) {
      reprobed = false;
      return -HidErrno.EDEADLK;
    }
    try {
      if (destroyed) {
        return 0;
      }
      HidObserver observer = bus.observer();
      if (observer != null) {
        observer.reprobing(this);
      }
      int ret = unbind();
      if (ret < 0) {
        reprobed = false;
        return ret;
      }
      probe();
      return 0;
    } finally {
      deviceLock.release();
    }
  }

  /**
   * Takes the device off the bus for good: hooks are told, the hidraw node breaks, the transport
   * stops. Process context; waits for a probe that is running.
   *
   * @return 0; -ENODEV when it is gone already; -EDEADLK when called from inside its own probe
   */
  public int destroy() {
    if (destroyed) {
      return -HidErrno.ENODEV;
    }
    destroyed = true;
    bus.hooks().destroyed(this);
    bus.remove(this);
    if (!lockDevice("destroy")) {
      return -HidErrno.EDEADLK;
    }
    try {
      return unbind();
    } finally {
      deviceLock.release();
      bus.notifyRemoved(this);
    }
  }

  private boolean lockDevice(String what) {
    if (deviceLock.acquire()) {
      return true;
    }
    reportDeadlock(what);
    return false;
  }

  private void reportDeadlock(String what) {
    HidObserver observer = bus.observer();
    if (observer != null) {
      observer.selfDeadlock(this, what);
    }
  }

  /** {@code hid_device_probe}. */
  private void probe() {
    if (!inputLock.acquire()) {
      reportDeadlock("probe");
      return;
    }
    try {
      reprobed = false;
      if (driver == null) {
        driver = HidDriver.of(this);
        if (open() && start()) {
          bus.notifyBound(this);
        } else {
          closeReports();
          driver = null;
        }
      }
    } finally {
      inputLock.release();
    }
  }

  /** {@code hid_open_report}: fixup and parse. */
  private boolean open() {
    byte[] fixed = fixDescriptor();
    descriptor = fixed;
    try {
      reports = DescriptorParser.parse(fixed, transport.maxBufferSize());
      return true;
    } catch (HidException e) {
      log("probe with driver " + driver() + " failed: " + e.getMessage());
      return false;
    }
  }

  /** {@code call_hid_bpf_rdesc_fixup}: what the hook answers decides which bytes count. */
  private byte[] fixDescriptor() {
    byte[] buffer = Arrays.copyOf(originalDescriptor, HidLimits.MAX_DESCRIPTOR_SIZE);
    ReportView view = new ReportView(false);
    view.place(MemorySegment.ofArray(buffer), 0, buffer.length, originalDescriptor.length);
    int ret = bus.hooks().rdescFixup(this, view);
    if (ret < 0 || ret > HidLimits.MAX_DESCRIPTOR_SIZE) {
      view.place(
          MemorySegment.ofArray(originalDescriptor),
          0,
          originalDescriptor.length,
          originalDescriptor.length);
    } else {
      view.setSize(ret == 0 ? originalDescriptor.length : ret);
    }
    HidObserver observer = bus.observer();
    if (observer != null) {
      observer.rdescFixed(this, originalDescriptor.length, ret, view);
    }
    return view.toByteArray();
  }

  /** {@code hid_hw_start} and {@code hid_connect}. */
  private boolean start() {
    int ret = call(TransportCall.START);
    if (ret < 0) {
      log("transport did not start: " + HidErrno.name(ret));
      return false;
    }
    bus.hooks().connected(this);
    HidDriver bound = driver;
    if (bound != null) {
      bound.configure(this);
    }
    Hidraw node = bus.newHidraw(this);
    hidraw = node;
    if (node == null) {
      log("no hidraw node is free");
    } else {
      log(node.name() + ": HID device [" + name() + "] on " + phys());
      HidObserver observer = bus.observer();
      if (observer != null) {
        observer.hidrawAdded(this, node);
      }
    }
    if (bound != null) {
      bound.started(this);
    }
    return true;
  }

  /** {@code hid_device_remove}. */
  private int unbind() {
    if (!inputLock.acquire()) {
      reportDeadlock("unbind");
      return -HidErrno.EDEADLK;
    }
    try {
      if (driver == null) {
        return 0;
      }
      Hidraw node = hidraw;
      hidraw = null;
      if (node != null) {
        node.disconnect();
        HidObserver observer = bus.observer();
        if (observer != null) {
          observer.hidrawRemoved(this, node);
        }
      }
      bus.hooks().disconnected(this);
      call(TransportCall.STOP);
      closeReports();
      driver = null;
      bus.notifyUnbound(this);
      return 0;
    } finally {
      inputLock.release();
    }
  }

  private void closeReports() {
    reports = null;
    descriptor = new byte[0];
  }

  /** {@code hid_hw_open}: one more user wants reports; the first opens the transport. */
  public synchronized int hwOpen() {
    openCount++;
    if (openCount > 1) {
      return 0;
    }
    int ret = call(TransportCall.OPEN);
    if (ret < 0) {
      openCount--;
    }
    return ret;
  }

  /** {@code hid_hw_close}: one user less; the last closes the transport. */
  public synchronized void hwClose() {
    openCount--;
    if (openCount == 0) {
      call(TransportCall.CLOSE);
    }
  }

  private int call(TransportCall call) {
    HidObserver observer = bus.observer();
    if (observer != null) {
      observer.transportCalled(this, call, 0, null, null);
    }
    int ret = 0;
    switch (call) {
      case START -> ret = transport.start(this);
      case STOP -> transport.stop(this);
      case OPEN -> ret = transport.open(this);
      case CLOSE -> transport.close(this);
      default -> throw new IllegalArgumentException(call.name());
    }
    if (observer != null) {
      observer.transportAnswered(this, call, 0, null, null, ret);
    }
    return ret;
  }

  void log(String line) {
    HidObserver observer = bus.observer();
    if (observer != null) {
      observer.log(this, line);
    }
  }

  // ---- input

  /**
   * A report from the device, {@code hid_safe_input_report}: never waits.
   *
   * @param size length of the report, id included, at most {@code bufferSize}
   * @return 0; -EBUSY when the input lock is taken, -ENODEV without driver, -1 for an empty report
   *     or an undefined id, -EINVAL for a short one, or the hooks' error. Transports ignore it: the
   *     report is lost.
   */
  public int inputReport(
      ReportType type, MemorySegment data, long offset, int bufferSize, int size) {
    return input.report(type, data, null, offset, bufferSize, size, 0, false, false);
  }

  /** A report from the device in an array, of which the core takes a copy. */
  public int inputReport(ReportType type, byte[] data, int offset, int size) {
    return input.report(type, null, data, offset, size, size, 0, false, false);
  }

  /**
   * A report injected by a program, {@code hid_bpf_try_input_report} outside an event: as from the
   * device, but {@code fromBpf} with this source.
   */
  public int tryInject(ReportType type, MemorySegment data, long offset, int size, long source) {
    return input.report(type, data, null, offset, size, size, source, true, false);
  }

  /**
   * A report injected while the caller holds the input lock: inside a device event of this device,
   * or between {@link #acquireInputLock} and {@link #releaseInputLock}.
   *
   * @return as {@link #inputReport}; -EINVAL when nobody holds the lock
   */
  public int injectLocked(ReportType type, MemorySegment data, long offset, int size, long source) {
    return input.report(type, data, null, offset, size, size, source, true, true);
  }

  /**
   * A report injected by a program that may wait, {@code hid_bpf_input_report}: waits for the input
   * lock.
   *
   * @return as {@link #inputReport}; -EINTR where the wait would never end (in the kernel only a
   *     signal ends it)
   */
  public int inject(ReportType type, MemorySegment data, long offset, int size, long source) {
    int ret = acquireInputLock();
    if (ret < 0) {
      return ret;
    }
    try {
      return injectLocked(type, data, offset, size, source);
    } finally {
      releaseInputLock();
    }
  }

  /**
   * Waits for the input lock and takes it. Device events are refused with -EBUSY while it is held.
   *
   * @return 0; -EINTR when the calling run holds it already
   */
  public int acquireInputLock() {
    if (inputLock.acquire()) {
      return 0;
    }
    reportDeadlock("input lock");
    return -HidErrno.EINTR;
  }

  /** Frees the input lock. */
  public void releaseInputLock() {
    inputLock.release();
  }

  /** {@code hid_report_raw_event}: for drivers that read reports themselves, hooks left out. */
  int rawEvent(ReportType type, ReportView data) {
    return input.rawEvent(type, data);
  }

  // ---- requests

  /**
   * A request to the device, {@code __hid_hw_raw_request}: length check, hooks, transport. May
   * wait.
   *
   * @param reportnum report id, 0 to 255
   * @param data buffer to send or to fill, report id first
   * @param length bytes of it, 1 to the transport's maximum
   * @param source 0 the kernel, otherwise who asks
   * @return bytes, or a negative error; a hook's result as it is, even above {@code length}
   */
  public int hwRawRequest(
      int reportnum,
      MemorySegment data,
      long offset,
      int length,
      ReportType type,
      ClassRequest request,
      long source,
      boolean fromBpf) {
    return requests.rawRequest(reportnum, data, offset, length, type, request, source, fromBpf);
  }

  /**
   * An output report to the device, {@code __hid_hw_output_report}: length check, hooks, transport.
   *
   * @return bytes, or a negative error; -ENOSYS when the transport has no such call
   */
  public int hwOutputReport(
      MemorySegment data, long offset, int length, long source, boolean fromBpf) {
    return requests.outputReport(data, offset, length, source, fromBpf);
  }

  /** {@code BBBB:VVVV:PPPP.IIII}. */
  @Override
  public String toString() {
    return sysfsName();
  }
}
