/**
 * The verifier's knowledge at an instruction: registers, stack slots, frames, references, locks;
 * and the relations between states. Data with the few operations that keep it consistent, but no
 * verifier rules. Source of the structures: {@code include/linux/bpf_verifier.h} of Linux 6.12.
 */
@NullMarked
package io.github.hidbpf4j.bpf.verifier.state;

import org.jspecify.annotations.NullMarked;
