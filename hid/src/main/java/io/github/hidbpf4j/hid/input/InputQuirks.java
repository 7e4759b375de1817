package io.github.hidbpf4j.hid.input;

import io.github.hidbpf4j.hid.HidException;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Quirks of single devices that affect the input layer ({@code HID_QUIRK_*}). */
final class InputQuirks {
  enum Quirk {
    /** One input device per report id. */
    MULTI_INPUT,
    /** X and Y of a pad that declares a wrong range go from 0 to 255. */
    BADPAD,
    /** A usage whose code is taken gets the next free one. */
    INCREMENT_USAGE_ON_DUPLICATE,
    /** Output reports create no input devices. */
    SKIP_OUTPUT_REPORTS,
    /** Features are not read. */
    NO_INIT_REPORTS,
    /** Input devices are created regardless of the application collections. */
    HIDINPUT_FORCE,
    /** X is inverted. */
    X_INVERT,
    /** Y is inverted. */
    Y_INVERT
  }

  private static final Map<String, Set<Quirk>> BY_ID = new HashMap<>();

  static {
    TableResource.read(
        "input-quirks.tsv",
        row -> {
          Set<Quirk> quirks = EnumSet.noneOf(Quirk.class);
          for (String quirk : row[3].split(",", -1)) {
            quirks.add(Quirk.valueOf(quirk));
          }
          BY_ID.put(row[0] + " " + row[1] + " " + row[2], quirks);
        });
  }

  private InputQuirks() {}

  static Set<Quirk> of(InputId id) {
    String bus = busName(id.bus());
    String vendor = "%s %04x ".formatted(bus, id.vendor());
    Set<Quirk> quirks = BY_ID.get(vendor + "%04x".formatted(id.product()));
    if (quirks == null) {
      quirks = BY_ID.get(vendor + "*");
    }
    return quirks == null ? EnumSet.noneOf(Quirk.class) : EnumSet.copyOf(quirks);
  }

  /** The name of a bus in the tables. */
  static String busName(int bus) {
    return switch (bus) {
      case 0x03 -> "usb";
      case 0x05 -> "bluetooth";
      case 0x18 -> "i2c";
      default -> "0x" + Integer.toHexString(bus).toLowerCase(Locale.ROOT);
    };
  }

  /** A number in the tables, or -1 for any. */
  static int number(String column) {
    if (column.equals("*")) {
      return -1;
    }
    try {
      return Integer.parseInt(column, 16);
    } catch (NumberFormatException e) {
      throw new HidException("table of devices: id " + column + ", expected hex or *", e);
    }
  }
}
