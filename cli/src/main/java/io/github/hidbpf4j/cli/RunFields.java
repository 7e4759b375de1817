package io.github.hidbpf4j.cli;

import io.github.hidbpf4j.hid.report.DecodedReport;
import io.github.hidbpf4j.hid.report.ReportDiff;
import java.util.ArrayList;
import java.util.List;

/** A report in words: what of it is not at rest. */
final class RunFields {
  private RunFields() {}

  /**
   * {@code Button 1 1, Wheel -1}: the usages whose value is not 0; beyond {@code most} only
   * counted.
   */
  static String nonZero(DecodedReport report, int most) {
    List<String> parts = new ArrayList<>();
    int more = 0;
    for (ReportDiff.Change c : ReportDiff.between(null, report)) {
      if (c.after() == null || c.after().equals("0") || c.usage() == 0) {
        continue;
      }
      if (parts.size() < most) {
        parts.add(c.label() + " " + c.after());
      } else {
        more++;
      }
    }
    if (more > 0) {
      parts.add(more + " more");
    }
    return String.join(", ", parts);
  }
}
