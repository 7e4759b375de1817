/**
 * Runs programs on given data, as {@code BPF_PROG_TEST_RUN} does: packets, their contexts, and the
 * helpers that read and change packets. Start with {@link
 * io.github.hidbpf4j.tools.testrun.TestRun}.
 */
@NullMarked
package io.github.hidbpf4j.tools.testrun;

import org.jspecify.annotations.NullMarked;
