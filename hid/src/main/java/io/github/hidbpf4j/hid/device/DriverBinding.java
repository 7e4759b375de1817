package io.github.hidbpf4j.hid.device;

import io.github.hidbpf4j.hid.HidException;
import io.github.hidbpf4j.hid.TransportCall;
import io.github.hidbpf4j.hid.descriptor.DescriptorParser;
import io.github.hidbpf4j.hid.descriptor.DeviceGroup;
import io.github.hidbpf4j.hid.descriptor.ReportDescriptor;
import io.github.hidbpf4j.time.BinarySemaphore;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Binds a device to its driver and unbinds it: {@code hid_device_probe}, {@code hid_device_remove},
 * {@code hid_bpf_reconnect}, {@code hid_destroy_device} of Linux 6.12 to 7.3. The device lock
 * orders them; the input lock is held while a driver is bound or unbound.
 */
final class DriverBinding {
  private static final byte[] NO_DESCRIPTOR = {};

  private final HidDevice device;
  private final HidBus bus;
  private final HidTransport transport;
  private final byte[] originalDescriptor;
  private final BinarySemaphore inputLock;
  private final BinarySemaphore deviceLock;

  private final ConnectLeds leds;

  /**
   * The descriptor after the fixup, if the fixup runs once per connect; null when it has not run
   * yet. Guarded by the device lock.
   */
  private byte @Nullable [] fixed;

  private volatile byte[] descriptor = NO_DESCRIPTOR;
  private volatile @Nullable ReportDescriptor reports;
  private volatile @Nullable HidDriver driver;
  private volatile @Nullable Hidraw hidraw;
  private final AtomicBoolean destroyed = new AtomicBoolean();

  /** Whether a probe was requested and has not started: {@code HID_STAT_REPROBED}. */
  private final AtomicBoolean reprobed = new AtomicBoolean();

  DriverBinding(HidDevice device, byte[] originalDescriptor, BinarySemaphore inputLock) {
    this.device = device;
    this.bus = device.bus();
    this.transport = device.transport();
    this.originalDescriptor = originalDescriptor;
    this.inputLock = inputLock;
    this.leds = new ConnectLeds(device);
    this.deviceLock = bus.scheduler().newSemaphore("device lock of hid " + device.id());
  }

  byte[] descriptor() {
    return descriptor;
  }

  @Nullable ReportDescriptor reports() {
    return reports;
  }

  @Nullable HidDriver driver() {
    return driver;
  }

  @Nullable Hidraw hidraw() {
    return hidraw;
  }

  boolean isDestroyed() {
    return destroyed.get();
  }

  void probeFirst() {
    if (lockDevice("probe")) {
      try {
        probe();
      } finally {
        deviceLock.release();
      }
    }
  }

  int reprobe() {
    if (destroyed.get() || reprobed.getAndSet(true)) {
      return 0;
    }
    if (!lockDevice("reprobe")) {
      reprobed.set(false);
      return -HidErrno.EDEADLK;
    }
    try {
      if (destroyed.get()) {
        return 0;
      }
      HidObserver observer = bus.observer();
      if (observer != null) {
        observer.reprobing(device);
      }
      int ret = unbind();
      if (ret < 0) {
        reprobed.set(false);
        return ret;
      }
      fixed = null;
      probe();
      return 0;
    } finally {
      deviceLock.release();
    }
  }

  int unbindDriver() {
    if (!lockDevice("unbind")) {
      return -HidErrno.EDEADLK;
    }
    try {
      return driver == null ? -HidErrno.ENODEV : unbind();
    } finally {
      deviceLock.release();
    }
  }

  int bindDriver() {
    if (!lockDevice("probe")) {
      return -HidErrno.EDEADLK;
    }
    try {
      if (driver == null) {
        probe();
      }
      return 0;
    } finally {
      deviceLock.release();
    }
  }

  int destroy() {
    if (destroyed.getAndSet(true)) {
      return -HidErrno.ENODEV;
    }
    bus.hooks().destroyed(device);
    bus.remove(device);
    int ret = finishDestroy();
    if (ret < 0) {
      // The calling run is inside the device: do later what would deadlock in the kernel.
      bus.scheduler().newWork("destroy of hid " + device.id(), this::finishDestroy).queue();
    }
    return ret;
  }

  private int finishDestroy() {
    if (!lockDevice("destroy")) {
      return -HidErrno.EDEADLK;
    }
    int ret;
    try {
      ret = unbind();
    } finally {
      deviceLock.release();
    }
    if (ret == 0) {
      bus.hooks().removed(device);
      bus.notifyRemoved(device);
    }
    return ret;
  }

  /**
   * Takes the device lock. Must not be called inside an event of the device: whoever holds the
   * device lock waits for the input lock.
   */
  private boolean lockDevice(String what) {
    if (!inputLock.isHeldByCaller() && deviceLock.acquire()) {
      return true;
    }
    reportDeadlock(what);
    return false;
  }

  void reportDeadlock(String what) {
    HidObserver observer = bus.observer();
    if (observer != null) {
      observer.selfDeadlock(device, what);
    }
  }

