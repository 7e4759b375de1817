/**
 * The verifier's log in the kernel's form ({@code kernel/bpf/log.c} of Linux 6.12): text of
 * registers and stack slots, source lines, instructions, and the buffer they go to.
 */
@NullMarked
package io.github.hidbpf4j.bpf.verifier.log;

import org.jspecify.annotations.NullMarked;
