package io.github.hidbpf4j.testing.suite;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/**
 * A test for a snapshot that belongs to no test any more, for example after a recording was
 * renamed: its expectation is not tested. An update with pruning removes it.
 */
record StaleCase(Path file) implements TestCase {
  @Override
  public String name() {
    return file.toString();
  }

  @Override
  public Set<Path> inputs() {
    return Set.of(file);
  }

  @Override
  public CaseResult run(SuiteOptions options) {
    Status status = Status.FAILED;
    String message =
        "no recording and object beside it belong to this snapshot: --update --prune removes it";
    if (options.update() && options.prune()) {
      try {
        Files.deleteIfExists(file);
        status = Status.UPDATED;
        message = "removed: no recording and object belong to it";
      } catch (IOException e) {
        message = "cannot be removed: " + e.getMessage();
      }
    }
    Failure failure = new Failure(file, 0, message, List.of());
    return new CaseResult(name(), file, List.of(new KernelResult("", status, List.of(failure), 0)));
  }
}
