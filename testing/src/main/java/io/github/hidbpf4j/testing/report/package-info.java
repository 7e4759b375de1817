/**
 * Reports of suites: TAP 14, JUnit's XML, JSON Lines and GitHub annotations, each a listener of a
 * {@link io.github.hidbpf4j.testing.suite.Suite} that writes as tests end.
 */
@NullMarked
package io.github.hidbpf4j.testing.report;

import org.jspecify.annotations.NullMarked;
