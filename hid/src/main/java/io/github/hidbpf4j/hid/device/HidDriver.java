package io.github.hidbpf4j.hid.device;

import io.github.hidbpf4j.hid.descriptor.DeviceGroup;

/**
 * What a kernel driver does to a device that its readers notice: the requests it sends while it is
 * being bound. Parsing of input into evdev events is not done here.
 */
interface HidDriver {
  /** Name as in sysfs. */
  String name();

  /** Runs in {@code hid_connect}, with the transport started and before hidraw appears. */
  void configure(HidDevice device);

  /** Runs at the end of the driver's probe. */
  void started(HidDevice device);

  /**
   * The driver that takes this device, by its group as in Linux 6.12. Devices for which the kernel
   * has a driver of their own are hid-generic here.
   */
  static HidDriver of(HidDevice device) {
    return device.group() == DeviceGroup.MULTITOUCH
            || device.group() == DeviceGroup.MULTITOUCH_WIN_8
        ? new MultitouchDriver()
        : new GenericDriver();
  }
}
