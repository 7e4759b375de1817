/**
 * The walk over the paths of a program ({@code do_check} of {@code kernel/bpf/verifier.c}, Linux
 * 6.12): one class for each kind of instruction, and for paths still to be walked.
 */
@NullMarked
package io.github.hidbpf4j.bpf.verifier.walk;

import org.jspecify.annotations.NullMarked;
