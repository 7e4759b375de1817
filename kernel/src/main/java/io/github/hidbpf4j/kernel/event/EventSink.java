package io.github.hidbpf4j.kernel.event;

import io.github.hidbpf4j.kernel.finding.Finding;
import java.util.function.Consumer;

/**
 * Receives events as they occur, on the thread that causes them, one at a time. Must not call back
 * into the kernel and must not block.
 */
@FunctionalInterface
public interface EventSink {
  /**
   * Receives an event.
   *
   * @param event what happened
   */
  void event(KernelEvent event);

  /**
   * {@return whether this sink handles {@link #sent} and {@link #outcome}} Called at the first
   * report; a sink that returns false gets neither from then on.
   */
  default boolean wantsReports() {
    return true;
  }

  /**
   * A device sends a report. A sink that does not override this method gets a {@link
   * DeviceEvent.ReportSent} created for it; one that does reads the same data from reused memory,
   * so that nothing is allocated. It may still get such events through {@link #event}, from
   * producers that have them at hand.
   *
   * @param report the report; valid only during the call
   */
  default void sent(SentView report) {
    event(report.event());
  }

  /**
   * The processing of a report ends. A sink that does not override this method gets an {@link
   * InputOutcome}, as for {@link #sent}.
   *
   * @param report its outcome; valid only during the call
   */
  default void outcome(OutcomeView report) {
    event(report.event());
  }

  /**
   * {@return whether this sink accepts only findings} If all sinks do, no other events are created.
   */
  default boolean isForFindingsOnly() {
    return false;
  }

  /**
   * {@return whether this sink handles {@link ProgramEvent.RunBegan} and {@link
   * ProgramEvent.RunEnded} of hooks} If no sink does, they are not created, and their runs have no
   * numbers.
   */
  default boolean wantsHookRuns() {
    return true;
  }

  /**
   * Creates a sink that receives only findings; the same one may occur many times.
   *
   * @param findings called for each finding
   * @return the sink
   */
  static EventSink ofFindings(Consumer<Finding> findings) {
    return new EventSink() {
      @Override
      public void event(KernelEvent event) {
        if (event instanceof ProgramEvent.Found found) {
          findings.accept(found.finding());
        }
      }

      @Override
      public boolean isForFindingsOnly() {
        return true;
      }

      @Override
      public boolean wantsHookRuns() {
        return false;
      }

      @Override
      public boolean wantsReports() {
        return false;
      }
    };
  }
}
