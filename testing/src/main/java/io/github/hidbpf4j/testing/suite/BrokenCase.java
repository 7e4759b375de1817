package io.github.hidbpf4j.testing.suite;

import java.nio.file.Path;
import java.util.List;

/** Something that should be a test and cannot be one: it fails. */
record BrokenCase(String name, Path file, Failure failure) implements TestCase {
  @Override
  public CaseResult run(SuiteOptions options) {
    return new CaseResult(
        name, file, List.of(new KernelResult("", Status.FAILED, List.of(failure), 0)));
  }
}
