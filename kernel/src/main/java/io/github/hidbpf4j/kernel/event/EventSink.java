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
    };
  }
}
