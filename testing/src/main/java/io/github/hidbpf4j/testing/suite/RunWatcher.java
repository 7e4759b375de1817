package io.github.hidbpf4j.testing.suite;

import io.github.hidbpf4j.kernel.event.EventSink;
import java.util.List;

/** Looks on at the runs of tests, several of which may go on at a time. */
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
   * @return who is to be told of what happens in it
   */
  List<EventSink> watch(String test, String kernel);
}
