package io.github.hidbpf4j.testing.suite;

import java.util.List;

/**
 * The result of a test under one kernel.
 *
 * @param kernel name of the profile; "" if it concerns all of them
 * @param status how it ended
 * @param failures why it failed or was skipped, or what an update changed
 * @param nanos how long it took, in real time
 * @param verdicts a real kernel's verdicts on programs beside its profile's; empty if none was
 *     asked
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

  /** A result without compared verdicts. */
  public KernelResult(String kernel, Status status, List<Failure> failures, long nanos) {
    this(kernel, status, failures, nanos, List.of());
  }
}