  private void probe() {
    if (!inputLock.acquire()) {
      reportDeadlock("probe");
      return;
    }
    try {
      reprobed.set(false);
      if (driver != null || destroyed.get()) {
        return;
      }
      for (HidDriver candidate : bus.drivers().drivers()) {
        if (candidate.matches(device) && probe(candidate)) {
          return;
        }
      }
    } finally {
      inputLock.release();
    }
  }

  /** {@code __hid_device_probe}: whether the driver takes the device. */
  private boolean probe(HidDriver candidate) {
    byte[] connected = fixed;
    if (connected == null && bus.rules().fixup().isOnce()) {
      connected = fixDescriptor();
      fixed = connected;
    }
    if (!candidate.takes(device)) {
      return false;
    }
    driver = candidate;
    if (open(candidate, connected == null ? fixDescriptor() : connected) && start(candidate)) {
      bus.notifyBound(device);
      return true;
    }
    closeReports();
    return false;
  }

  /** {@code hid_open_report}. */
  private boolean open(HidDriver candidate, byte[] toParse) {
    descriptor = toParse;
    try {
      reports = DescriptorParser.parse(toParse, transport.maxBufferSize());
      return true;
    } catch (HidException e) {
      device.log("probe with driver " + candidate.name() + " failed: " + e.getMessage());
      return false;
    }
  }

  /** {@code call_hid_bpf_rdesc_fixup}: the hook's result decides which bytes are parsed. */
  private byte[] fixDescriptor() {
    int originalSize = originalDescriptor.length;
    byte[] buffer = Arrays.copyOf(originalDescriptor, HidLimits.MAX_DESCRIPTOR_SIZE);
    ReportView view = new ReportView(false);
    view.place(MemorySegment.ofArray(buffer), 0, buffer.length, originalSize);
    int ret = bus.hooks().rdescFixup(device, view);
    if (ret < 0 || ret > HidLimits.MAX_DESCRIPTOR_SIZE) {
      view.place(MemorySegment.ofArray(originalDescriptor), 0, originalSize, originalSize);
    } else {
      view.setSize(ret == 0 ? originalSize : ret);
    }
    HidObserver observer = bus.observer();
    if (observer != null) {
      observer.rdescFixed(device, originalSize, ret, view);
    }
    byte[] inUse = view.toByteArray();
    if (bus.rules().fixup() == HidCoreRules.FixupTime.ONCE_BEFORE_GROUPING) {
      regroup(inUse);
    }
    return inUse;
  }

  /** {@code hid_set_group}, which gives the same group for the same bytes. */
  private void regroup(byte[] inUse) {
    HidDeviceInfo info = device.info();
    DeviceGroup group = DeviceGroup.scan(inUse, info.vendor(), info.product());
    if (group != device.group()) {
      device.setGroup(group);
      bus.hooks().regrouped(device);
    }
  }

  /** {@code hid_hw_start} and {@code hid_connect}. */
  private boolean start(HidDriver candidate) {
    int ret = call(TransportCall.START);
    if (ret < 0) {
      device.log("transport did not start: " + HidErrno.name(ret));
      return false;
    }
    bus.hooks().connected(device);
    candidate.configure(device);
    if (candidate.connectsInput()) {
      leds.connected();
    }
    connectHidraw();
    candidate.started(device);
    return true;
  }

  private void connectHidraw() {
    Hidraw node = bus.newHidraw(device);
    hidraw = node;
    if (node == null) {
      device.log("no hidraw node is free");
      return;
    }
    device.log(node.name() + ": HID device [" + device.name() + "] on " + device.phys());
    HidObserver observer = bus.observer();
    if (observer != null) {
      observer.hidrawAdded(device, node);
    }
  }

  private int unbind() {
    if (!inputLock.acquire()) {
      reportDeadlock("unbind");
      return -HidErrno.EDEADLK;
    }
    try {
      if (driver != null) {
        disconnectHidraw();
        leds.disconnected();
        bus.hooks().disconnected(device);
        call(TransportCall.STOP);
        closeReports();
        bus.notifyUnbound(device);
      }
      return 0;
    } finally {
      inputLock.release();
    }
  }

  private void disconnectHidraw() {
    Hidraw node = hidraw;
    hidraw = null;
    if (node != null) {
      node.disconnect();
      HidObserver observer = bus.observer();
      if (observer != null) {
        observer.hidrawRemoved(device, node);
      }
    }
  }

  private void closeReports() {
    reports = null;
    descriptor = NO_DESCRIPTOR;
    driver = null;
  }

  /** START to CLOSE, seen by the observer. */
  int call(TransportCall call) {
    HidObserver observer = bus.observer();
    if (observer != null) {
      observer.transportCalled(device, call, 0, null, null);
    }
    int ret = 0;
    switch (call) {
      case START -> ret = transport.start(device);
      case STOP -> transport.stop(device);
      case OPEN -> ret = transport.open(device);
      case CLOSE -> transport.close(device);
      case OUTPUT, GET_REPORT, SET_REPORT -> throw new IllegalArgumentException(call.name());
    }
    if (observer != null) {
      observer.transportAnswered(device, call, 0, null, null, ret);
    }
    return ret;
  }
}
