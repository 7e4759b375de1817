package io.github.hidbpf4j.live.bridge;

import io.github.hidbpf4j.hid.descriptor.ReportDescriptor;
import io.github.hidbpf4j.hid.descriptor.ReportLayout;
import io.github.hidbpf4j.hid.descriptor.ReportType;
import org.jspecify.annotations.Nullable;

/**
 * The first byte of output reports. Those that the kernel starts itself (LEDs of a keyboard) come
 * to uhid as long as declared, without the byte in front that stands for "no report id" in hidraw;
 * those of hidraw's users have it, and hidraw always wants it (Linux 6.12 {@code
 * drivers/hid/hid-input.c}, {@code drivers/hid/hidraw.c}).
 */
final class OutputFraming {
  private OutputFraming() {}

  /**
   * An output report of uhid as hidraw takes it.
   *
   * @param reports the descriptor of the device that it was sent to; null when it does not parse
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
