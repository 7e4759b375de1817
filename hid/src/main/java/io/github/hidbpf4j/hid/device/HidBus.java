package io.github.hidbpf4j.hid.device;

import io.github.hidbpf4j.hid.HidException;
import io.github.hidbpf4j.hid.descriptor.DeviceGroup;
import io.github.hidbpf4j.time.Scheduler;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The HID bus: all devices of a system by their {@code hid_id}, the hooks and the observer that
 * serve them, and the table of hidraw nodes. Thread-safe; {@link #add} needs process context.
 */
public final class HidBus {
  private final Scheduler scheduler;
  private final AtomicInteger lastId;
  private final AtomicLong lastSource = new AtomicLong(0xffff_8880_0000_0000L);
  private final Map<Integer, HidDevice> devices = new ConcurrentSkipListMap<>();
  private final List<HidBusListener> listeners = new CopyOnWriteArrayList<>();
  private final @Nullable Hidraw[] nodes = new @Nullable Hidraw[HidLimits.HIDRAW_MAX_DEVICES];
  private volatile HidHooks hooks;
  private volatile @Nullable HidObserver observer;
  private final byte uninitializedFill;
  private final HidCoreRules rules;
  private volatile DriverTable drivers = DriverTable.GENERIC_FIRST;

  /**
   * The initial state of a bus, on which no program may depend: runs with two different ones show
   * which do.
   *
   * @param lastId the first device's {@code hid_id} is the one after this, as if that many had come
   *     and gone
   * @param uninitializedFill value of bytes that Linux leaves uninitialised before a hook sees
   *     them: the buffer of a GET_REPORT
   */
  public record Start(int lastId, byte uninitializedFill) {
    /** As after a boot, with memory of zeros. */
    public static final Start FRESH = new Start(0, (byte) 0);
  }

  /** Creates an empty bus without hooks, of Linux 6.12. */
  public HidBus(Scheduler scheduler) {
    this(scheduler, HidCoreRules.LINUX_6_12, HidHooks.NONE, null, Start.FRESH);
  }

  /**
   * Creates an empty bus.
   *
   * @param rules rules of the kernel's HID core
   * @param hooks the hooks of all devices
   * @param observer observer of all events; null for none
   * @param start initial state
   */
  public HidBus(
      Scheduler scheduler,
      HidCoreRules rules,
      HidHooks hooks,
      @Nullable HidObserver observer,
      Start start) {
    this.scheduler = scheduler;
    this.rules = rules;
    this.hooks = hooks;
    this.observer = observer;
    this.lastId = new AtomicInteger(start.lastId());
    this.uninitializedFill = start.uninitializedFill();
  }

  /** The scheduler, on which everything runs. */
  public Scheduler scheduler() {
    return scheduler;
  }

  /** The rules of the kernel's HID core. */
  public HidCoreRules rules() {
    return rules;
  }

  /** The drivers, in their order; {@link DriverTable#GENERIC_FIRST} at first. */
  public DriverTable drivers() {
    return drivers;
  }

  /** Changes the order of the drivers for later probes. */
  public void setDrivers(DriverTable table) {
    drivers = table;
  }

  /** The hooks of all devices; {@link HidHooks#NONE} at first. */
  public HidHooks hooks() {
    return hooks;
  }

  /** Installs the hooks of all devices; devices that are bound already are not told. */
  public void setHooks(HidHooks newHooks) {
    hooks = newHooks;
  }

  /** The observer; null when there is none. */
  public @Nullable HidObserver observer() {
    return observer;
  }

  /** Installs the observer; null for none. */
  public void setObserver(@Nullable HidObserver newObserver) {
    observer = newObserver;
  }

  byte uninitializedFill() {
    return uninitializedFill;
  }

  /** Adds a listener for devices being added, removed, bound and unbound. */
  public void addListener(HidBusListener listener) {
    listeners.add(listener);
  }

  /** Removes a listener. */
  public void removeListener(HidBusListener listener) {
    listeners.remove(listener);
  }

  /**
   * Adds a device, {@code hid_add_device}: it gets the next id and is probed before this returns.
   * Process context: the driver may talk to the device.
   *
   * @param descriptor its own report descriptor, 1 to 4096 bytes; need not parse
   * @throws HidException when the descriptor is empty or too long
   */
  public HidDevice add(HidDeviceInfo info, byte[] descriptor, HidTransport transport) {
    return add(info, descriptor, transport, device -> {});
  }

  /** As above; {@code early} receives the device before it is probed. */
  HidDevice add(
      HidDeviceInfo info, byte[] descriptor, HidTransport transport, Consumer<HidDevice> early) {
    if (descriptor.length < 1 || descriptor.length > HidLimits.MAX_DESCRIPTOR_SIZE) {
      throw new HidException(
          "device "
              + info.name()
              + ": report descriptor of "
              + descriptor.length
              + " bytes, expected 1 to "
              + HidLimits.MAX_DESCRIPTOR_SIZE);
    }
    DeviceGroup group = DeviceGroup.scan(descriptor, info.vendor(), info.product());
    HidDevice device =
        new HidDevice(this, lastId.incrementAndGet(), info, descriptor, group, transport);
    // First, so that {@code early} can already remove it.
    devices.put(device.id(), device);
    early.accept(device);
    for (HidBusListener listener : listeners) {
      listener.deviceAdded(device);
    }
    device.probeFirst();
    return device;
  }

  /** The device with this {@code hid_id}, {@code hid_get_device}; null when there is none. */
  public @Nullable HidDevice device(int id) {
    return devices.get(id);
  }

  /** All devices, in order of their ids: a snapshot. */
  public List<HidDevice> devices() {
    return List.copyOf(devices.values());
  }

  void remove(HidDevice device) {
    devices.remove(device.id());
  }

  void notifyRemoved(HidDevice device) {
    for (HidBusListener listener : listeners) {
      listener.deviceRemoved(device);
    }
  }

  void notifyBound(HidDevice device) {
    HidObserver seer = observer;
    if (seer != null) {
      seer.bound(device, device.driver());
    }
    for (HidBusListener listener : listeners) {
      listener.driverBound(device);
    }
  }

  void notifyUnbound(HidDevice device) {
    HidObserver seer = observer;
    if (seer != null) {
      seer.unbound(device);
    }
    for (HidBusListener listener : listeners) {
      listener.driverUnbound(device);
    }
  }

  /** A unique number for an opener, in the range of kernel addresses. */
  long nextSource() {
    return lastSource.addAndGet(0x100);
  }

  /** Takes the lowest free minor; null when all are taken. */
  @Nullable Hidraw newHidraw(HidDevice device) {
    synchronized (nodes) {
      for (int minor = 0; minor < nodes.length; minor++) {
        if (nodes[minor] == null) {
          Hidraw node = new Hidraw(device, minor);
          nodes[minor] = node;
          return node;
        }
      }
      return null;
    }
  }

  void freeHidraw(Hidraw node) {
    synchronized (nodes) {
      if (nodes[node.minor()] == node) {
        nodes[node.minor()] = null;
      }
    }
  }

  /** The hidraw node with this minor number; null when there is none. */
  public @Nullable Hidraw hidraw(int minor) {
    synchronized (nodes) {
      Hidraw node = minor >= 0 && minor < nodes.length ? nodes[minor] : null;
      return node != null && node.exists() ? node : null;
    }
  }
}
