package io.github.hidbpf4j.live.bridge;

import io.github.hidbpf4j.hid.descriptor.ReportDescriptor;
import io.github.hidbpf4j.hid.descriptor.ReportLayout;
import io.github.hidbpf4j.hid.descriptor.ReportType;
import org.jspecify.annotations.Nullable;

/**
 * Adjusts the first byte of output reports. Reports that the kernel starts itself (LEDs of a
 * keyboard) reach uhid with their declared length, without the leading byte that means "no report
 * id" in hidraw; reports of hidraw's users have it, and hidraw always requires it (Linux 6.12
 * {@code drivers/hid/hid-input.c}, {@code drivers/hid/hidraw.c}).
 */
final class OutputFraming {
  private OutputFraming() {}

  /**
   * Converts an output report from uhid to hidraw's form.
   *
   * @param reports the descriptor of the device that it was sent to; null if it does not parse
   */
  static byte[] forHidraw(@Nullable ReportDescriptor reports, byte[] report) {
    if (reports == null || reports.isNumbered(ReportType.OUTPUT)) {
      return report;
    }
    ReportLayout declared = reports.report(ReportType.OUTPUT, 0);
    if (declared == null || report.length != declared.length()) {
      return report;
    }
    byte[] with = new byte[report.length + 1];
    System.arraycopy(report, 0, with, 1, report.length);
    return with;
  }
}
