/**
 * Tests of fixes: what snapshots, scenarios, coverage and reports have in common. Runs fixes
 * through {@code kernel.replay}; independent of the command line.
 */
@NullMarked
package io.github.hidbpf4j.testing;

import org.jspecify.annotations.NullMarked;
