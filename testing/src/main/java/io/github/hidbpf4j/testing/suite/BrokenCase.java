package io.github.hidbpf4j.testing.suite;

import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** A test that cannot be run, and therefore fails. */
record BrokenCase(String name, Path file, Failure failure) implements TestCase {
  @Override
  public Set<Path> inputs() {
    return new HashSet<>(List.of(file, failure.file()));
  }

  @Override
  public CaseResult run(SuiteOptions options) {
    return new CaseResult(
        name, file, List.of(new KernelResult("", Status.FAILED, List.of(failure), 0)));
  }
}
