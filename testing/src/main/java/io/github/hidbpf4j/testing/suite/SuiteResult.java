package io.github.hidbpf4j.testing.suite;

import java.util.List;

/**
 * What came of a suite.
 *
 * @param cases the tests that were run, in the suite's order
 * @param notRun how many were not, after a failure
 * @param nanos how long all took, of real time
 */
public record SuiteResult(List<CaseResult> cases, int notRun, long nanos) {
  /** Copies. */
  public SuiteResult {
    cases = List.copyOf(cases);
  }

  /** {@return how many tests ended so} */
  public long count(Status status) {
    return cases.stream().filter(c -> c.status() == status).count();
  }

  /** {@return whether something was run, all that there was, and nothing failed} */
  public boolean isSuccess() {
    return notRun == 0
        && count(Status.FAILED) == 0
        && count(Status.PASSED) + count(Status.UPDATED) > 0;
  }
}
