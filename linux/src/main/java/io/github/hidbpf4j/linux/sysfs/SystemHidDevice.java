package io.github.hidbpf4j.linux.sysfs;

import io.github.hidbpf4j.hid.device.HidDeviceInfo;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A HID device of the system at the moment when it was looked at. Strings that come from the device
 * have no control characters: those are {@code ?} here.
 *
 * @param id its name in sysfs, {@code 0003:046D:C077.0004}; the last part is counted up for ever,
 *     so no other device has it before the next start of the system
 * @param bus bus type, as {@link HidDeviceInfo}
 * @param vendor 0 to 0xffff…, unsigned, as product
 * @param version as its input devices tell it; 0 without one
 * @param country the code of its localization; mostly 0
 * @param group the kernel's group, of which the modalias tells: 1 generic, 4 multitouch…; 0 unknown
 * @param name what the device calls itself
 * @param phys where it is connected; empty when that is unknown
 * @param uniq its serial number; may be empty
 * @param driver that is bound, {@code hid-generic}; null without one
 * @param descriptor the one that the driver uses; empty when the kernel rejected it
 * @param hidraw its node; null without one
 * @param inputs its input devices
 * @param batteries its batteries
 * @param folder its own folder in sysfs, without links
 */
public record SystemHidDevice(
    String id,
    int bus,
    int vendor,
    int product,
    int version,
    int country,
    int group,
    String name,
    String phys,
    String uniq,
    @Nullable String driver,
    byte[] descriptor,
    @Nullable Path hidraw,
    List<SystemInput> inputs,
    List<SystemBattery> batteries,
    Path folder) {

  /** Below this folder are the devices that processes make, by {@code /dev/uhid}. */
  private static final String UHID_FOLDER = "/devices/virtual/misc/uhid/";

  /** Whether a process made it: a clone of somebody, or a Bluetooth Low Energy device. */
  public boolean isMadeByProcess() {
    return folder.toString().contains(UHID_FOLDER);
  }

  /** Whether it is a clone whose {@code phys} begins so; a device cannot pretend that by itself. */
  public boolean isClone(String prefix) {
    return isMadeByProcess() && phys.startsWith(prefix);
  }

  /** The event nodes of all its input devices. */
  public List<Path> eventNodes() {
    return inputs.stream().flatMap(input -> input.events().stream()).toList();
  }

  /** {@code 0003:046D:C077}, as devices are named by those that do not count. */
  public String ids() {
    return String.format(Locale.ROOT, "%04X:%04X:%04X", bus, vendor, product);
  }

  /** What it is to the HID core. */
  public HidDeviceInfo info() {
    return new HidDeviceInfo(name, phys, uniq, bus, vendor, product, version, country);
  }
}
