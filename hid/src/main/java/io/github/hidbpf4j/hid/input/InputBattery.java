package io.github.hidbpf4j.hid.input;

import io.github.hidbpf4j.hid.descriptor.ReportType;

/**
 * The battery of a device, as the kernel's power supply class shows it. Its reports produce no
 * input events.
 */
public final class InputBattery {
  private static final int PAGE_DIGITIZER = 0x0d;

  private final ReportType type;
  private final int reportId;
  private final int offset;
  private final int minimum;
  private final int maximum;
  private final boolean asked;
  private int capacity = -1;
  private boolean reported;
  private boolean charging;

  InputBattery(ReportType type, MappedField field, boolean percent) {
    this.type = type;
    this.reportId = field.report.id();
    this.offset = 1 + field.field.bitOffset() / 8;
    this.minimum = percent ? 0 : field.minimum;
    this.maximum = percent ? 100 : field.maximum;
    // The battery of a pen is known only while the pen is present.
    this.asked = !(type == ReportType.INPUT && field.field.physical() == Usage.DG_STYLUS);
  }

  /** {@return the id of the report that carries its state, 0 if it has none} */
  public int reportId() {
    return reportId;
  }

  /**
   * Reads {@code capacity}.
   *
   * @param requests queried until a report has supplied it
   * @return the charge in percent (or the device's own number if its range makes no sense); -1 if
   *     unknown
   */
  public int capacity(ReportRequests requests) {
    if (!reported && asked) {
      byte[] report = requests.get(type, reportId);
      if (report == null || report.length <= offset) {
        return -1;
      }
      capacity = scale(report[offset] & 0xff);
    }
    return capacity;
  }

  /** {@return whether it is being charged} */
  public boolean isCharging() {
    return charging;
  }

  private int scale(int value) {
    return minimum < maximum && value >= minimum && value <= maximum
        ? (value - minimum) * 100 / (maximum - minimum)
        : value;
  }

  void report(int usage, int value) {
    if (usage == Usage.BAT_CHARGING) {
      charging = value != 0;
      return;
    }
    if (usage >>> 16 == PAGE_DIGITIZER && value == 0 || value < minimum || value > maximum) {
      return;
    }
    capacity = scale(value);
    reported = true;
  }
}
