/**
 * What the verifier knows at an instruction: registers, stack slots, frames, references, locks; and
 * how states hang together. Data with the few operations that keep it consistent; no rule of the
 * verifier lives here. Source of the shapes: {@code include/linux/bpf_verifier.h} of Linux 6.12.
 */
@NullMarked
package io.github.hidbpf4j.bpf.verifier.state;

import org.jspecify.annotations.NullMarked;
