/**
 * Tests of fixes: what is common to snapshots, scenarios, coverage and reports. Runs fixes through
 * {@code kernel.replay} and knows nothing of the command line.
 */
@NullMarked
package io.github.hidbpf4j.testing;

import org.jspecify.annotations.NullMarked;
