package io.github.hidbpf4j.hid.input;

import io.github.hidbpf4j.hid.descriptor.ReportType;
import org.jspecify.annotations.Nullable;

/**
 * How a device answers requests of the kernel's input layer: contact maximum and button type of
 * touch devices, resolution multipliers of wheels, batteries.
 */
public interface ReportRequests {
  /** A device that answers no GET_REPORT and takes every SET_REPORT. */
  ReportRequests UNREADABLE = (type, id) -> null;

  /**
   * GET_REPORT: the report as it travels (the id first if it has one), or null for an error.
   *
   * @param id 0 for a report without id
   */
  byte @Nullable [] get(ReportType type, int id);

  /** Whether the device takes a SET_REPORT of the feature report with this id. */
  default boolean set(int id) {
    return true;
  }
}
