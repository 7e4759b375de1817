package io.github.hidbpf4j.linux.sysfs;

import io.github.hidbpf4j.hid.device.HidDeviceInfo;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A HID device of the system at the time of the query. Strings that come from the device have
 * {@code ?} for control characters.
 *
 * @param id its name in sysfs, {@code 0003:046D:C077.0004}; the last part always increases, so no
 *     other device has it until the system restarts
 * @param bus bus type, as {@link HidDeviceInfo}
 * @param vendor 0 to 0xffffffff, unsigned, as is the product
 * @param version as in its input devices; 0 if it has none
 * @param country the code of its localization; usually 0
 * @param group the kernel's group, taken from the modalias: 1 generic, 4 multitouch…; 0 unknown
 * @param name what the device calls itself
 * @param phys where it is connected; empty if unknown
 * @param uniq its serial number; may be empty
 * @param driver the bound driver, {@code hid-generic}; null if there is none
 * @param descriptor the one that the driver uses; empty if the kernel rejected it
 * @param hidraw its node; null if it has none
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

  /** The folder of devices that processes create by {@code /dev/uhid}. */
  private static final String UHID_FOLDER = "/devices/virtual/misc/uhid/";

  /** Whether a process created it: it may be a clone or a Bluetooth Low Energy device. */
  public boolean isMadeByProcess() {
    return folder.toString().contains(UHID_FOLDER);
  }

  /** Whether it is a clone whose {@code phys} has this prefix, which a device cannot fake. */
  public boolean isClone(String prefix) {
    return isMadeByProcess() && phys.startsWith(prefix);
  }

  /** The event nodes of all its input devices. */
  public List<Path> eventNodes() {
    return inputs.stream().flatMap(input -> input.events().stream()).toList();
  }

  /** Its ids without the number, {@code 0003:046D:C077}. */
  public String ids() {
    return String.format(Locale.ROOT, "%04X:%04X:%04X", bus, vendor, product);
  }

  /** The HID core's view of it. */
  public HidDeviceInfo info() {
    return new HidDeviceInfo(name, phys, uniq, bus, vendor, product, version, country);
  }
}
