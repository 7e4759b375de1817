package io.github.hidbpf4j.testing.suite;

import java.nio.file.Path;

/** A test of a suite. */
interface TestCase {
  /** Its name, of which there is one in a suite. */
  String name();

  /** The file that it is about. */
  Path file();

  /** Runs it. */
  CaseResult run(SuiteOptions options);
}
