package io.github.hidbpf4j.kernel.replay;

import io.github.hidbpf4j.kernel.event.OutcomeView;

/**
 * Receives the outcome of reports from a {@link ReportGatherer}. Arguments are valid during the
 * call only.
 */
public interface ReportListener {
  /** A report of the device is over, with all that came of it at once. */
  void report(GatheredReport report);

  /** A program injected a report, not in the middle of one of the device, and a reader got it. */
  void injected(long micros, GatheredReport.Output output);

  /**
   * A program injected a report, and no reader got it: {@link ReportGatherer#reason} says why. Of
   * the device's own reports the drop is told with them.
   */
  void injectionDropped(OutcomeView dropped);
}
