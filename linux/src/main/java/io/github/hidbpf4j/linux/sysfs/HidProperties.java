package io.github.hidbpf4j.linux.sysfs;

import io.github.hidbpf4j.linux.call.DeviceText;
import java.util.List;

/**
 * What the {@code uevent} attribute of a HID device says (Linux 6.12 {@code hid_uevent} in {@code
 * drivers/hid/hid-core.c}): lines {@code HID_NAME=}, {@code HID_PHYS=}, {@code HID_UNIQ=} and
 * others. Names and serial numbers come from the device and may contain line breaks followed by
 * anything, so a line that occurs twice may be forged: its value is then unknown, except for the
 * name, whose first line is the genuine one.
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
