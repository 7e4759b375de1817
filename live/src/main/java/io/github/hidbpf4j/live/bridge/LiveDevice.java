package io.github.hidbpf4j.live.bridge;

import io.github.hidbpf4j.hid.descriptor.DeviceGroup;
import io.github.hidbpf4j.hid.device.HidDeviceInfo;
import io.github.hidbpf4j.hid.recording.RecordedDevice;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A device that is present, as described by sysfs.
 *
 * @param sysfsName its directory in {@code /sys/bus/hid/devices}: {@code BBBB:VVVV:PPPP.IIII}
 * @param info its ids and strings
 * @param driver name of the bound driver; "" if there is none
 * @param descriptor the report descriptor in use, after the driver's own fixup; empty without
 *     driver
 * @param hidraw its hidraw node; null if it has none
 * @param inputs its event nodes
 * @param battery whether the kernel shows a battery for it
 */
public record LiveDevice(
    String sysfsName,
    HidDeviceInfo info,
    String driver,
    byte[] descriptor,
    @Nullable Path hidraw,
    List<Path> inputs,
    boolean battery) {
  /** Copies the list. */
  public LiveDevice {
    inputs = List.copyOf(inputs);
  }

  /** The device as in a recording of it alone. */
  public RecordedDevice recorded() {
    return recorded(0);
  }

  /** The device as in a recording of several, with this index. */
  public RecordedDevice recorded(int index) {
    return new RecordedDevice(
        index, info.name(), info.phys(), info.bus(), info.vendor(), info.product(), descriptor);
  }

  /** The group that the HID core assigns it to. */
  public DeviceGroup group() {
    return DeviceGroup.scan(descriptor, info.vendor(), info.product());
  }

  /** {@code BBBB:VVVV:PPPP.IIII (name)}. */
  @Override
  public String toString() {
    return "%s (%s)".formatted(sysfsName, info.name());
  }
}
