package io.github.hidbpf4j.testing.suite;

import java.util.List;

/**
 * The results of a suite.
 *
 * @param cases the tests that were run, in the suite's order
 * @param notRun how many were not run because of a failure
 * @param nanos how long everything took, in real time
 */
public record SuiteResult(List<CaseResult> cases, int notRun, long nanos) {
  /** Copies. */
  public SuiteResult {
    cases = List.copyOf(cases);
  }

  /** {@return how many tests have this status} */
  public long count(Status status) {
    return cases.stream().filter(c -> c.status() == status).count();
  }

  /** {@return whether at least one test was run, none was left out, and none failed} */
  public boolean isSuccess() {
    return notRun == 0
        && count(Status.FAILED) == 0
        && count(Status.PASSED) + count(Status.UPDATED) > 0;
  }
}
