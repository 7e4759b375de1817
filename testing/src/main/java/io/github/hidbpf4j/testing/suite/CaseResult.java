package io.github.hidbpf4j.testing.suite;

import java.nio.file.Path;
import java.util.List;

/**
 * The result of a test.
 *
 * @param name of the test: its folder, and its recording and object, or its scenario
 * @param file the recording, scenario or object
 * @param kernels the result under each kernel, at least one
 */
public record CaseResult(String name, Path file, List<KernelResult> kernels) {
  /** Copies. */
  public CaseResult {
    kernels = List.copyOf(kernels);
  }

  /**
   * {@return FAILED if it failed under a kernel, otherwise UPDATED if it was updated, otherwise
   * PASSED if it was run at all}
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
