package io.github.hidbpf4j.kernel.event;

import io.github.hidbpf4j.kernel.finding.Finding;
import java.util.function.Consumer;

/**
 * Takes events as they occur. Called in the middle of what it hears of, by the thread that does it,
 * one event at a time; must not call back into the kernel and must not wait.
 */
@FunctionalInterface
public interface EventSink {
  /** Takes an event. */
  void event(KernelEvent event);

  /**
   * Whether it takes nothing but findings. Where all sinks do so, nothing is made of what else
   * happens.
   */
  default boolean isForFindingsOnly() {
    return false;
  }

  /** Takes findings only; the same one may come many times. */
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
    };
  }
}
