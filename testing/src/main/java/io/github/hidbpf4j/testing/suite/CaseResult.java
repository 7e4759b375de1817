package io.github.hidbpf4j.testing.suite;

import java.nio.file.Path;
import java.util.List;

/**
 * What came of a test.
 *
 * @param name of the test: its folder, its recording or scenario, its object
 * @param file the recording, the scenario or the object
 * @param kernels the result under each kernel, at least one
 */
public record CaseResult(String name, Path file, List<KernelResult> kernels) {
  /** Copies. */
  public CaseResult {
    kernels = List.copyOf(kernels);
  }

  /**
   * {@return FAILED where it failed under a kernel, else UPDATED where it was updated, else PASSED
   * where it was run at all}
   */
  public Status status() {
    return WORST_FIRST.stream()
        .filter(s -> kernels.stream().anyMatch(k -> k.status() == s))
        .findFirst()
        .orElse(Status.SKIPPED);
  }

  private static final List<Status> WORST_FIRST =
      List.of(Status.FAILED, Status.UPDATED, Status.PASSED);

  /** {@return how long it took, in nanoseconds of real time} */
  public long nanos() {
    return kernels.stream().mapToLong(KernelResult::nanos).sum();
  }
}
