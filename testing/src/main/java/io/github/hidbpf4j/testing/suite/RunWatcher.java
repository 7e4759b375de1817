package io.github.hidbpf4j.testing.suite;

import io.github.hidbpf4j.kernel.event.EventSink;
import java.util.List;

/** Observes the runs of tests, several at a time. */
@FunctionalInterface
public interface RunWatcher {
  /** Looks at none. */
  RunWatcher NONE = (test, kernel) -> List.of();

  /**
   * A run begins. One that failed may be run again to say why, and one with several seeds is run
   * for each.
   *
   * @param test name of the test
   * @param kernel name of the profile
   * @return sinks for the events of the run
   */
  List<EventSink> watch(String test, String kernel);
}
