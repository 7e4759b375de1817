package io.github.hidbpf4j.testing.suite;

import io.github.hidbpf4j.kernel.event.EventSink;
import java.util.List;

/** Observes the runs of tests, several at a time. */
@FunctionalInterface
public interface RunWatcher {
  /** Observes none. */
  RunWatcher NONE = (test, kernel) -> List.of();

  /**
   * A run begins. A failed one may be repeated to find out why, and one with several seeds is run
   * for each.
   *
   * @param test name of the test
   * @param kernel name of the profile
   * @return sinks for the events of the run
   */
  List<EventSink> watch(String test, String kernel);
}
