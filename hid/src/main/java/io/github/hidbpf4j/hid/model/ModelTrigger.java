package io.github.hidbpf4j.hid.model;

import io.github.hidbpf4j.hid.descriptor.ReportType;
import org.jspecify.annotations.Nullable;

/** What triggers a rule of a device model. Times are nanoseconds. */
sealed interface ModelTrigger {
  /** Stands for every report id. */
  int ANY_ID = -1;

  /**
   * GET_REPORT.
   *
   * @param type null for any
   * @param id 0 to 255, or {@link #ANY_ID}
   */
  record Get(@Nullable ReportType type, int id) implements ModelTrigger {}

  /** SET_REPORT with a report that matches; type and id as for {@link Get}. */
  record Set(@Nullable ReportType type, int id, BytePattern report) implements ModelTrigger {}

  /** An output report on the interrupt channel. */
  record Output(BytePattern report) implements ModelTrigger {}

  /** The recording has a report for the device to send. */
  record Recorded(BytePattern report) implements ModelTrigger {}

  /** The first reader opens the device. */
  record Open() implements ModelTrigger {}

  /** The last reader closes it. */
  record Close() implements ModelTrigger {}

  /** The state is entered. */
  record Enter() implements ModelTrigger {}

  /** The device has been in the state for this long. */
  record After(long nanos) implements ModelTrigger {}

  /** Periodically in the state, first after one period. */
  record Every(long nanos) implements ModelTrigger {}

  /** There was no traffic in either direction for this long. */
  record Idle(long nanos) implements ModelTrigger {}
}
