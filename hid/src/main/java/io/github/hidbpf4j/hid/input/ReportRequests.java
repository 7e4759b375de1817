package io.github.hidbpf4j.hid.input;

import io.github.hidbpf4j.hid.descriptor.ReportType;
import org.jspecify.annotations.Nullable;

/**
 * How a device answers requests of the kernel's input layer: contact maximum and button type of
 * touch devices, resolution multipliers of wheels, batteries.
 */
public interface ReportRequests {
  /** A device that answers no GET_REPORT and accepts every SET_REPORT. */
  ReportRequests UNREADABLE = (type, id) -> null;

  /**
   * Answers a GET_REPORT.
   *
   * @param type type of the report
   * @param id 0 for a report without id
   * @return the report as transferred (id byte first if it has one); null for an error
   */
  byte @Nullable [] get(ReportType type, int id);

  /**
   * Answers a SET_REPORT of a feature report.
   *
   * @param id id of the report, 0 if it has none
   * @return whether the device accepts it
   */
  default boolean set(int id) {
    return true;
  }
}
