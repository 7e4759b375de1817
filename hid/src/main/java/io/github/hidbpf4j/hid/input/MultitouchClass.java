package io.github.hidbpf4j.hid.input;

import io.github.hidbpf4j.hid.HidException;
import io.github.hidbpf4j.hid.descriptor.DeviceGroup;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How {@code hid-multitouch} treats a device: by its group, or by its ids if it is known to need
 * special treatment ({@code MT_CLS_*}, Linux 6.12.117).
 *
 * @param name the kernel's name, without {@code MT_CLS_}
 * @param quirks its quirks
 * @param moveRatio ratio of an axis' range to its noise; 0 for no noise
 * @param widthRatio the same for widths
 * @param heightRatio the same for heights
 * @param pressureRatio the same for pressure
 * @param maxContacts maximum number of contacts; 0 for the device's own
 * @param indirect whether it is a touchpad regardless of its descriptor
 * @param exportsAll whether collections other than touch count, too
 * @param byGroup whether it was chosen only by group
 * @param perApplication whether input devices are created per application, not per report id
 */
record MultitouchClass(
    String name,
    Set<Quirk> quirks,
    int moveRatio,
    int widthRatio,
    int heightRatio,
    int pressureRatio,
    int maxContacts,
    boolean indirect,
    boolean exportsAll,
    boolean byGroup,
    boolean perApplication) {
  /** {@code MT_QUIRK_*} that affect events. */
  enum Quirk {
    NOT_SEEN_MEANS_UP,
    SLOT_IS_CONTACTID,
    CYPRESS,
    SLOT_IS_CONTACTNUMBER,
    ALWAYS_VALID,
    VALID_IS_INRANGE,
    VALID_IS_CONFIDENCE,
    CONFIDENCE,
    SLOT_IS_CONTACTID_MINUS_ONE,
    NO_AREA,
    IGNORE_DUPLICATES,
    HOVERING,
    CONTACT_CNT_ACCURATE,
    FORCE_GET_FEATURE,
    FIX_CONST_CONTACT_ID,
    TOUCH_SIZE_SCALING,
    STICKY_FINGERS,
    ASUS_CUSTOM_UP,
    WIN8_PTP_BUTTONS,
    SEPARATE_APP_REPORT,
    FORCE_MULTI_INPUT,
    DISABLE_WAKEUP,
    YOGABOOK9I
  }

  private record Device(String name, String bus, String group, int vendor, int product) {
    boolean matches(InputId id, DeviceGroup of) {
      return (bus.equals("*") || bus.equals(InputQuirks.busName(id.bus())))
          && (group.equals("*") || group.equals(of.name().toLowerCase(Locale.ROOT)))
          && (vendor < 0 || vendor == id.vendor())
          && (product < 0 || product == id.product());
    }
  }

  private static final Map<String, MultitouchClass> CLASSES = new HashMap<>();
  private static final List<Device> DEVICES = new ArrayList<>();

  static {
    TableResource.read("multitouch-classes.tsv", MultitouchClass::addClass);
    TableResource.read(
        "multitouch-devices.tsv",
        row ->
            DEVICES.add(
                new Device(
                    row[0],
                    row[1],
                    row[2],
                    InputQuirks.number(row[3]),
                    InputQuirks.number(row[4]))));
  }

  private static void addClass(String[] row) {
    Set<Quirk> quirks = EnumSet.noneOf(Quirk.class);
    for (String quirk : row[1].split(",", -1)) {
      quirks.add(Quirk.valueOf(quirk));
    }
    List<String> marks = List.of(row[7].split(",", -1));
    CLASSES.put(
        row[0],
        new MultitouchClass(
            row[0],
            quirks,
            Integer.parseInt(row[2]),
            Integer.parseInt(row[3]),
            Integer.parseInt(row[4]),
            Integer.parseInt(row[5]),
            Integer.parseInt(row[6]),
            marks.contains("indirect"),
            marks.contains("all"),
            false,
            false));
  }

  /** The class of a device; null if {@code hid-multitouch} does not match it. */
  static @Nullable MultitouchClass of(InputId id, DeviceGroup group) {
    for (Device device : DEVICES) {
      if (device.matches(id, group)) {
        return named(device.name()).chosen(device);
      }
    }
    return null;
  }

  private static MultitouchClass named(String name) {
    MultitouchClass found = CLASSES.get(name);
    if (found == null) {
      throw new HidException("multitouch-classes.tsv: no class " + name);
    }
    return found;
  }

  private MultitouchClass chosen(Device device) {
    boolean windows8 = device.group().equals("multitouch_win_8");
    return new MultitouchClass(
        name,
        quirks,
        moveRatio,
        widthRatio,
        heightRatio,
        pressureRatio,
        maxContacts,
        indirect,
        exportsAll,
        device.vendor() < 0 && device.product() < 0,
        windows8 && !has(Quirk.FORCE_MULTI_INPUT));
  }

  boolean has(Quirk quirk) {
    return quirks.contains(quirk);
  }

  /** Whether a confidence usage enables palm reports. */
  boolean reportsPalms() {
    return switch (name) {
      case "WIN_8",
          "WIN_8_FORCE_MULTI_INPUT",
          "WIN_8_FORCE_MULTI_INPUT_NSMU",
          "WIN_8_DISABLE_WAKEUP" ->
          true;
      default -> false;
    };
  }
}
