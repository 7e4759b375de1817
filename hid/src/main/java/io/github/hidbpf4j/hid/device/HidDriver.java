package io.github.hidbpf4j.hid.device;

/**
 * The externally visible behaviour of a kernel driver: the requests it sends while it is being
 * bound. Input is not parsed into evdev events here. Devices with a specific driver in the kernel
 * use hid-generic here.
 */
interface HidDriver {
  /** Name as in sysfs. */
  String name();

  /**
   * Whether the bus asks it about a device, by the device's ids and group ({@code hid_bus_match}).
   */
  boolean matches(HidDevice device);

  /** Whether it wants the device once its descriptor is known ({@code hid_check_device_match}). */
  boolean takes(HidDevice device);

  /** Runs in {@code hid_connect}, with the transport started and before hidraw appears. */
  void configure(HidDevice device);

  /** Runs at the end of the driver's probe. */
  void started(HidDevice device);

  /** Whether it creates input devices, which the kernel itself uses. */
  default boolean connectsInput() {
    return true;
  }

  /** Runs when the first reader has opened the transport ({@code on_hid_hw_open}). */
  default void opened(HidDevice device) {}

  /** Runs when the last reader has closed the transport ({@code on_hid_hw_close}). */
  default void closed(HidDevice device) {}
}
