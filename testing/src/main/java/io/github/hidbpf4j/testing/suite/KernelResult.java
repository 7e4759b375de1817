package io.github.hidbpf4j.testing.suite;

import java.util.List;

/**
 * What came of a test under one kernel.
 *
 * @param kernel name of the profile; "" for what concerns all of them
 * @param status how it ended
 * @param failures why, where it failed or was skipped; what changed, where it was updated
 * @param nanos how long it took, of real time
 */
public record KernelResult(String kernel, Status status, List<Failure> failures, long nanos) {
  /** Copies. */
  public KernelResult {
    failures = List.copyOf(failures);
  }
}
