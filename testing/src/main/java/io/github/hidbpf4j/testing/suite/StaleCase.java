package io.github.hidbpf4j.testing.suite;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/**
 * A snapshot that nothing belongs to any more, such as after a recording got another name: what it
 * expects is not tested. It is removed where that is asked for.
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
