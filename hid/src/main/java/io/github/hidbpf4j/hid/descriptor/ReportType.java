package io.github.hidbpf4j.hid.descriptor;

import io.github.hidbpf4j.hid.HidException;
import java.util.Locale;

/**
 * The three kinds of report. Two different numberings are in use: the HID core, hidraw and HID-BPF
 * count input, output, feature from 0; {@code /dev/uhid} counts feature, output, input.
 *
 * <p>Source: Linux 6.12, {@code enum hid_report_type} in {@code include/linux/hid.h} and {@code
 * enum uhid_report_type} in {@code include/uapi/linux/uhid.h}.
 */
public enum ReportType {
  /** From the device to the host. */
  INPUT,
  /** From the host to the device. */
  OUTPUT,
  /** Both ways, on request. */
  FEATURE;

  /** The types in the order of the HID core. */
  private static final ReportType[] BY_CORE = values();

  /** Number of types. */
  public static final int COUNT = BY_CORE.length;

  /** {@return the number in the HID core, hidraw and HID-BPF: input 0, output 1, feature 2} */
  public int coreNumber() {
    return ordinal();
  }

  /** {@return the number in uhid events: feature 0, output 1, input 2} */
  public int uhidNumber() {
    return COUNT - 1 - ordinal();
  }

  /**
   * {@return the type with this number in the HID core}
   *
   * @param number 0 (input) to 2 (feature)
   * @throws HidException for any other number
   */
  public static ReportType ofCoreNumber(int number) {
    if (number < 0 || number >= COUNT) {
      throw new HidException("report type " + number + ": expected 0 (input) to 2 (feature)");
    }
    return BY_CORE[number];
  }

  /**
   * {@return the type with this number in uhid events}
   *
   * @param number 0 (feature) to 2 (input)
   * @throws HidException for any other number
   */
  public static ReportType ofUhidNumber(int number) {
    if (number < 0 || number >= COUNT) {
      throw new HidException("uhid report type " + number + ": expected 0 (feature) to 2 (input)");
    }
    return BY_CORE[COUNT - 1 - number];
  }

  /** {@return the lower-case name, for output} */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
