package io.github.hidbpf4j.hid.device;

/**
 * Hears of devices as udev does. Called in process context in the middle of what happens, for bind
 * and unbind with the device's input lock held: a listener that wants to act on the device queues a
 * work item.
 */
public interface HidBusListener {
  /** A device is on the bus, not yet probed. */
  default void deviceAdded(HidDevice device) {}

  /** A device has gone. */
  default void deviceRemoved(HidDevice device) {}

  /** A driver took the device. */
  default void driverBound(HidDevice device) {}

  /** The driver let go. */
  default void driverUnbound(HidDevice device) {}
}
