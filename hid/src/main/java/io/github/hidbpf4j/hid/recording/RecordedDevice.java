package io.github.hidbpf4j.hid.recording;

import io.github.hidbpf4j.hid.descriptor.DescriptorException;
import io.github.hidbpf4j.hid.descriptor.DeviceGroup;
import io.github.hidbpf4j.hid.descriptor.ReportDescriptor;
import java.util.Arrays;

/**
 * A device of a recording.
 *
 * @param index its number in {@code D:} lines
 * @param name name; empty if not recorded
 * @param phys physical path; empty if not recorded
 * @param bus bus type such as 3 for USB, 5 for Bluetooth; 0 if not recorded
 * @param vendor vendor id; 0 if not recorded
 * @param product product id; 0 if not recorded
 * @param descriptor bytes of the report descriptor, as recorded: not necessarily valid, since a
 *     program may be meant to repair it
 */
public record RecordedDevice(
    int index, String name, String phys, int bus, int vendor, int product, byte[] descriptor) {
  /**
   * Parses the descriptor.
   *
   * @return the parsed descriptor
   * @throws DescriptorException if the HID core would refuse it
   */
  public ReportDescriptor parseDescriptor() {
    return ReportDescriptor.parse(descriptor);
  }

  /** {@return whether the recording gives the bus, vendor and product of the device} */
  public boolean hasIds() {
    return (bus | vendor | product) != 0;
  }

  /**
   * Replaces the ids.
   *
   * @param newBus bus type, such as 3 for USB
   * @param newVendor vendor id
   * @param newProduct product id
   * @return a copy with these ids
   */
  public RecordedDevice withIds(int newBus, int newVendor, int newProduct) {
    return new RecordedDevice(index, name, phys, newBus, newVendor, newProduct, descriptor);
  }

  /** {@return the device's group in the HID core} */
  public DeviceGroup group() {
    return DeviceGroup.scan(descriptor, vendor, product);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof RecordedDevice that
        && index == that.index
        && name.equals(that.name)
        && phys.equals(that.phys)
        && bus == that.bus
        && vendor == that.vendor
        && product == that.product
        && Arrays.equals(descriptor, that.descriptor);
  }

  @Override
  public int hashCode() {
    return 31 * index + Arrays.hashCode(descriptor);
  }

  @Override
  public String toString() {
    return hasIds()
        ? "%d: %04x:%04x:%04x %s".formatted(index, bus, vendor, product, name)
        : "%d: no ids %s".formatted(index, name).stripTrailing();
  }
}
