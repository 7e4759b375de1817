package io.github.hidbpf4j.hid.report;

import io.github.hidbpf4j.hid.descriptor.ReportDescriptor;
import io.github.hidbpf4j.hid.descriptor.ReportLayout;
import io.github.hidbpf4j.hid.descriptor.ReportType;

/** The results of {@link MeaningComparison}, computed by decoding each report twice. */
final class MeaningByDecoding {
  private MeaningByDecoding() {}

  static boolean isSame(
      ReportDescriptor own, ReportDescriptor inUse, ReportType type, byte[] report) {
    ReportLayout a = own.reportOf(type, report);
    ReportLayout b = inUse.reportOf(type, report);
    if (a == null || b == null) {
      return a == null && b == null;
    }
    DecodedReport before = new ReportDecoder(own).decode(type, report);
    DecodedReport after = new ReportDecoder(inUse).decode(type, report);
    boolean sameElements =
        new ReportUsages(before).counts().equals(new ReportUsages(after).counts());
    if (!sameElements && own.isNumbered(type) == inUse.isNumbered(type)) {
      return false;
    }
    return ReportDiff.between(before, after).stream().allMatch(ReportDiff.Change::padding);
  }
}
