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
   * {@return whether this sink looks at {@link #sent} and {@link #outcome}} Asked when the first
   * report comes; a sink that says no gets neither from then on.
   */
  default boolean wantsReports() {
    return true;
  }

  /**
   * A device sends a report. A sink that leaves this method as it is gets a {@link
   * DeviceEvent.ReportSent}, which is made for it; one that overrides it reads the same from memory
   * that is used again, so that nothing is allocated. It may still get such events by {@link
   * #event}, from whoever has them at hand.
   *
   * @param report what it sends; valid during the call only
   */
  default void sent(SentView report) {
    event(report.event());
  }

  /**
   * The processing of a report ends. A sink that leaves this method as it is gets an {@link
   * InputOutcome}; as for {@link #sent}.
   *
   * @param report what became of it; valid during the call only
   */
  default void outcome(OutcomeView report) {
    event(report.event());
  }

  /**
   * {@return whether this sink accepts findings only} If all sinks do, no other events are created.
   */
  default boolean isForFindingsOnly() {
    return false;
  }

  /**
   * {@return whether this sink looks at {@link ProgramEvent.RunBegan} and {@link
   * ProgramEvent.RunEnded} of hooks} If no sink does, they are not created, and their runs have no
   * numbers.
   */
  default boolean wantsHookRuns() {
    return true;
  }

  /**
   * Makes a sink that receives findings only; the same one may occur many times.
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
