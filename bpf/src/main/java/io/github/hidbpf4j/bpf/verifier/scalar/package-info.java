/**
 * The scalar domain of the verifier: the knowledge about a 64-bit value, and how arithmetic and
 * conditional jumps change it. The results are bit for bit those of Linux 6.12 ({@code
 * kernel/bpf/tnum.c} and the scalar parts of {@code kernel/bpf/verifier.c} and {@code log.c}),
 * because verdicts and log lines follow from them. Knows nothing of registers, pointers or paths.
 */
@NullMarked
package io.github.hidbpf4j.bpf.verifier.scalar;

import org.jspecify.annotations.NullMarked;
