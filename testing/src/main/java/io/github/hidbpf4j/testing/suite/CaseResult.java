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

  /** {@return FAILED where it failed under a kernel, else UPDATED where it was updated} */
  public Status status() {
    Status worst = Status.PASSED;
    for (KernelResult kernel : kernels) {
      if (kernel.status() == Status.FAILED) {
        return Status.FAILED;
      }
      worst = kernel.status() == Status.UPDATED ? Status.UPDATED : worst;
    }
    return worst;
  }

  /** {@return how long it took, in nanoseconds of real time} */
  public long nanos() {
    return kernels.stream().mapToLong(KernelResult::nanos).sum();
  }
}
