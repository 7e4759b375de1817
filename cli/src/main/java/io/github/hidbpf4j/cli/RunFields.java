package io.github.hidbpf4j.cli;

import io.github.hidbpf4j.hid.report.DecodedReport;
import io.github.hidbpf4j.kernel.trace.ReportText;

/** A report in words: what of it is not at rest. */
final class RunFields {
  private RunFields() {}

  /**
   * {@code Button 1 1, Wheel -1}: the usages whose value is not 0; beyond {@code most} only
   * counted.
   */
  static String nonZero(DecodedReport report, int most) {
    return ReportText.nonZero(report, most);
  }
}
