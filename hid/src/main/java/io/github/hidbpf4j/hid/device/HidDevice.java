package io.github.hidbpf4j.hid.device;

import io.github.hidbpf4j.hid.ClassRequest;
import io.github.hidbpf4j.hid.ShortReports;
import io.github.hidbpf4j.hid.TransportCall;
import io.github.hidbpf4j.hid.descriptor.DeviceGroup;
import io.github.hidbpf4j.hid.descriptor.ReportDescriptor;
import io.github.hidbpf4j.hid.descriptor.ReportType;
import io.github.hidbpf4j.time.BinarySemaphore;
import java.lang.foreign.MemorySegment;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A HID device in the HID core ({@code struct hid_device}, Linux 6.12 {@code
 * drivers/hid/hid-core.c}): identity, descriptors, driver, and the paths of reports through it.
 *
 * <p>{@link HidBus#add} binds it to a driver: the hooks may rewrite the descriptor, the result is
 * parsed, the transport starts, a {@link Hidraw} node appears. If the descriptor does not parse,
 * there is no driver and no hidraw node, and input is lost. {@link #reprobe} repeats this, from the
 * original descriptor; {@link #destroy} ends it.
 *
 * <p>Results are 0, bytes, or a negative {@link HidErrno}, as in the kernel.
 *
 * <p>Thread-safe in real time. Only one event is in progress at a time: the input lock is tried,
 * and an event that finds it taken, even by another event, is refused with -EBUSY. {@link
 * #reprobe}, {@link #destroy}, {@link #inject}, {@link #acquireInputLock}, {@link #hwOpen} and
 * requests may wait: for the end of an event, a probe or an answer; in an event of the same device
 * the first two leave waiting to a work item or to the caller (-EDEADLK). Two events of different
 * devices that wait for each other's end deadlock.
 */
public final class HidDevice {
  private final HidBus bus;
  private final int id;
  private final HidDeviceInfo info;
  private final HidTransport transport;
  private final byte[] originalDescriptor;
  private volatile DeviceGroup group;
  private final KernelString name;
  private final KernelString phys;
  private final KernelString uniq;
  private final BinarySemaphore inputLock;
  private final BinarySemaphore openLock;
  private final DriverBinding binding;
  private final InputPath input;
  private final RequestPath requests;
  private volatile @Nullable Object hookData;
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
    this.name = new KernelString(HidLimits.NAME_SIZE, info.name());
    this.phys = new KernelString(HidLimits.PHYS_SIZE, info.phys());
    this.uniq = new KernelString(HidLimits.PHYS_SIZE, info.uniq());
    this.inputLock = bus.scheduler().newSemaphore("driver_input_lock of hid " + id);
    this.openLock = bus.scheduler().newSemaphore("ll_open_lock of hid " + id);
    this.binding = new DriverBinding(this, originalDescriptor, inputLock);
    this.input = new InputPath(this, inputLock);
    this.requests = new RequestPath(this);
  }

  // ---- identity

  /** Its bus. */
  public HidBus bus() {
    return bus;
  }

  /** {@code hid_id}: unique on the bus, from 1, kept over re-probes, new at replug. */
  public int id() {
    return id;
  }

  /** The data it was created with. */
  public HidDeviceInfo info() {
    return info;
  }

  /**
   * Its group, by which drivers match: derived from the original descriptor, and again from a fixed
   * one if the fixup precedes the choice of the driver ({@link
   * HidCoreRules.FixupTime#ONCE_BEFORE_GROUPING}).
   */
  public DeviceGroup group() {
    return group;
  }

  void setGroup(DeviceGroup newGroup) {
    group = newGroup;
  }

  /** The transport of its reports. */
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

  /** Its current name, which a descriptor fixup may have changed. */
  public String name() {
    return name.toString();
  }

  /** Its physical path. */
  public String phys() {
    return phys.toString();
  }

  /** Its unique string, usually a serial number. */
  public String uniq() {
    return uniq.toString();
  }

  /** The field {@code name}, 128 bytes, NUL-terminated: a copy. */
  public byte[] nameField() {
    return name.field();
  }

  /** The field {@code phys}, 64 bytes: a copy. */
  public byte[] physField() {
    return phys.field();
  }

  /** The field {@code uniq}, 64 bytes: a copy. */
  public byte[] uniqField() {
    return uniq.field();
  }

  /** Overwrites the field {@code name}; too long values are truncated, the last byte stays NUL. */
  public void setNameField(byte[] bytes) {
    name.set(bytes);
  }

  /** Overwrites the field {@code phys}, as {@link #setNameField}. */
  public void setPhysField(byte[] bytes) {
    phys.set(bytes);
  }

  /** Overwrites the field {@code uniq}, as {@link #setNameField}. */
  public void setUniqField(byte[] bytes) {
    uniq.set(bytes);
  }

  // ---- descriptors and reports

  /** The descriptor of the device itself, before any fixup: a copy. */
  public byte[] originalDescriptor() {
    return originalDescriptor.clone();
  }

  /** The descriptor in use, as sysfs shows it: a copy; empty while no driver is bound. */
  public byte[] descriptor() {
    return binding.descriptor().clone();
  }

  byte[] descriptorInUse() {
    return binding.descriptor();
  }

  /**
   * Length of a report in bytes, its id included ({@code hid_report_len}); -1 when the descriptor
   * has none with this id, or no driver is bound.
   */
  public int reportLength(ReportType type, int reportId) {
    ReportDescriptor parsed = binding.reports();
    return parsed == null ? -1 : parsed.reportLength(type, reportId);
  }

  /** Whether reports of this type start with their id. */
  public boolean isNumbered(ReportType type) {
    ReportDescriptor parsed = binding.reports();
    return parsed != null && parsed.isNumbered(type);
  }

  /** Length in bytes of the longest report of any type, its id included; 0 without reports. */
  public int maxReportLength() {
    ReportDescriptor parsed = binding.reports();
    return parsed == null ? 0 : parsed.maxReportLength();
  }

  /** The parsed descriptor in use; null while no driver is bound. */
  public @Nullable ReportDescriptor reports() {
    return binding.reports();
  }

  // ---- state

  /** Name of the bound driver; empty when there is none. */
  public String driver() {
    HidDriver bound = binding.driver();
    return bound == null ? "" : bound.name();
  }

  /** Whether a driver is bound. */
  public boolean isBound() {
    return binding.driver() != null;
  }

  /** Whether {@link #destroy} was called. */
  public boolean isDestroyed() {
    return binding.isDestroyed();
  }

  /** Its hidraw node; null while no driver is bound. */
  public @Nullable Hidraw hidraw() {
    return binding.hidraw();
  }

  /**
   * Data that the hooks of the bus store for this device, like {@code hdev->bpf}; null initially.
   */
  public @Nullable Object hookData() {
    return hookData;
  }

  /** Sets the data that the hooks of the bus store for this device. */
  public void setHookData(@Nullable Object data) {
    hookData = data;
  }

  // ---- binding

  /** First probe, from {@link HidBus#add}. */
  void probeFirst() {
    binding.probeFirst();
  }

  /**
   * Unbinds the driver, runs the descriptor fixup on the original descriptor again, parses, binds:
   * {@code hid_bpf_reconnect}. Process context. If requested again before the next probe has
   * started, it does nothing. Files open on hidraw break; a new node appears.
   *
   * @return 0, also when the descriptor did not parse; -EDEADLK from inside a probe, or when the
   *     calling run holds the input lock (the kernel would hang)
   */
  public int reprobe() {
    return binding.reprobe();
  }

  /**
   * Unbinds the driver, as a write to its {@code unbind} file in sysfs does. Process context. The
   * device stays without driver until {@link #bindDriver}, or until programs cause a reconnect.
   *
   * @return 0; -ENODEV when there is none; -EDEADLK as for {@link #reprobe}
   */
  public int unbindDriver() {
    return binding.unbindDriver();
  }

  /**
   * Makes the bus look for a driver if there is none, as a write to {@code drivers_probe} does.
   * Process context. If the fixup runs once per connect, it does not run again.
   *
   * @return 0, also when no driver was found; -EDEADLK as {@link #reprobe}
   */
  public int bindDriver() {
    return binding.bindDriver();
  }

  /**
   * Removes the device from the bus for good: hooks are told, the hidraw node breaks, the transport
   * stops. Process context; waits for a probe that is running.
   *
   * @return 0; -ENODEV when it was already removed; -EDEADLK from inside a probe or with the input
   *     lock held (the kernel would hang): a work item then finishes it
   */
  public int destroy() {
    return binding.destroy();
  }

  /** {@code hid_hw_open}: one more user wants reports; the first opens the transport. */
  public int hwOpen() {
    if (!openLock.acquire()) {
      return -HidErrno.EDEADLK;
    }
    try {
      if (openCount > 0) {
        openCount++;
        return 0;
      }
      int ret = binding.call(TransportCall.OPEN);
      if (ret >= 0) {
        openCount++;
        HidDriver driver = driverToTell();
        if (driver != null) {
          driver.opened(this);
        }
      }
      return ret;
    } finally {
      openLock.release();
    }
  }

  /** {@code hid_hw_close}: one user less; the last closes the transport. */
  public void hwClose() {
    boolean locked = openLock.acquire();
    try {
      openCount--;
      if (openCount == 0) {
        binding.call(TransportCall.CLOSE);
        HidDriver driver = driverToTell();
        if (driver != null) {
          driver.closed(this);
        }
      }
    } finally {
      if (locked) {
        openLock.release();
      }
    }
  }

  private @Nullable HidDriver driverToTell() {
    return bus.rules().modesAtOpen() ? binding.driver() : null;
  }

  int copyName(byte[] buffer) {
    return name.copyTo(buffer);
  }

  int copyPhys(byte[] buffer) {
    return phys.copyTo(buffer);
  }

  int copyUniq(byte[] buffer) {
    return uniq.copyTo(buffer);
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
   * @param bufferSize number of bytes from there that belong to the report: the missing part of a
   *     short report is zeroed there
   * @param size length of the report, id included, at most {@code bufferSize}
   * @return 0; -EBUSY when the input lock is taken, -ENODEV without driver, -1 for an empty report
   *     or an undefined id, -EINVAL for a short one depending on {@link HidCoreRules#shortReports},
   *     or the hooks' error. Transports ignore it: the report is lost.
   */
  public int inputReport(
      ReportType type, MemorySegment data, long offset, int bufferSize, int size) {
    return input.fromDevice(type, data, offset, bufferSize, size, false);
  }

  /**
   * Same as {@link #inputReport}, for a buffer that is zero after the report: hooks need not clear
   * their own copy of it first.
   */
  public int paddedInputReport(
      ReportType type, MemorySegment data, long offset, int bufferSize, int size) {
    return input.fromDevice(type, data, offset, bufferSize, size, true);
  }

  /**
   * A report from the device in an array, which the core copies: from a transport that passes only
   * the report's length, {@code hid_input_report}.
   */
  public int inputReport(ReportType type, byte[] data, int offset, int size) {
    return input.fromDevice(type, data, offset, size, size);
  }

  /**
   * A report from the device in an array, which the core copies to a buffer as long as the
   * transport's.
   *
   * @param bufferSize size of the transport's buffer in bytes, which determines the treatment of a
   *     short report ({@link ShortReports#PADDED_IN_BUFFER}); the array may be shorter
   */
  public int inputReport(ReportType type, byte[] data, int offset, int bufferSize, int size) {
    return input.fromDevice(type, data, offset, bufferSize, size);
  }

  /**
   * A report injected by a program, {@code hid_bpf_try_input_report} outside an event: as from the
   * device, but {@code fromBpf} with this source.
   *
   * @param bufferSize number of bytes from there that belong to the report, as in {@link
   *     #inputReport}
   */
  public int tryInject(
      ReportType type, MemorySegment data, long offset, int bufferSize, int size, long source) {
    return input.fromProgram(type, data, offset, bufferSize, size, source, false);
  }

  /**
   * A report injected while the caller holds the input lock: inside a device event of this device,
   * or between {@link #acquireInputLock} and {@link #releaseInputLock}.
   *
   * @return as {@link #inputReport}; -EINVAL when nobody holds the lock
   */
  public int injectLocked(
      ReportType type, MemorySegment data, long offset, int bufferSize, int size, long source) {
    return input.fromProgram(type, data, offset, bufferSize, size, source, true);
  }

  /**
   * A report injected by a program that may wait, {@code hid_bpf_input_report}: waits for the input
   * lock.
   *
   * @return as {@link #inputReport}; -EINTR if the wait would never end (in the kernel only a
   *     signal ends it)
   */
  public int inject(
      ReportType type, MemorySegment data, long offset, int bufferSize, int size, long source) {
    int ret = acquireInputLock();
    if (ret < 0) {
      return ret;
    }
    try {
      return injectLocked(type, data, offset, bufferSize, size, source);
    } finally {
      releaseInputLock();
    }
  }

  /**
   * Waits for the input lock and takes it. Device events are refused with -EBUSY while it is held.
   *
   * @return 0; -EINTR when the calling run already holds it
   */
  public int acquireInputLock() {
    if (inputLock.acquire()) {
      return 0;
    }
    binding.reportDeadlock("input lock");
    return -HidErrno.EINTR;
  }

  /** Releases the input lock. */
  public void releaseInputLock() {
    inputLock.release();
  }

  /**
   * {@code hid_report_raw_event}: for drivers that read reports themselves, bypassing the hooks.
   */
  int rawEvent(ReportType type, ReportView data) {
    return input.answer(type, data);
  }

  // ---- requests

  /**
   * A request to the device, {@code __hid_hw_raw_request}: length check, hooks, transport. May
   * wait.
   *
   * @param reportnum report id, 0 to 255
   * @param data buffer to send or to fill, report id first
   * @param length its length in bytes, 1 to the transport's maximum
   * @param source 0 for the kernel, otherwise the requester
   * @return number of bytes, or a negative error; a hook's result is unchanged, even above {@code
   *     length}
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
