/**
 * Compares our verifier with a real kernel's, on programs that nobody has seen before. Programs are
 * made and verified on the host; a guest loads them by {@code bpf(2)} and returns its verifier's
 * verdicts. Programs with differences are shrunk and kept.
 */
@NullMarked
package io.github.hidbpf4j.tools.hunt;

import org.jspecify.annotations.NullMarked;
