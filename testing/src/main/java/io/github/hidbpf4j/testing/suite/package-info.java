/**
 * Suites: which tests there are in some folders, running them, and what came of each. Start with
 * {@link io.github.hidbpf4j.testing.suite.Suite}.
 */
@NullMarked
package io.github.hidbpf4j.testing.suite;

import org.jspecify.annotations.NullMarked;
