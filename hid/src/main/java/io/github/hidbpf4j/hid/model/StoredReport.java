package io.github.hidbpf4j.hid.model;

import io.github.hidbpf4j.hid.descriptor.ReportType;
import java.util.Arrays;

/**
 * A report stored in the device: GET_REPORT reads it, SET_REPORT replaces it, unless a rule says
 * otherwise.
 *
 * @param type its type
 * @param id its id, 0 if there are none
 * @param report its initial value, id included
 */
record StoredReport(ReportType type, int id, byte[] report) {
  @Override
  public boolean equals(Object other) {
    return other instanceof StoredReport that
        && type == that.type
        && id == that.id
        && Arrays.equals(report, that.report);
  }

  @Override
  public int hashCode() {
    return 31 * (31 * type.hashCode() + id) + Arrays.hashCode(report);
  }
}
