package io.github.hidbpf4j.linux.sysfs;

import io.github.hidbpf4j.linux.call.DeviceText;
import java.util.List;

/**
 * What the {@code uevent} attribute of a HID device says (Linux 6.12 {@code hid_uevent} in {@code
 * drivers/hid/hid-core.c}): lines {@code HID_NAME=}, {@code HID_PHYS=}, {@code HID_UNIQ=} and
 * others. Names and serial numbers are the device's own and may have line breaks, and after them
 * anything, so a line that is there twice may be forged: then it is unknown, but for the name, of
 * which the first line is the device's own.
 */
record HidProperties(String name, String phys, String uniq) {
  static HidProperties parse(String uevent) {
    List<String> lines = List.of(uevent.split("\n", -1));
    return new HidProperties(
        values(lines, "HID_NAME=").stream().findFirst().orElse(""),
        onlyOne(values(lines, "HID_PHYS=")),
        onlyOne(values(lines, "HID_UNIQ=")));
  }

  private static List<String> values(List<String> lines, String key) {
    return lines.stream()
        .filter(line -> line.startsWith(key))
        .map(line -> DeviceText.printable(line.substring(key.length())))
        .toList();
  }

  private static String onlyOne(List<String> values) {
    return values.size() == 1 ? values.getFirst() : "";
  }
}
