package io.github.hidbpf4j.hid.input;

import io.github.hidbpf4j.hid.descriptor.ReportType;

/** Reads feature reports of a device into their fields, and writes them. */
final class FeatureReader {
  private final ReportRequests requests;

  FeatureReader(ReportRequests requests) {
    this.requests = requests;
  }

  /**
   * GET_REPORT of a driver that uses the answer ({@code mt_get_feature}): its first byte must be
   * the id. Missing bytes of the answer are zero, whatever the kernel does with short input.
   */
  void read(MappedReport report) {
    byte[] answer = requests.get(ReportType.FEATURE, report.id());
    if (answer == null) {
      return;
    }
    byte[] buffer = java.util.Arrays.copyOf(answer, report.layout.length());
    int first = buffer.length == 0 ? 0 : buffer[0] & 0xff;
    if (first == report.id()) {
      take(report, buffer);
    }
  }

  /**
   * GET_REPORT while the device is probed ({@code hid_hw_request}): the answer takes the input
   * path, which is closed during the probe, so the fields do not change.
   */
  void request(MappedReport report) {
    byte[] _ = requests.get(ReportType.FEATURE, report.id());
  }

  /** SET_REPORT; returns whether the device accepts it. */
  boolean set(MappedReport report) {
    return requests.set(report.id());
  }

  private void take(MappedReport report, byte[] buffer) {
    int skip = report.id() == 0 ? 0 : 1;
    report.fetch(buffer, skip, buffer.length - skip);
    report.keepAll();
  }
}
