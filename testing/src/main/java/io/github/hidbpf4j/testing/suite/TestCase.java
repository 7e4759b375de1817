package io.github.hidbpf4j.testing.suite;

import java.nio.file.Path;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A test of a suite. */
interface TestCase {
  /** Its name, of which there is one in a suite. */
  String name();

  /** The file that it is about. */
  Path file();

  /** The files on which its result depends, some of which may not be there. */
  Set<Path> inputs();

  /** Where its snapshot is or would be; null for none. */
  default @Nullable Path snapshot() {
    return null;
  }

  /** Runs it. */
  CaseResult run(SuiteOptions options);
}
