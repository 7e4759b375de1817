/**
 * Suites: finding the tests of some folders, running them, and their results. Start with {@link
 * io.github.hidbpf4j.testing.suite.Suite}.
 */
@NullMarked
package io.github.hidbpf4j.testing.suite;

import org.jspecify.annotations.NullMarked;
