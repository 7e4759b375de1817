package io.github.hidbpf4j.testing.suite;

/** Receives the progress of a suite: one call at a time, with tests in the suite's order. */
public interface SuiteListener {
  /** The suite begins, with this many tests. */
  default void started(int tests) {}

  /** A test has ended. */
  default void finished(CaseResult result) {}

  /** The suite has ended. */
  default void finished(SuiteResult result) {}
}
