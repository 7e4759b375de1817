package io.github.hidbpf4j.hid.model;

import io.github.hidbpf4j.hid.descriptor.ReportType;
import java.util.Arrays;

/**
 * A report that the device keeps: GET_REPORT reads it, SET_REPORT replaces it, where no rule says
 * otherwise.
 *
 * @param type its type
 * @param id its id, 0 when there are none
 * @param report its first value, id included
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
