package io.github.hidbpf4j.hid.device;

import io.github.hidbpf4j.hid.HidException;
import io.github.hidbpf4j.hid.recording.RecordedDevice;

/**
 * The data with which a device is created, as in uhid's {@code UHID_CREATE2}. Strings are UTF-8 and
 * truncated to the kernel's fields: 127 bytes of name, 63 of phys and uniq.
 *
 * @param bus bus type: 3 USB, 5 Bluetooth, 6 virtual, 0x18 I²C, 0 to 0xffff
 * @param vendor vendor id, unsigned
 * @param product product id, unsigned
 * @param version device version, unsigned
 * @param country country code, unsigned
 */
public record HidDeviceInfo(
    String name,
    String phys,
    String uniq,
    int bus,
    int vendor,
    int product,
    int version,
    int country) {

  /** Bus type of USB. */
  public static final int BUS_USB = 0x03;

  /** Bus type of Bluetooth. */
  public static final int BUS_BLUETOOTH = 0x05;

  /** Checks the bus. */
  public HidDeviceInfo {
    if (bus < 0 || bus > 0xffff) {
      throw new HidException(
          "device " + name + ": bus 0x" + Integer.toHexString(bus) + ", expected 0 to 0xffff");
    }
  }

  /** The device of a recording; bus, vendor and product are 0 if not recorded. */
  public static HidDeviceInfo of(RecordedDevice device) {
    return new HidDeviceInfo(
        device.name(), device.phys(), "", device.bus(), device.vendor(), device.product(), 0, 0);
  }

  /** A device without phys, uniq, version and country. */
  public static HidDeviceInfo of(String name, int bus, int vendor, int product) {
    return new HidDeviceInfo(name, "", "", bus, vendor, product, 0, 0);
  }
}
