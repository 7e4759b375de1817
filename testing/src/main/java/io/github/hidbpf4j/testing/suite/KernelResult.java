package io.github.hidbpf4j.testing.suite;

import java.util.List;

/**
 * What came of a test under one kernel.
 *
 * @param kernel name of the profile; "" for what concerns all of them
 * @param status how it ended
 * @param failures why, where it failed or was skipped; what changed, where it was updated
 * @param nanos how long it took, of real time
 * @param verdicts what a real kernel says of programs, beside its profile's verdicts; none where
 *     none was asked
 */
public record KernelResult(
    String kernel,
    Status status,
    List<Failure> failures,
    long nanos,
    List<ComparedVerdict> verdicts) {
  /** Copies. */
  public KernelResult {
    failures = List.copyOf(failures);
    verdicts = List.copyOf(verdicts);
  }

  /** One under which no verdicts were compared. */
  public KernelResult(String kernel, Status status, List<Failure> failures, long nanos) {
    this(kernel, status, failures, nanos, List.of());
  }
}
