/**
 * Random programs for tests of the verifier and of engines, and the property that ties both
 * together: whatever an accepted program does when it runs, the verifier foresaw. No part of the
 * product uses this; it is here, and not among the tests, so that a command can run it for hours.
 */
@NullMarked
package io.github.hidbpf4j.bpf.fuzz;

import org.jspecify.annotations.NullMarked;
