package io.github.hidbpf4j.testing.suite;

import java.nio.file.Path;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A test of a suite. */
interface TestCase {
  /** The name, unique in a suite. */
  String name();

  /** The file that the test is about. */
  Path file();

  /** The files on which the result depends; some may not exist. */
  Set<Path> inputs();

  /** The path of its snapshot, which need not exist; null for none. */
  default @Nullable Path snapshot() {
    return null;
  }

  /** Runs the test. */
  CaseResult run(SuiteOptions options);
}
