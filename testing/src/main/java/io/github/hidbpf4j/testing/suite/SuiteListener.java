package io.github.hidbpf4j.testing.suite;

/** Hears of a suite while it runs: one call at a time, tests in the suite's order. */
public interface SuiteListener {
  /** It begins, with so many tests. */
  default void started(int tests) {}

  /** A test is over. */
  default void finished(CaseResult result) {}

  /** All is over. */
  default void finished(SuiteResult result) {}
}
