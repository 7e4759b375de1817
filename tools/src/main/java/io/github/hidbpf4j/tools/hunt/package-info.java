/**
 * Our verifier against a real kernel's, on programs that nobody has seen before. Programs are made
 * on the host and verified there; a guest loads them by {@code bpf(2)} and says what its verifier
 * says. What differs is made smaller and kept.
 */
@NullMarked
package io.github.hidbpf4j.tools.hunt;

import org.jspecify.annotations.NullMarked;
