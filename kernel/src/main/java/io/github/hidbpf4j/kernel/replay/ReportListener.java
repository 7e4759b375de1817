package io.github.hidbpf4j.kernel.replay;

import io.github.hidbpf4j.kernel.event.OutcomeView;

/**
 * Receives the outcome of reports from a {@link ReportGatherer}. Arguments are valid only during
 * the call.
 */
public interface ReportListener {
  /** A report of the device and its immediate results are complete. */
  void report(GatheredReport report);

  /** A program injected a report, outside of any report of the device, and a reader got it. */
  void injected(long micros, GatheredReport.Output output);

  /**
   * A program injected a report, and no reader got it: {@link ReportGatherer#reason} says why.
   * Drops of the device's own reports are reported with them.
   */
  void injectionDropped(OutcomeView dropped);
}
