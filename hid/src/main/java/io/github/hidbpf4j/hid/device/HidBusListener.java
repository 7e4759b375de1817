package io.github.hidbpf4j.hid.device;

/**
 * Is notified of devices, like udev. Called in process context in the middle of the operation, for
 * bind and unbind with the device's input lock held: to act on the device, queue a work item.
 */
public interface HidBusListener {
  /** A device is on the bus, not yet probed. */
  default void deviceAdded(HidDevice device) {}

  /** A device has gone. */
  default void deviceRemoved(HidDevice device) {}

  /** A driver was bound. */
  default void driverBound(HidDevice device) {}

  /** The driver was unbound. */
  default void driverUnbound(HidDevice device) {}
}
